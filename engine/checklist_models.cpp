// What the models and their evaluations answer of the checklists.
#include <algorithm>
#include <set>

#include "engine/checklist_words.hpp"

namespace rgx::engine {

namespace {

bool searches(const Json& block) {
  for (const char* list : {"steps", "within_folds"})
    for (const auto& use : list_at(block, list))
      for (const auto& p : list_at(use, "parameters"))
        if (p.contains("value") && p["value"].is_object() &&
            (p["value"].contains("tune") || p["value"].contains("path")))
          return true;
  return false;
}

// Comparisons between models, other cohorts, groups of cases: what `evaluate` blocks and `sources` answer.
void evaluation_facts(const ReportView& view, Facts& f) {
  const auto models = view.blocks("model");
  std::vector<const Json*> comparing, elsewhere, grouped;
  for (const Json* block : view.blocks("evaluate")) {
    const Table* t = view.table(text_at(*block, "name") + ".csv");
    const auto said = [&](const char* column) {
      const Column* c = t == nullptr ? nullptr : t->find(column);
      for (std::size_t r = 0; c != nullptr && r < c->size(); ++r)
        if (!c->is_missing(r)) return true;
      return false;
    };
    if (said("compared_with")) comparing.push_back(block);
    if (said("cohort")) elsewhere.push_back(block);
    if (said("group")) grouped.push_back(block);
  }
  for (const Json* m : models)
    if (view.table(text_at(*m, "name") + ".sources.csv") != nullptr) comparing.push_back(m);
  for (const Json* m : models)
    if (view.table(text_at(*m, "name") + ".by_group.csv") != nullptr) grouped.push_back(m);
  f["compared"] = !comparing.empty()  ? met(lines(comparing))
                  : models.size() < 2 ? none("one model")
                                      : not_met("an `evaluate` of the models on the same folds");
  f["external"] = !elsewhere.empty() ? met(lines(elsewhere) + "; whether it is another centre is for the authors")
                                     : not_met("`evaluate` on a cohort that no model has seen");
  f["external_differences"] = elsewhere.empty() ? none("models are tested on their own cohort")
                                                : met("tables/baseline.csv: the same variables in each cohort");
  f["by_group"] =
      !grouped.empty() ? met(lines(grouped)) : not_met("`by_group:` in `evaluate`: the performance in each group");
  f["fairness"] = !grouped.empty()
                      ? met(lines(grouped) + "; whether the groups are the right ones is for the authors")
                      : not_met("`by_group:` with the groups that may be treated unequally, as sex or site");
  std::set<std::string> learners;
  std::vector<const Json*> simple;
  for (const Json* m : models)
    for (const auto& use : list_at(*m, "steps")) {
      const std::string op = text_at(use, "op");
      learners.insert(op);
      if (op == "logistic" || op == "linear" || op == "cox") simple.push_back(m);
    }
  f["simple"] = !simple.empty()
                    ? met(lines(simple) + (learners.size() > 1 ? ", beside others" : ": the model is such"))
                    : not_met("a `logistic`, `linear` or `cox` model of the same outcome on the same folds");
  bool crowded = false;
  for (const auto& w : view.run.lock.warnings) crowded = crowded || w.code == "few-events";
  f["dimension"] = crowded ? not_met("fewer predictors for the events there are (warning `few-events`)")
                           : met(lines(models) + ": no warning `few-events`");
}

}  // namespace

void model_facts(const ReportView& view, Facts& f) {
  const auto models = view.blocks("model"), splits = view.blocks("split");
  const char* keys[] = {"split",       "scaling",     "reduction",         "learner",
                        "tuning",      "selection",   "internal",          "metrics",
                        "interval",    "compared",    "non_radiomic",      "coefficients",
                        "calibration", "performance", "redundant",         "partition",
                        "equation",    "balance",     "prediction_output", "importance",
                        "dimension",   "simple",      "external",          "external_differences",
                        "by_group",    "fairness"};
  bool adjusted = false;
  std::vector<const Json*> tests;
  for (const char* kind : {"compare", "associate"})
    for (const Json* b : view.blocks(kind)) {
      tests.push_back(b);
      adjusted = adjusted || !names_in(*b, "adjust").empty();
    }
  f["feature_results"] = tests.empty()
                             ? none("no features are tested one by one")
                             : met(section_of(view, "results", "Results", "tables/") + "; full tables in tables/");
  evaluation_facts(view, f);
  if (models.empty()) {
    for (const char* key : keys) f[key] = none("the study has no model");
    f["confounders"] = adjusted ? met(lines(tests)) : not_met("`adjust:` in `compare` or `associate`");
    return;
  }
  bool validated = true, scaled = true, reduced = true, searched = false, clean = true, interval = true,
       calibrated = true;
  bool covariates_alone = false, mixed = false, stratified = !splits.empty();
  for (const Json* m : models) {
    const auto& steps = list_at(*m, "within_folds");
    const Json& own = list_at(*m, "steps");
    validated = validated && (applied_as_published(*m) || !names_in(*m, "validate").empty());
    scaled = scaled && (has(steps, "standardise") || has(own, "elastic_net") || has(own, "logistic"));
    reduced = reduced && (has(steps, "drop_correlated") || has(steps, "select") || has(own, "elastic_net"));
    searched = searched || searches(*m);
    bool tables = false, numbers = false;
    if (m->contains("refs"))
      for (const auto& ref : list_at((*m)["refs"], "using")) (text_at(ref, "member").empty() ? tables : numbers) = true;
    covariates_alone = covariates_alone || (numbers && !tables);
    mixed = mixed || (numbers && tables);
    for (const auto& stem : view.results_of_model(text_at(*m, "name"))) {
      const Table* metrics = view.table(stem + ".metrics.csv");
      const Column* low = metrics->find("ci_low");
      bool any = false;
      for (std::size_t r = 0; low != nullptr && r < low->size(); ++r) any = any || !low->is_missing(r);
      interval = interval && any;
      const Table* curve = view.table(stem + ".calibration.csv");
      calibrated = calibrated && curve != nullptr && curve->rows() > 0;
    }
  }
  for (const auto& row : list_at(view.study, "audit")) clean = clean && text_at(row, "verdict") == "clean";
  for (const Json* s : splits) stratified = stratified && !names_in(*s, "stratify").empty();
  const std::string by = lines(models);
  const bool published =
      std::all_of(models.begin(), models.end(), [](const Json* m) { return applied_as_published(*m); });
  const Judged nothing = none("no model learned from the cases it is judged by");
  f["split"] = published ? nothing : validated ? met(lines(splits)) : not_met("`validate:` in every model");
  f["internal"] = f["split"];
  f["partition"] = published    ? nothing
                   : !validated ? not_met("`validate:` in every model")
                   : clean      ? met(lines(splits) + "; section Leakage audit")
                                : not_met("a leakage audit without findings");
  f["scaling"] = scaled ? met(by) : not_met("`standardise()` in `within_folds`");
  f["reduction"] =
      reduced ? met(by) : not_met("`drop_correlated(…)` or `select(…)` in `within_folds`, or a penalised learner");
  f["redundant"] = f["reduction"];
  f["learner"] = met(by);
  f["tuning"] = searched ? met(by + "; every try in tables/NAME.tuning.csv") : none("nothing was tuned");
  f["selection"] = met("section Multiplicity ledger: models and settings that were tried");
  f["metrics"] = met(by + "; why these is for the authors");
  f["interval"] = interval ? met("tables/NAME.metrics.csv: an interval for each metric")
                           : not_met("`validate:` with a split whose metrics have intervals");
  f["non_radiomic"] =
      covariates_alone ? met(by) : not_met("a model of the clinical covariates alone, on the same folds");
  f["coefficients"] = met("tables/NAME.coefficients.csv: coefficients and how often each was chosen");
  f["importance"] = f["coefficients"];
  f["equation"] = met("tables/NAME.coefficients.csv");
  f["calibration"] = calibrated
                         ? met(section_of(view, "results", "Results", "tables/NAME.calibration.csv") + ": calibration")
                         : not_met("a calibration curve needs a binary outcome and predictions");
  f["performance"] = met(section_of(view, "results", "Results", "tables/NAME.metrics.csv"));
  f["balance"] = stratified
                     ? met(lines(splits) + "; classes in tables/")
                     : met(section_of(view, "participants", "Participants", "tables/") + ": classes of each outcome");
  f["prediction_output"] = met(by + "; tables/NAME.predictions.csv");
  f["confounders"] = adjusted ? met(lines(tests))
                     : mixed  ? met(by + ": covariates beside the features")
                              : not_met("`adjust:` in `compare` or `associate`, or covariates in `using`");
}

}  // namespace rgx::engine
