// The block that judges fitted models: on other cohorts, or against each other on the folds they share.
#include "lang/model_metrics.hpp"
#include "lang/schema_build.hpp"

namespace rgx::lang::schema {

BlockRule evaluate_rule() {
  BlockRule r{"evaluate", "external validation, comparison", BlockRule::Naming::name, false, {}, {}, {}, false, false};
  r.settings = {
      refs("model", {"model"}, "the models that are judged").required().list(),
      refs("on", {"cohort"}, "cohorts they have not seen; left out: the folds they share").list(),
      where_setting(),
      choice("metrics", "what is reported; left out: what the models report").list().choices(model_metrics()),
      duration("horizon", "of survival: when `time_auc` is taken, and up to when `integrated_brier` goes"),
      choice("recalibrate", "what is fitted anew on the other cohort, and judged beside the model as it is")
          .choices({"none", "intercept", "logistic"})
          .fallback("none"),
      choice("missing", "what a missing predictor does").choices({"error", "complete_cases"}).fallback("error"),
      Build("exploratory", ParamType::boolean, "in a ledger of its own").fallback(false),
      refs("by_group", {"outcome", "covariate", "cohort"}, "metrics for each level beside those of all"),
  };
  r.steps = {{Role::other, 0, 0}};
  return r;
}

}  // namespace rgx::lang::schema
