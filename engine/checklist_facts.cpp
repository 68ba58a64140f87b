#include "engine/checklist_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

using State = Judged::State;

Judged met(const std::string& by) { return {State::met, by}; }
Judged not_met(const std::string& what) { return {State::not_met, what}; }
Judged none(const std::string& why) { return {State::does_not_apply, why}; }
Judged authors(const std::string& what) { return {State::authors, what}; }

std::string line(const Json& block, const std::string& what = {}) {
  const double at = number_at(block, "line", 0);
  const std::string kind = text_at(block, "kind");
  const std::string name = what.empty() ? (kind == "study" ? kind : kind + " " + text_at(block, "name")) : what;
  return at > 0 ? fmt::format("line {:.0f} ({})", at, name) : name;
}

std::string lines(const std::vector<const Json*>& blocks) {
  std::vector<std::string> out;
  for (const Json* b : blocks) out.push_back(line(*b));
  return listed(out);
}

bool has(const Json& uses, std::string_view op) {
  return std::any_of(uses.begin(), uses.end(), [&](const Json& use) { return text_at(use, "op") == op; });
}

bool searches(const Json& block) {
  for (const char* list : {"steps", "within_folds"})
    for (const auto& use : list_at(block, list))
      for (const auto& p : list_at(use, "parameters"))
        if (p.contains("value") && p["value"].is_object() &&
            (p["value"].contains("tune") || p["value"].contains("path")))
          return true;
  return false;
}

// A section of this report, or where the same stands when the study leaves that section out.
std::string section_of(const ReportView& view, const char* id, const char* title, const char* otherwise) {
  return has_section(view, id) ? std::string("section ") + title : otherwise;
}

void study_facts(const ReportView& view, Facts& f) {
  const auto studies = view.blocks("study");
  const std::string by = studies.empty() ? "study" : line(*studies.front());
  f["guideline"] = met(by);
  f["objective"] = text_at(view.study, "question").empty() ? not_met("write `question:` in `study`") : met(by);
  f["design"] = text_at(view.study, "design").empty() ? not_met("write `design:` in `study`") : met(by);
  const bool registered = !studies.empty() && setting(*studies.front(), "registered") != nullptr;
  const bool funded = !studies.empty() && setting(*studies.front(), "funding") != nullptr;
  f["registration"] = registered ? met(by) : not_met("write `registered:` in `study`, or say that it was not");
  f["funding"] = funded ? met(by) : authors("or write `funding:` in `study`");
  f["code"] = met("study.rgx and study.lock: the study file is the code, `rgx pack` makes one archive of them");
  f["settings"] = f["code"];
  f["defaults"] = met(section_of(view, "provenance", "Provenance", "study.lock") + ": every default that was used");
  f["pipeline"] = not_met("the graph of `rgx plan STUDY --dot`, as a figure");
}

void cohort_facts(const ReportView& view, Facts& f) {
  const auto cohorts = view.blocks("cohort");
  bool eligible = !cohorts.empty(), outcomes = false, covariates = false, datasets = !cohorts.empty();
  for (const Json* c : cohorts) {
    const Json spec = c->value("cohort", Json::object());
    eligible = eligible && (spec.contains("include") || spec.contains("exclude"));
    datasets = datasets && text_at(spec.value("table", Json::object()), "path").starts_with("@");
    for (const auto& v : list_at(spec, "variables")) (v.value("outcome", false) ? outcomes : covariates) = true;
  }
  f["eligibility"] =
      eligible ? met(lines(cohorts))
               : not_met("write `include:` or `exclude:` in `cohort`, or say that every case of the source entered");
  f["source"] =
      datasets ? met(lines(cohorts) + ": a dataset that anybody can get") : authors("where the data come from");
  f["outcome"] = outcomes ? met(lines(cohorts) + "; how it was assessed is for the authors")
                          : not_met("declare an `outcome` in `cohort`");
  f["covariates"] = covariates ? met(lines(cohorts)) : none("no predictor beside the features is declared");
  f["missing"] =
      cohorts.empty()
          ? not_met("a `cohort` says what a missing value does")
          : met(lines(cohorts) + "; counts in " + section_of(view, "provenance", "Provenance", "tables/missing.csv"));
  f["flow"] = view.table("participants.csv") != nullptr
                  ? met(section_of(view, "participants", "Participants", "tables/participants.csv"))
                  : not_met("the run has no participants.csv");
  f["external"] = not_met("`evaluate` on a cohort that no model has seen");
}

void image_facts(const ReportView& view, Facts& f) {
  const auto images = view.blocks("images"), steps = view.blocks("preprocess");
  std::vector<const Json*> extracted, imported;
  double columns = 0;
  bool discretised = true, filtered = true, preprocessed = true;
  std::size_t scans = 0;
  for (const Json* b : view.blocks("features")) {
    const Json spec = b->value("features", Json::object());
    columns += number_at(spec, "columns", 0);
    (spec.contains("source") ? imported : extracted).push_back(b);
    if (spec.contains("source")) continue;
    scans = std::max(scans, list_at(spec, "scans").size());
    discretised = discretised && spec.contains("discretise");
    filtered = filtered && !list_at(spec, "filters").empty();
    const Json* from = view.block(text_at(spec, "from"));
    preprocessed = preprocessed && from != nullptr && text_at(*from, "kind") == "preprocess";
  }
  const Judged outside = imported.empty() ? none("no features are extracted")
                                          : authors("the features were imported: say how they were made");
  const auto of_extraction = [&](bool holds, const std::string& otherwise) {
    return extracted.empty() ? outside : holds ? met(lines(extracted)) : not_met(otherwise);
  };
  bool resampled = false;
  for (const Json* b : steps) resampled = resampled || step_named(*b, "resample") != nullptr;
  f["acquisition"] = images.empty() && imported.empty() ? none("no images") : authors("scanner and protocol");
  f["segmentation"] = images.empty() && imported.empty() ? none("no images") : authors("who drew the regions and how");
  f["preprocessing"] = extracted.empty() ? outside
                       : preprocessed
                           ? met(lines(steps))
                           : not_met("a `preprocess` block, or a sentence that nothing was done to the images");
  f["resampling"] = extracted.empty() ? outside
                    : resampled       ? met(lines(steps))
                                      : not_met("`resample(…)` in `preprocess`");
  f["discretisation"] = of_extraction(discretised, "`discretise(…)` in every `features` block");
  f["filters"] = of_extraction(filtered, "`filters:` in every `features` block");
  f["families"] = of_extraction(true, "");
  f["extraction"] = extracted.empty()
                        ? outside
                        : met(lines(extracted) + "; `rgx conform` compares the software with the IBSI values");
  f["feature_count"] =
      columns > 0 ? met(fmt::format("{}: {} columns", section_of(view, "methods", "Methods", "study.lock"), columns))
                  : authors("how many features");
  f["reliability"] =
      images.empty() ? none("no regions are read") : not_met("repeated segmentations and their agreement");
  const auto robust = view.blocks("robust");
  f["robust"] =
      robust.empty() ? not_met("repeated scans or segmentations, and a filter by their agreement") : met(lines(robust));
  f["one_scan"] = scans == 1 ? none("features of one scan type") : authors("whether one scan type would do");
  f["feature_tables"] = extracted.empty() ? authors("the imported tables")
                                          : met("tables/ of the run directory; publishing it is for the authors");
}

void model_facts(const ReportView& view, Facts& f) {
  const auto models = view.blocks("model"), splits = view.blocks("split");
  const char* keys[] = {"split",        "scaling",      "reduction",   "learner",           "tuning",
                        "selection",    "internal",     "metrics",     "interval",          "compared",
                        "non_radiomic", "coefficients", "calibration", "performance",       "redundant",
                        "partition",    "equation",     "balance",     "prediction_output", "importance"};
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
  f["compared"] = models.size() < 2 ? none("one model") : not_met("a test between the models on the same folds");
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

}  // namespace

Facts facts_of(const ReportView& view) {
  Facts out;
  study_facts(view, out);
  cohort_facts(view, out);
  image_facts(view, out);
  model_facts(view, out);
  return out;
}

}  // namespace rgx::engine
