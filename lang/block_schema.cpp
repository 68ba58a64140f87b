#include "lang/block_schema.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "lang/model_metrics.hpp"
#include "lang/schema_build.hpp"
#include "lang/spelling.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

namespace {

using namespace schema;  // NOLINT(google-build-using-namespace)

SettingRule cohort_setting() { return refs("cohort", {"cohort"}, "the cohort whose subjects it holds"); }
SettingRule cohorts_setting() { return refs("cohorts", {"cohort"}, "several cohorts, one table for all").list(); }
SettingRule chosen_setting() {
  return choice("chosen", "when columns picked by hand were chosen").choices({"before the data", "after the data"});
}
SettingRule exploratory_setting() {
  return Build("exploratory", ParamType::boolean, "in a ledger of its own").fallback(false);
}
SettingRule family_setting() { return special("family", "the family of hypotheses it belongs to"); }
SettingRule audit_setting() {
  return refs("audit", {"outcome", "covariate", "features"},
              "what `adjusted_estimate` holds fixed: suspected confounders")
      .list();
}
SettingRule by_group_setting() {
  return refs("by_group", {"outcome", "covariate", "clusters"}, "results for each level, and a test of heterogeneity");
}

const std::vector<std::string> table_like{"features", "matrix", "score", "class", "covariate"};

BlockRule study_rule() {
  BlockRule r{"study", "study design", BlockRule::Naming::title, true, {}, {}, {}, false, false};
  r.settings = {
      choice("design", "how cases were collected").choices({"retrospective", "prospective", "simulated"}),
      text("question", "what is asked"),
      choice("guidelines", "reporting guidelines")
          .list()
          .choices({"CLEAR", "METRICS", "TRIPOD_AI", "RQS", "STROBE", "REMARK"}),
      Build("seed", ParamType::integer, "of all random numbers").range(0, 9007199254740992.0).fallback(1),
      text("operations", "catalogue date that pins all operations"),
      text("registered", "where the plan is registered: an address, a file `NAME.plan` of `rgx plan --freeze`, or both")
          .list(),
      text("people", "who did what").list(),
      text("funding", "who paid"),
  };
  return r;
}

BlockRule cohort_rule() {
  BlockRule r{"cohort", "participants", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      special("table", "the table of subjects").required(),
      special("id", "the column that names the subject").required(),
      condition("include", "who enters"),
      condition("exclude", "who leaves"),
      choice("missing", "what a missing outcome does").choices({"error", "exclude"}).fallback("error"),
      choice("missing_image", "what a missing image does").choices({"error", "exclude"}).fallback("error"),
      special("outcome", "a declared outcome").labelled(),
      special("covariate", "a declared covariate").labelled(),
      special("level", "rows below the subject").labelled(),
  };
  return r;
}

SettingRule take_setting() {
  return choice("take", "what of the repeats stands in analyses: the first, or their mean; `robust` reads all")
      .choices({"first", "mean"})
      .fallback("first");
}

BlockRule images_rule() {
  BlockRule r{"images", "imaging, segmentation", BlockRule::Naming::name, true, {}, {}, {}, true, false};
  r.settings = {cohort_setting(), cohorts_setting(),
                special("repeat", "levels of repeated scans or readers, with their keys: `scan(\"1\", \"2\")`"),
                take_setting()};
  return r;
}

BlockRule matrix_rule() {
  BlockRule r{"matrix", "molecular data", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      cohort_setting(), cohorts_setting(), special("source", "the table of rows by subjects").required(),
      choice("kind", "what it measures")
          .required()
          .choices({"expression", "mutation", "copy_number", "methylation", "protein", "metagene", "subtype"})};
  return r;
}

BlockRule preprocess_rule() {
  BlockRule r{"preprocess", "image preprocessing", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {refs("from", {"images", "preprocess"}, "the images it starts from").required(),
                choice("by", "in slices or in volumes").choices({}, {"slice"})};
  r.steps = {{Role::preprocess, 0, 0}};
  return r;
}

BlockRule features_rule() {
  BlockRule r{"features", "feature extraction", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      cohort_setting(),
      cohorts_setting(),
      special("source", "the table they are imported from"),
      choice("kind", "what was imported").choices({"semantic", "radiomic", "text", "volumetric"}),
      special("columns", "what the imported columns are"),
      refs("from", {"images", "preprocess", "features"}, "the images they are measured on"),
      refs("scans", {"scan"}, "the scans that are measured").list(),
      refs("regions", {"region"}, "the regions that are measured").list(),
      special("families", "feature families").list(),
      special("filters", "filters of the image").list(),
      choice("conventions", "whose definitions, names and bin edges: IBSI's or those of PyRadiomics 3")
          .choices({"ibsi", "pyradiomics"})
          .fallback("ibsi"),
      choice("by", "in slices, each by itself; left out: in the volume").choices({"slice"}),
      refs("keep", {"robust"}, "`robust` blocks: columns that are not stable in each of them are left out").list(),
      choice("take", "of a long table: the first repeat, or the mean of all").choices({"first", "mean"}),
  };
  r.steps = {{Role::discretise, 0, 1}};
  return r;
}

BlockRule derive_rule() {
  BlockRule r{"derive", "variables", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {cohort_setting(), cohorts_setting(), special("outcome", "a derived outcome").labelled(),
                special("covariate", "a derived covariate").labelled()};
  return r;
}

BlockRule aggregate_rule() {
  BlockRule r{"aggregate", "lesions to patient", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {refs("from", {"features"}, "the table it starts from").required(),
                special("to", "the level of its rows; left out: the subject")};
  r.steps = {{Role::other, 1, 1}};
  return r;
}

BlockRule compare_rule() {
  BlockRule r{"compare", "group differences", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      refs("features", table_like, "what is compared").list(),
      refs("of", {"outcome"}, "the survival outcome that is compared").fans_out(),
      refs("by", {"outcome", "covariate", "row", "class", "clusters"}, "the groups").required().fans_out(),
      on_setting(),
      where_setting(),
      family_setting(),
      chosen_setting(),
      exploratory_setting(),
      refs("adjust", {"outcome", "covariate", "clusters"}, "covariates").list(),
      by_group_setting(),
      audit_setting(),
      refs("robust", {"robust"}, "the block whose ICC stands beside each feature"),
      refs("strata", {"outcome", "covariate", "clusters"}, "cases are compared within these only").list(),
      refs("cluster", {"outcome", "covariate"}, "rows that belong together").later(),
  };
  r.steps = {{Role::test, 1, 1}, {Role::correction, 0, 1}};
  return r;
}

BlockRule associate_rule() {
  BlockRule r{"associate", "correlation, radiogenomic map", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      refs("left", table_like, "one side").required().list(),
      refs("right", {"features", "matrix", "score", "outcome", "covariate"}, "the other side").required().list(),
      refs("adjust", {"outcome", "covariate", "clusters"}, "covariates").list(),
      refs("interact", {"outcome", "covariate"}, "effect modifiers").list(),
      on_setting(),
      where_setting(),
      family_setting(),
      chosen_setting(),
      exploratory_setting(),
      by_group_setting(),
      audit_setting(),
      refs("robust", {"robust"}, "the block whose ICC stands beside each column of `left`"),
      refs("strata", {"outcome", "covariate", "clusters"}, "cases are compared within these only").list(),
      refs("cluster", {"outcome", "covariate", "subject"}, "rows that belong together: robust standard errors"),
      choice("pool", "cohorts pooled by random effects").choices({}, {"meta"}),
  };
  r.steps = {{Role::test, 1, 1}, {Role::correction, 0, 1}};
  return r;
}

BlockRule split_rule() {
  BlockRule r{"split", "data partition", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {refs("of", {"cohort"}, "the cohort that is dealt out").required(),
                refs("stratify", {"outcome", "covariate"}, "classes kept in proportion").list()};
  r.steps = {{Role::split, 1, 1}};
  return r;
}

BlockRule model_rule() {
  BlockRule r{"model", "model building", BlockRule::Naming::name, true, {}, {}, {}, false, true};
  const std::vector<std::string> built = model_metrics();
  const std::vector<std::string> later{"mae", "kappa"};
  std::vector<std::string> searched = built;
  searched.push_back("deviance");
  r.settings = {
      refs("predict", {"outcome", "row"}, "the outcome").required().fans_out(),
      refs("using", {"features", "matrix", "covariate", "outcome", "score", "class", "row"}, "the predictors")
          .required()
          .list(),
      on_setting(),
      where_setting(),
      choice("missing", "what a missing predictor does").choices({"error", "complete_cases"}).fallback("error"),
      chosen_setting(),
      exploratory_setting(),
      choice("tune_by", "what the search looks at").choices(searched, later),
      refs("validate", {"split"}, "the split it is validated by"),
      choice("metrics", "what is reported").list().choices(built, later),
      duration("horizon", "of survival: when `time_auc` is taken, and up to when `uno_c` and `integrated_brier` go"),
      Build("permutation", ParamType::integer,
            "so many times the outcome is dealt out anew to the subjects and everything refitted: p of the metrics")
          .range(199, 1e6),
      Build("threshold", ParamType::fraction, "the cut for classes, sensitivity and specificity")
          .fallback(0.5)
          .choices({"youden"}),
      choice("sources", "each table of `using` alone, each pair, and all together").choices({"each_and_all"}),
      refs("by_group", {"outcome", "covariate"}, "metrics of the held-out cases of each level beside those of all"),
  };
  r.steps = {{Role::learner, 1, 1}};
  r.nested = {"within_folds"};
  return r;
}

BlockRule within_folds_rule() {
  BlockRule r{"within_folds", "steps learned in folds", BlockRule::Naming::none, true, {}, {}, {}, false, true};
  r.steps = {{Role::fold_step, 0, 0}};
  return r;
}

BlockRule published_rule() {
  BlockRule r{"published", "comparison with a paper", BlockRule::Naming::title, true, {}, {}, {}, false, false};
  r.steps = {{Role::published_value, 1, 0}};
  return r;
}

BlockRule report_rule() {
  BlockRule r{"report", "results", BlockRule::Naming::name, true, {}, {}, {}, false, false};
  r.settings = {
      choice("sections", "what the report holds, in order")
          .list()
          .choices({"participants", "methods", "results", "checklist", "provenance"})
          .fallback(Literal::List{"participants", "methods", "results", "checklist", "provenance"}),
      refs("show", {"any"}, "results that are shown").list(),
      Build("pictures", ParamType::integer,
            "how many regions of cases are shown as pictures, those furthest from the cohort first; `none`: no picture "
            "of any subject is made")
          .choices({"none"})
          .range(1, 500)
          .fallback(60),
      special("write", "files that are written").list(),
  };
  return r;
}

}  // namespace

const SettingRule* BlockRule::setting(std::string_view name) const {
  for (const auto& s : settings)
    if (s.param.name == name) return &s;
  return nullptr;
}

const std::vector<BlockRule>& block_schema() {
  static const std::vector<BlockRule> all{
      study_rule(),  cohort_rule(),       derive_rule(),    images_rule(),
      matrix_rule(), preprocess_rule(),   features_rule(),  aggregate_rule(),
      robust_rule(), harmonise_rule(),    decompose_rule(), cluster_rule(),
      split_rule(),  compare_rule(),      associate_rule(), later("enrich", "pathway analysis", false),
      model_rule(),  within_folds_rule(), evaluate_rule(),  published_rule(),
      report_rule(),
  };
  return all;
}

const BlockRule* find_block(std::string_view kind) {
  if (kind == kScoreGroups) kind = "derive";
  for (const auto& rule : block_schema())
    if (rule.kind == kind) return &rule;
  return nullptr;
}

bool block_is_built(const BlockRule& rule, const Catalogue& catalogue) {
  if (rule.built) return true;
  return std::any_of(catalogue.all().begin(), catalogue.all().end(), [&](const Signature& s) {
    return s.built && std::find(s.blocks.begin(), s.blocks.end(), rule.kind) != s.blocks.end();
  });
}

std::string canonical(std::string_view word) { return std::string(british(word)); }

}  // namespace rgx::lang
