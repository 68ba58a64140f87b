// `impute`: fills missing predictors, categories and covariates included, by what training cases taught.
#include <cmath>

#include "stats/prepare/impute.hpp"
#include "stats/prepare/impute_chained.hpp"
#include "stats/prepare/impute_knn.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Every predictor, categories by the places of their levels.
MatrixXd mixed(const Predictors& predictors) {
  MatrixXd out(static_cast<Index>(predictors.rows), static_cast<Index>(predictors.columns.size()));
  for (std::size_t c = 0; c < predictors.columns.size(); ++c) {
    const Predictor& column = predictors.columns[c];
    for (std::size_t r = 0; r < predictors.rows; ++r)
      out(static_cast<Index>(r), static_cast<Index>(c)) = !column.nominal       ? column.numbers[static_cast<Index>(r)]
                                                          : column.codes[r] < 0 ? std::nan("")
                                                                                : column.codes[r];
  }
  return out;
}

template <class Fit>
constexpr const char* kKind = "median";
template <>
constexpr const char* kKind<stats::KnnImputation> = "knn";
template <>
constexpr const char* kKind<stats::ChainedImputation> = "chained";

template <class Fit>
class Imputed : public FittedStep {
 public:
  static constexpr const char* kind = kKind<Fit>;
  Imputed() = default;
  Imputed(std::vector<std::string> names, Fit fit) : names_(std::move(names)), fit_(std::move(fit)) {}

  void apply(Predictors& predictors) const override {
    if (predictors.columns.size() != names_.size()) throw Failure("unknown-column", "`impute` meets other columns");
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (predictors.columns[c].name != names_[c])
        throw Failure("unknown-column", "no column `" + names_[c] + "` any more");
    const MatrixXd x = mixed(predictors);
    if (!x.array().isNaN().any()) return;
    const MatrixXd filled = stats::transformed(fit_, x);
    for (std::size_t c = 0; c < predictors.columns.size(); ++c) {
      Predictor& column = predictors.columns[c];
      const auto at = static_cast<Index>(c);
      if (!column.nominal) {
        column.numbers = filled.col(at);
        continue;
      }
      for (std::size_t r = 0; r < predictors.rows; ++r)
        if (column.codes[r] < 0 && !std::isnan(filled(static_cast<Index>(r), at)))
          column.codes[r] = static_cast<int>(filled(static_cast<Index>(r), at));
    }
  }

  Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("names", self.names_);
    visit("fit", self.fit_);
  }

 private:
  std::vector<std::string> names_;
  Fit fit_;
};

std::shared_ptr<const FittedStep> fit(const StepInput& in) {
  std::vector<std::string> names;
  std::vector<stats::ColumnType> type;
  std::vector<stats::FillBy> simple;
  for (const auto& column : in.predictors.columns) {
    names.push_back(column.name);
    type.push_back(column.nominal ? stats::ColumnType::category : stats::ColumnType::number);
    simple.push_back(column.nominal ? stats::FillBy::mode : stats::FillBy::median);
  }
  const std::vector<Index> rows(in.train.begin(), in.train.end());
  const MatrixXd x = mixed(in.predictors)(rows, Eigen::all);
  const auto filled_by = [&]<class Fit>(Fit fitted) -> std::shared_ptr<const FittedStep> {
    return std::make_shared<Imputed<Fit>>(std::move(names), std::move(fitted));
  };
  const std::string by = in.params.value("by", "median");
  if (by == "knn")
    return filled_by(stats::fit_impute_knn(x, type, static_cast<int>(in.params.value("neighbours", 5.0))));
  if (by == "chained") {
    stats::ChainedOptions options;
    options.cycles = static_cast<int>(in.params.value("cycles", 10.0));
    options.predictors = static_cast<int>(in.params.value("predictors", 15.0));
    return filled_by(stats::fit_impute_chained(x, type, options));
  }
  return filled_by(stats::fit_impute(x, simple));
}

}  // namespace

Operation impute_operation() {
  lang::Param by = choice_of("by", {"median", "knn", "chained"},
                             "median or commonest level; nearest cases; regressions of each column on the others");
  by.positional = true;
  by.tunable = true;
  lang::Param neighbours = whole_number("neighbours", 5, 1, 1000, "knn: how many cases");
  neighbours.tunable = true;
  return Declare<Json>("impute", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .param(by)
      .param(neighbours)
      .param(whole_number("cycles", 10, 1, 1000, "chained: turns through the columns, at most"))
      .param(whole_number("predictors", 15, 1, 1000, "chained: columns that each is regressed on, at most"))
      .summary("fills missing predictors, categories and covariates included, by what the training cases taught")
      .details(
          "`median`: the training median of a number, the commonest training level of a category. `knn`: the median, "
          "or "
          "commonest level, of the nearest training cases that have the value; nearness is Gower's, the mean over "
          "the columns both cases have of the difference over the range, or of 0 and 1 for categories. `chained`: from "
          "there on each column with gaps is regressed in turn on those it goes with best (largest r²; indicators of "
          "levels for categories), its gaps filled with the prediction, until nothing moves by more than 1e-6 standard "
          "deviations; numbers by linear regression, kept within the training range, categories by multinomial "
          "logistic regression, the most probable level; both with a ridge of 0.001. The prediction itself is filled "
          "in, no draw from around it: nothing is random, and a model's standard errors do not know of it. Held-out "
          "cases are filled by the models of the training cases, each by itself.")
      .methods("Missing predictors were filled from the training cases (by: {by}).")
      .cites({"buuren2011", "gower1971"})
      .part(StepPart{fit, load_one_of<FittedStep, Imputed<stats::Imputation>, Imputed<stats::KnnImputation>,
                                      Imputed<stats::ChainedImputation>>});
}

}  // namespace rgx::stdlib
