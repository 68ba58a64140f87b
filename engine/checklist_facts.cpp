#include "engine/checklist_facts.hpp"

#include "engine/checklist_words.hpp"
#include "engine/report_baseline.hpp"

namespace rgx::engine {

namespace {

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
  f["pipeline"] = has_section(view, "methods") ? met("figures/workflow.svg, under Methods")
                                               : not_met("`methods` among the report's `sections:`, with its workflow");
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
  const bool described = baseline_of(view) != nullptr;
  f["baseline"] = described ? met(section_of(view, "participants", "Participants", "tables/baseline.csv") +
                                  ": characteristics by outcome")
                            : not_met("a `cohort` with declared outcomes and covariates");
  f["compared_cohorts"] = cohorts.size() < 2 ? none("one cohort")
                          : described        ? met("tables/baseline.csv: the same variables in each cohort")
                                             : f["baseline"];
}

void image_facts(const ReportView& view, Facts& f) {
  const auto images = view.blocks("images"), steps = view.blocks("preprocess");
  std::vector<const Json*> extracted, imported;
  double columns = 0;
  bool discretised = true, filtered = true, preprocessed = true;
  std::size_t scans = 0;
  for (const Json* b : view.blocks("features")) {
    const Json spec = b->value("features", Json::object());
    const Json* from = view.block(text_at(spec, "from"));
    if (from != nullptr && text_at(*from, "kind") == "features") continue;  // a part of another's columns
    columns += number_at(spec, "columns", 0);
    (spec.contains("source") ? imported : extracted).push_back(b);
    if (spec.contains("source")) continue;
    scans = std::max(scans, list_at(spec, "scans").size());
    discretised = discretised && spec.contains("discretise");
    filtered = filtered && !list_at(spec, "filters").empty();
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
  if (!robust.empty()) f["reliability"] = met(lines(robust) + ": agreement of each feature between the repeats");
  bool public_images = !images.empty();
  for (const Json* b : images)
    for (const auto& scan : list_at(object_at(*b, "images"), "scans"))
      public_images = public_images && text_at(scan, "pattern").starts_with("@");
  f["images_shared"] = images.empty() && imported.empty() ? none("no images")
                       : public_images                    ? met(lines(images) + ": a dataset that anybody can get")
                                                          : authors("where images and regions can be had");
  f["automated"] = images.empty() && imported.empty()
                       ? none("no images")
                       : authors("does not apply unless the regions were drawn by a program");
  f["one_reader"] =
      images.empty() && imported.empty() ? none("no images") : authors("who drew the regions of the test cases");
  f["deep"] = none("no end-to-end deep learning");
  f["updating"] = none("no model is updated");
  f["robust"] =
      robust.empty() ? not_met("repeated scans or segmentations, and a filter by their agreement") : met(lines(robust));
  f["one_scan"] = scans == 1 ? none("features of one scan type") : authors("whether one scan type would do");
  f["feature_tables"] = extracted.empty() ? authors("the imported tables")
                                          : met("tables/ of the run directory; publishing it is for the authors");
}

}  // namespace

Facts facts_of(const ReportView& view) {
  Facts out;
  study_facts(view, out);
  cohort_facts(view, out);
  image_facts(view, out);
  model_facts(view, out);
  rqs_facts(view, out);
  return out;
}

}  // namespace rgx::engine
