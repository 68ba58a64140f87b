// Steps of `within_folds` that leave columns out without reading the outcome: drop_constant, drop_correlated.
#include "stats/base/transform.hpp"
#include "stats/prepare/near_zero_variance.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/steps/columns.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

FittedPart without(const StepColumns& columns, const std::vector<Eigen::Index>& dropped) {
  std::vector<std::size_t> gone;
  for (const auto i : dropped) gone.push_back(columns.places[static_cast<std::size_t>(i)]);
  return left_out(std::move(gone));
}

FittedPart fit_drop_correlated(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  require_complete(columns, "drop_correlated");
  return without(columns, stats::fit_drop_correlated(columns.x, in.params.at("above").get<double>()).dropped);
}

FittedPart fit_drop_constant(const StepInput& in) {
  const StepColumns columns = step_columns(in);
  if (!in.params.value("near_zero", true)) return without(columns, stats::fit_drop_constant(columns.x).dropped);
  const stats::NearZeroLimits limits{in.params.value("frequency", 19.0), in.params.value("unique", 0.1)};
  return without(columns, stats::fit_drop_near_zero(columns.x, limits).dropped);
}

Operation drop_correlated() {
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
      .part(StepPart{fit_drop_correlated, load_left_out});
}

Operation drop_constant() {
  lang::Param frequency, unique;
  frequency.name = "frequency";
  frequency.type = lang::ParamType::number;
  frequency.fallback = 19.0;
  frequency.low = 1;
  frequency.high = 1e6;
  frequency.tunable = true;
  frequency.text = "near-zero variance: the commonest value occurs more than this many times as often as the next …";
  unique.name = "unique";
  unique.type = lang::ParamType::fraction;
  unique.fallback = 0.1;
  unique.tunable = true;
  unique.text = "… and distinct values are at most this share of the cases";
  return Declare<Json>("drop_constant", 1)
      .role(lang::Role::fold_step)
      .in("within_folds")
      .learns()
      .param(yes_or_no("near_zero", true, "columns that hardly vary go too; false: constant and empty ones alone"))
      .param(frequency)
      .param(unique)
      .summary("leaves out columns that are constant or hardly vary in the training cases")
      .details(
          "`caret::nearZeroVar` in R. Columns that are constant in a training part never reach the learner; this "
          "step leaves them out before others meet them.")
      .methods(
          "Features that were constant or hardly varied in the training cases (commonest value more than "
          "{frequency} times as frequent as the next, distinct values at most {unique} of the cases) were left "
          "out.")
      .cites({"kuhn2008"})
      .part(StepPart{fit_drop_constant, load_left_out});
}

}  // namespace

std::vector<Operation> drop_steps() { return {drop_constant(), drop_correlated()}; }

}  // namespace rgx::stdlib
