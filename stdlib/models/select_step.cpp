// `select`: keeps the columns that differ most between classes (or correlate most with a number) in the training cases.
#include <cmath>

#include "stats/correlation/correlate.hpp"
#include "stats/groups/compare.hpp"
#include "stats/selection/select.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

class Selected : public FittedStep {
 public:
  std::vector<std::size_t> gone;
  void apply(Predictors& predictors) const override { predictors.drop(gone); }
};

// log10 of the p value: ranks stay apart where p itself is 0.
double log10_p(const std::string& test, const Eigen::VectorXd& x, const Eigen::VectorXd& y, bool binary) {
  const std::span<const double> values(x.data(), static_cast<std::size_t>(x.size()));
  const std::span<const double> outcome(y.data(), static_cast<std::size_t>(y.size()));
  if (test == "pearson") return stats::correlate(values, outcome, stats::Correlation::pearson).log10_p;
  if (test == "spearman") return stats::correlate(values, outcome, stats::Correlation::spearman).log10_p;
  if (!binary)
    throw Failure("wrong-test", "`select(test: " + test + ")` needs a binary outcome; use `spearman` or `pearson`");
  std::vector<double> positive, other;
  for (std::size_t i = 0; i < values.size(); ++i) (outcome[i] == 1 ? positive : other).push_back(values[i]);
  return test == "welch" ? stats::welch(positive, other).log10_p : stats::wilcoxon(positive, other).log10_p;
}

std::shared_ptr<const FittedStep> fit_select(const StepInput& in) {
  if (in.target.survival())
    throw Failure("not-built", "`select` of an outcome that is survival is not built yet",
                  "name the predictors in `using`, or reduce them by `drop_correlated`");
  const auto places = in.predictors.numeric(in.of);
  const Eigen::MatrixXd x = in.predictors.values(places, in.train);
  Eigen::VectorXd y(static_cast<Eigen::Index>(in.train.size()));
  for (std::size_t r = 0; r < in.train.size(); ++r)
    y[static_cast<Eigen::Index>(r)] = in.target.y[static_cast<Eigen::Index>(in.train[r])];
  if (x.array().isNaN().any())
    throw Failure("missing-predictor", "`select` meets a missing value; `impute` stands before it");

  std::string test = in.params.value("test", "");
  if (test.empty()) test = in.target.binary() ? "wilcoxon" : "spearman";
  std::vector<double> score;
  for (Eigen::Index c = 0; c < x.cols(); ++c) score.push_back(log10_p(test, x.col(c), y, in.target.binary()));

  const Json top = in.params.value("top", Json()), below = in.params.value("below", Json());
  std::vector<Eigen::Index> kept;
  if (top.is_number()) {
    kept = stats::select_top(score, static_cast<std::size_t>(top.get<double>()), stats::Better::smaller);
  } else if (below.is_number()) {
    kept = stats::select_below(score, std::log10(below.get<double>()));
    // A training part in which nothing passes keeps the best one, so that the fold still gives a prediction.
    if (kept.empty()) kept = stats::select_top(score, 1, stats::Better::smaller);
  } else {
    throw Failure("missing-setting", "`select` needs `top` or `below`");
  }
  auto out = std::make_shared<Selected>();
  std::vector<bool> stays(places.size(), false);
  for (const auto k : kept) stays[static_cast<std::size_t>(k)] = true;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (!stays[i]) out->gone.push_back(places[i]);
  return out;
}

}  // namespace

Operation select_operation() {
  lang::Param by, test, top, below;
  by.name = "by";
  by.type = lang::ParamType::choice;
  by.choices = {"test"};
  by.later_choices = {"mrmr", "mutual_information", "relief", "lasso"};
  by.fallback = "test";
  by.text = "what ranks the columns";
  test.name = "test";
  test.type = lang::ParamType::choice;
  test.choices = {"wilcoxon", "welch", "pearson", "spearman"};
  test.later_choices = {"cox", "anova", "kruskal_wallis"};
  test.text = "the univariate test; by default wilcoxon for classes, spearman for numbers";
  top.name = "top";
  top.type = lang::ParamType::integer;
  top.low = 1;
  top.high = 1e6;
  top.tunable = true;
  top.text = "how many columns stay";
  below.name = "below";
  below.type = lang::ParamType::fraction;
  below.tunable = true;
  below.text = "columns with p at most this stay (the best one where none has)";
  return Declare<Json>("select", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns(true)
      .param(by)
      .param(test)
      .param(top)
      .param(below)
      .summary("keeps the columns with the strongest univariate association with the outcome in the training cases")
      .methods(
          "Features were selected in the training cases by a univariate test (test: {test}; number kept: {top}; "
          "limit of p: {below}).")
      .part(StepPart{fit_select});
}

}  // namespace rgx::stdlib
