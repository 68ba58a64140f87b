// The rows of the radiomics quality score (Lambin et al. 2017), as far as a study shows them, with their points.
#include <set>

#include "engine/checklist_words.hpp"

namespace rgx::engine {

namespace {

Judged scored(Judged answer, double points) {
  answer.points = points;
  return answer;
}

// Two halves: the number itself with its significance, and whether it was judged by resampling.
Judged halves(bool number, bool resampled, const std::string& by, const std::string& otherwise) {
  if (!number) return not_met(otherwise);
  if (resampled) return scored(met(by), 2);
  return scored({Judged::State::partly, by + "; the other point: `validate:` with a split that resamples", 0}, 1);
}

bool says(const Table* t, const char* column) {
  const Column* c = t == nullptr ? nullptr : t->find(column);
  for (std::size_t r = 0; c != nullptr && r < c->size(); ++r)
    if (!c->is_missing(r)) return true;
  return false;
}

// Cohorts that models are judged on beside their own.
std::size_t other_cohorts(const ReportView& view) {
  std::set<std::string> out;
  for (const Json* block : view.blocks("evaluate"))
    if (const Table* t = view.table(text_at(*block, "name") + ".csv"))
      if (const Column* c = t->find("cohort"))
        for (std::size_t r = 0; r < c->size(); ++r)
          if (!c->is_missing(r)) out.insert(c->cell(r));
  return out.size();
}

void validation(const ReportView& view, Facts& f) {
  const auto models = view.blocks("model"), evaluated = view.blocks("evaluate");
  const std::size_t others = other_cohorts(view);
  bool published = !models.empty(), validated = !models.empty();
  for (const Json* m : models) {
    published = published && applied_as_published(*m);
    validated = validated && !names_in(*m, "validate").empty();
  }
  if (others > 0)
    f["rqs_validation"] =
        scored(met(lines(evaluated) + "; a point less where a cohort is of the same institute"), others >= 3   ? 5
                                                                                                 : others == 2 ? 4
                                                                                                               : 3);
  else if (published)
    f["rqs_validation"] = scored(met(lines(models) + ": a published signature"), 4);
  else if (validated)
    f["rqs_validation"] =
        scored({Judged::State::partly,
                lines(models) + ": held-out cases of the same data; more points: `evaluate` on a cohort "
                                "that no model has seen",
                0},
               2);
  else
    f["rqs_validation"] = scored(not_met("`validate:` in every model, or `evaluate` on another cohort"), -5);
}

}  // namespace

void rqs_facts(const ReportView& view, Facts& f) {
  const auto models = view.blocks("model"), robust = view.blocks("robust"), matrices = view.blocks("matrix");
  f["rqs_protocol"] = authors("the imaging protocol is not in a study");
  f["rqs_segmentations"] =
      robust.empty() ? not_met("`robust` over readers, or over changed contours") : scored(met(lines(robust)), 1);
  f["rqs_times"] = robust.empty() ? not_met("`robust` over scans at more than one time")
                                  : authors("whether the repeats of " + lines(robust) + " are of different times");

  bool corrected = false, reduced = false, tested = !list_at(view.study, "families").empty();
  for (const auto& family : list_at(view.study, "families"))
    corrected = corrected || text_at(family, "method") != "none";
  std::vector<const Json*> by;
  for (const Json* m : models)
    if (has(list_at(*m, "within_folds"), "select") || has(list_at(*m, "within_folds"), "drop_correlated") ||
        has(list_at(*m, "steps"), "elastic_net")) {
      reduced = true;
      by.push_back(m);
    }
  f["rqs_reduction"] = reduced     ? scored(met(lines(by)), 3)
                       : corrected ? scored(met("section Multiplicity ledger"), 3)
                       : tested || !models.empty()
                           ? scored(not_met("`correct(…)` in each test, or `select(…)` in `within_folds`"), -3)
                           : none("nothing is tested or predicted");
  const auto adjusted = f.find("confounders");
  f["rqs_multivariable"] = adjusted != f.end() && adjusted->second.state == Judged::State::met
                               ? scored(met(adjusted->second.text), 1)
                               : not_met("`adjust:` in `compare` or `associate`, or covariates in `using`");
  f["rqs_biology"] = matrices.empty() ? authors("whether an outcome is a molecule")
                                      : scored(met(lines(matrices) + ": molecular data beside the images"), 1);

  bool resampled = !models.empty(), intervals = false, calibrated = false, decision = false, confusion = false;
  for (const Json* m : models) {
    resampled = resampled && !names_in(*m, "validate").empty();
    for (const auto& stem : view.results_of_model(text_at(*m, "name"))) {
      intervals = intervals || says(view.table(stem + ".metrics.csv"), "ci_low");
      calibrated = calibrated || says(view.table(stem + ".calibration.csv"), "observed");
      decision = decision || says(view.table(stem + ".decision.csv"), "threshold");
      confusion = confusion || says(view.table(stem + ".confusion.csv"), "n");
    }
  }
  const std::string model_lines = lines(models);
  f["rqs_cutoff"] = confusion ? scored(met(model_lines + ": classes at a threshold"), 1)
                              : not_met("a threshold that makes classes, or survival by a cut score");
  f["rqs_discrimination"] = halves(intervals, resampled, model_lines, "a model whose metrics have intervals");
  f["rqs_calibration"] = halves(calibrated, resampled, model_lines, "a model of a binary outcome or of survival");
  f["rqs_utility"] = decision ? scored(met(model_lines + ": decision curve"), 2)
                              : not_met("a model of a binary outcome, whose decision curve is drawn");
  f["rqs_prospective"] = text_at(view.study, "design") == "prospective"
                             ? authors("whether it validates a signature in a registered trial")
                             : not_met("a prospective study in a registered trial");
  validation(view, f);
  const auto shared = f.find("images_shared");
  f["rqs_open"] = shared != f.end() && shared->second.state == Judged::State::met
                      ? scored({Judged::State::partly,
                                shared->second.text + "; code and features count where the authors publish the run", 0},
                               2)
                      : authors("what of images, regions, code and features is published");
}

}  // namespace rgx::engine
