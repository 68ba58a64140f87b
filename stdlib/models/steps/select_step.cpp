// `select`: keeps the columns that say most of the outcome in the training cases.
#include <cmath>

#include "stats/selection/select.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/steps/rank.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

Target training_target(const StepInput& in) {
  Target out = in.target;
  const std::vector<Index> rows(in.train.begin(), in.train.end());
  out.y = Eigen::VectorXd(in.target.y(rows));
  if (in.target.survival()) out.event = Eigen::VectorXd(in.target.event(rows));
  return out;
}

// NaN counts as nothing; where no column has a score, the first one stays.
std::vector<Index> best(const std::vector<double>& score, std::size_t count, stats::Better better) {
  auto kept = stats::select_top(score, count, better);
  if (kept.empty() && !score.empty()) kept.push_back(0);
  return kept;
}

std::vector<Index> by_test(const Ranked& on, const Json& top, const Json& below) {
  const std::string written =
      on.in.params.value("test", Json()).is_string() ? on.in.params["test"].get<std::string>() : std::string();
  const auto score = test_log10_p(on, written.empty() ? usual_test(on.target) : written);
  if (top.is_number()) return best(score, static_cast<std::size_t>(top.get<double>()), stats::Better::smaller);
  if (!below.is_number()) throw Failure("missing-setting", "`select` needs `top` or `below`");
  auto kept = stats::select_below(score, std::log10(below.get<double>()));
  // A training part in which nothing passes keeps the best one, so that the fold still gives a prediction.
  return kept.empty() ? best(score, 1, stats::Better::smaller) : kept;
}

std::vector<Index> chosen(const Ranked& on) {
  const Json top = on.in.params.value("top", Json()), below = on.in.params.value("below", Json());
  const std::string by = on.in.params.value("by", "test");
  const auto count = top.is_number() ? static_cast<std::size_t>(top.get<double>()) : std::size_t{0};
  if (by == "test") return by_test(on, top, below);
  if (below.is_number())
    throw Failure("wrong-type", "`below` is a limit of p, and `select(by: " + by + ")` gives none", "write `top`");
  if (by == "lasso") return lasso_columns(on, count);
  if (count == 0) throw Failure("missing-setting", "`select(by: " + by + ")` needs `top`");
  if (by == "mrmr") return mrmr_order(on, count);
  return best(by == "relief" ? relief_weights(on) : information(on), count, stats::Better::larger);
}

std::shared_ptr<const FittedStep> fit(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  require_complete(columns, "select");
  if (columns.places.empty()) return left_out({});
  std::vector<bool> stays(columns.places.size(), false);
  for (const Index k : chosen({in, columns, training_target(in)})) stays[static_cast<std::size_t>(k)] = true;
  std::vector<std::size_t> gone;
  for (std::size_t i = 0; i < stays.size(); ++i)
    if (!stays[i]) gone.push_back(columns.places[i]);
  return left_out(std::move(gone));
}

lang::Param tunable(lang::Param p) {
  p.tunable = true;
  return p;
}

}  // namespace

Operation select_operation() {
  lang::Param below, lambda;
  below.name = "below";
  below.type = lang::ParamType::fraction;
  below.tunable = true;
  below.text = "by test: columns with p at most this stay (the best one where none has)";
  lambda.name = "lambda";
  lambda.type = lang::ParamType::number;
  lambda.low = 0;
  lambda.tunable = true;
  lambda.text = "by lasso: the penalty; by default the one with the least deviance in five inner folds";
  return Declare<Json>("select", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns(true)
      .random("fit")
      .param(
          tunable(choice_of("by", {"test", "mrmr", "mutual_information", "relief", "lasso"}, "what ranks the columns")))
      .param(optional(choice_of("test", {"wilcoxon", "welch", "kruskal_wallis", "anova", "pearson", "spearman", "cox"},
                                "the univariate test; by default wilcoxon for two classes, kruskal_wallis for more, "
                                "spearman for numbers, cox (score test) for survival")))
      .param(optional(tunable(whole_number("top", 10, 1, 1e6, "how many columns stay"))))
      .param(below)
      .param(optional(whole_number("bins", 5, 2, 1000,
                                   "by mrmr, mutual_information: bins of a number; by default "
                                   "the cube root of the training cases, rounded down")))
      .param(tunable(whole_number("neighbours", 10, 1, 1000, "by relief: nearest cases of each class")))
      .param(lambda)
      .summary("keeps the columns that say most of the outcome in the training cases")
      .details(
          "`test`: smallest p of a univariate test; `cox` is the score test. `mutual_information`: with the outcome, "
          "plug-in estimate, numbers in bins of equal frequency (quantiles of type 7). `mrmr`: Peng, Long & Ding 2005, "
          "difference form on the same bins: at each turn the column with the largest information on the outcome less "
          "its mean information on those already kept. `relief`: ReliefF, and RReliefF for numbers (Robnik-Sikonja & "
          "Kononenko 2003), every training case in turn, differences over the range. `lasso`: columns with a "
          "coefficient at `lambda`, or where inner folds of the training cases (five, by subject) have the least "
          "deviance; with `top`, the first that enter the path. Columns of all tables are ranked together; missing "
          "values have to be filled first; ties go to the earlier column.")
      .methods(
          "Features were selected in the training cases (by: {by}; test: {test}; number kept: {top}; limit of p: "
          "{below}).")
      .cites({"peng2005", "robnik2003"})
      .part(StepPart{fit, load_left_out});
}

}  // namespace rgx::stdlib
