// Learned scales of `within_folds`: standardise, robust_scale, yeo_johnson, box_cox, winsorise.
#include <cmath>

#include "stats/base/transform.hpp"
#include "stats/prepare/power_transform.hpp"
#include "stats/prepare/robust_scale.hpp"
#include "stats/prepare/winsorise.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/steps/columns.hpp"

namespace rgx::stdlib {

using Eigen::MatrixXd;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Box-Cox's power with the names of its columns: a held-out case may lie where the logarithm ends; the training cases
// did not.
struct BoxCox {
  stats::PowerTransform power;
  std::vector<std::string> names;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("power", self.power);
    visit("names", self.names);
  }
};

MatrixXd transformed(const BoxCox& fit, stats::ConstMatrix x) {
  MatrixXd y = stats::transformed(fit.power, x);
  for (Eigen::Index j = 0; j < x.cols(); ++j)
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      if (std::isnan(y(i, j)) && !std::isnan(x(i, j)))
        throw Failure("out-of-range",
                      "`box_cox` takes values above 0, as `" + fit.names[static_cast<std::size_t>(j)] +
                          "` has them in training, and a held-out case has " + engine::shortest(x(i, j)),
                      "use `yeo_johnson`, which takes any number");
  return y;
}

// A column without spread in training is centred only; one that is constant the learner does not get.
FittedPart fit_standardise(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  return changed_columns(columns, stats::fit_standardise(columns.x));
}

FittedPart fit_robust(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  const bool mad = in.params.value("spread", "iqr") == "mad";
  return changed_columns(columns, stats::fit_robust_scale(columns.x, mad ? stats::Spread::mad : stats::Spread::iqr));
}

FittedPart fit_yeo_johnson(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  return changed_columns(columns, stats::fit_power(columns.x, stats::Power::yeo_johnson));
}

FittedPart fit_box_cox(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  return changed_columns(columns, BoxCox{stats::fit_power(columns.x, stats::Power::box_cox), columns.names});
}

FittedPart fit_winsorise(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  const double low = in.params.value("low", 0.05), high = in.params.value("high", 0.95);
  if (!(low < high))
    throw Failure("out-of-range",
                  "`winsorise` has `low` " + engine::shortest(low) + ", not below `high` " + engine::shortest(high));
  return changed_columns(columns, stats::fit_winsorise(columns.x, low, high));
}

template <class Fit>
FittedPart load_changed(const Json& in) {
  return load_one_of<FittedStep, ChangedColumns<Fit>>(in);
}

Declare<Json> step(const char* name) {
  Declare<Json> out(name, 1);
  out.role(lang::Role::fold_step).in("within_folds").learns();
  return out;
}

lang::Param fraction(std::string name, double fallback, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::fraction;
  out.fallback = fallback;
  out.tunable = true;
  out.text = std::move(text);
  return out;
}

Operation standardise() {
  return step("standardise")
      .summary("subtracts the training mean and divides by the training standard deviation (n - 1)")
      .methods("Predictors were standardised with the mean and standard deviation of the training cases.")
      .part(StepPart{fit_standardise, load_changed<stats::Scaling>});
}

Operation robust_scale() {
  lang::Param spread =
      choice_of("spread", {"iqr", "mad"}, "interquartile range, or median absolute deviation x 1.4826");
  spread.positional = true;
  return step("robust_scale")
      .param(spread)
      .summary("subtracts the training median and divides by the training interquartile range or median deviation")
      .details(
          "Quantiles are of type 7. A column in which more than half of the training values are alike has no "
          "spread, and is centred only. `median(x)`, `IQR(x)`, `mad(x)` in R.")
      .methods("Predictors were centred at the median and divided by the {spread} of the training cases.")
      .part(StepPart{fit_robust, load_changed<stats::Scaling>});
}

Operation power(const char* name, const char* takes, const char* who, std::vector<std::string> cites, StepPart part) {
  return step(name)
      .summary("makes each column as normal as a power can, lambda by maximum likelihood in the training cases")
      .details(
          "lambda is where the profile likelihood of a normal with its own mean and variance is largest, between "
          "-5 and 5; missing values take no part. " +
          std::string(takes) + " `car::powerTransform` in R.")
      .methods("Predictors were transformed by the power of " + std::string(who) +
               " that maximum likelihood gave in the training cases.")
      .cites(std::move(cites))
      .part(std::move(part));
}

Operation winsorise() {
  return step("winsorise")
      .param(fraction("low", 0.05, "quantile below which values become that quantile"))
      .param(fraction("high", 0.95, "quantile above which values become that quantile"))
      .summary("values beyond two quantiles of the training cases become those quantiles (type 7)")
      .methods("Predictors were winsorised at the quantiles {low} and {high} of the training cases.")
      .part(StepPart{fit_winsorise, load_changed<stats::Winsorising>});
}

}  // namespace

std::vector<Operation> scale_steps() {
  return {
      standardise(), robust_scale(),
      power("yeo_johnson", "It takes any number.", "Yeo and Johnson", {"yeo2000"},
            {fit_yeo_johnson, load_changed<stats::PowerTransform>}),
      power("box_cox",
            "A column with a training value of 0 or below stays as it is; a held-out value of 0 or below in another "
            "ends the run.",
            "Box and Cox", {"box1964"}, {fit_box_cox, load_changed<BoxCox>}),
      winsorise()};
}

}  // namespace rgx::stdlib
