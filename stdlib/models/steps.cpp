// Learned steps of `within_folds`: standardise, drop_correlated, impute.
#include <cmath>

#include "stats/base/transform.hpp"
#include "stats/prepare/impute.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

using Fitted = std::shared_ptr<const FittedStep>;

class Standardised : public FittedStep {
 public:
  Standardised(std::vector<std::string> names, stats::Scaling scaling)
      : names_(std::move(names)), scaling_(std::move(scaling)) {}
  void apply(Predictors& predictors) const override {
    for (auto& column : predictors.columns)
      for (std::size_t i = 0; i < names_.size(); ++i) {
        if (column.name != names_[i] || column.nominal) continue;
        const auto at = static_cast<Eigen::Index>(i);
        // A column constant in training is centred only; `expand` leaves it out.
        const double sd = scaling_.sd[at] > 0 ? scaling_.sd[at] : 1;
        column.numbers = (column.numbers.array() - scaling_.mean[at]) / sd;
      }
  }

 private:
  std::vector<std::string> names_;
  stats::Scaling scaling_;
};

class Dropped : public FittedStep {
 public:
  explicit Dropped(std::vector<std::size_t> places) : places_(std::move(places)) {}
  void apply(Predictors& predictors) const override { predictors.drop(places_); }

 private:
  std::vector<std::size_t> places_;
};

class Imputed : public FittedStep {
 public:
  std::vector<double> value;  // a place a column; NaN: nothing could be learned
  void apply(Predictors& predictors) const override {
    for (std::size_t i = 0; i < value.size(); ++i) {
      auto& column = predictors.columns[i];
      if (std::isnan(value[i])) continue;
      if (column.nominal) {
        for (auto& code : column.codes)
          if (code < 0) code = static_cast<int>(value[i]);
      } else {
        for (auto& v : column.numbers)
          if (std::isnan(v)) v = value[i];
      }
    }
  }
};

std::vector<std::string> names(const Predictors& predictors, const std::vector<std::size_t>& places) {
  std::vector<std::string> out;
  for (const std::size_t p : places) out.push_back(predictors.columns[p].name);
  return out;
}

Fitted fit_standardise(const StepInput& in) {
  const auto places = in.predictors.numeric(in.of);
  return std::make_shared<Standardised>(names(in.predictors, places),
                                        stats::fit_standardise(in.predictors.values(places, in.train)));
}

Fitted fit_drop_correlated(const StepInput& in) {
  const auto places = in.predictors.numeric(in.of);
  std::vector<std::size_t> gone;
  try {
    const auto choice =
        stats::fit_drop_correlated(in.predictors.values(places, in.train), in.params.at("above").get<double>());
    for (const auto i : choice.dropped) gone.push_back(places[static_cast<std::size_t>(i)]);
  } catch (const std::invalid_argument&) {
    throw Failure("missing-predictor", "`drop_correlated` meets a missing value; `impute` stands before it");
  }
  return std::make_shared<Dropped>(std::move(gone));
}

Fitted fit_impute(const StepInput& in) {
  auto out = std::make_shared<Imputed>();
  for (const auto& column : in.predictors.columns) {
    Eigen::MatrixXd one(static_cast<Eigen::Index>(in.train.size()), 1);
    for (std::size_t r = 0; r < in.train.size(); ++r) {
      const std::size_t row = in.train[r];
      one(static_cast<Eigen::Index>(r), 0) = column.nominal ? (column.codes[row] < 0 ? std::nan("") : column.codes[row])
                                                            : column.numbers[static_cast<Eigen::Index>(row)];
    }
    const auto fitted = stats::fit_impute(one, {column.nominal ? stats::FillBy::mode : stats::FillBy::median});
    out->value.push_back(fitted.value[0]);
  }
  return out;
}

}  // namespace

Operation standardise_operation() {
  return Declare<Json>("standardise", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .summary("subtracts the training mean and divides by the training standard deviation (n - 1)")
      .methods("Predictors were standardised with the mean and standard deviation of the training cases.")
      .part(StepPart{fit_standardise});
}

Operation drop_correlated_operation() {
  lang::Param above;
  above.name = "above";
  above.type = lang::ParamType::fraction;
  above.fallback = 0.9;
  above.tunable = true;
  above.positional = true;
  above.text = "limit of the absolute Pearson correlation";
  return Declare<Json>("drop_correlated", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .param(above)
      .summary(
          "of each pair of columns correlated above the limit in the training cases, leaves out the one that "
          "correlates more with all others")
      .methods(
          "Of pairs of features with an absolute correlation above {above} in the training cases one was left out.")
      .cites({"kuhn2008"})
      .part(StepPart{fit_drop_correlated});
}

Operation impute_operation() {
  lang::Param by;
  by.name = "by";
  by.type = lang::ParamType::choice;
  by.choices = {"median"};
  by.fallback = "median";
  by.positional = true;
  by.text = "median of numbers, commonest level of categories";
  return Declare<Json>("impute", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .param(by)
      .summary("fills missing predictors: the training median of a number, the commonest training level of a category")
      .methods(
          "Missing predictors were filled with the median (numbers) or the commonest level (categories) of the "
          "training cases.")
      .part(StepPart{fit_impute});
}

}  // namespace rgx::stdlib
