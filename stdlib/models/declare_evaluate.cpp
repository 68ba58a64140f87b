#include "stdlib/models/declare_evaluate.hpp"

#include <utility>

namespace rgx::stdlib {

namespace {

lang::Signature comparison(std::string name, std::string summary, std::string details, std::string methods,
                           std::vector<std::string> cites) {
  lang::Signature s;
  s.name = std::move(name);
  s.role = lang::Role::other;
  s.blocks = {"evaluate"};
  s.summary = std::move(summary);
  s.details = std::move(details);
  s.methods = std::move(methods);
  s.cites = std::move(cites);
  return s;
}

}  // namespace

std::vector<lang::Signature> evaluate_signatures() {
  std::vector<lang::Signature> out{
      comparison(
          "corrected_resampled_t", "models on the same folds, by the corrected resampled t test",
          "Differences of each metric, fold by fold, against 0: t = mean / sqrt((1/J + n_test/n_train) s²) with J - "
          "1 degrees of freedom, J folds times repeats (Nadeau & Bengio 2003): training parts overlap, so that "
          "the plain t test finds too much.",
          "Models were compared on the same folds by the corrected resampled t test.", {"nadeau2003"}),
      comparison("delong", "AUCs of two fixed models on the same cases",
                 "DeLong's test of correlated AUCs: `pROC::roc.test(paired = TRUE)`. For hold-out and other cohorts, "
                 "where one model scores independent cases.",
                 "AUCs were compared by DeLong's test.", {"delong1988"}),
      comparison("permutation", "models on the same cases, by exchanging their predictions",
                 "The predictions of both models, ranked within each, change places in each case with probability 1/2; "
                 "p = (1 + b) / (1 + B), two-sided on the absolute difference of the AUC.",
                 "Models were compared by exchanging their predictions case by case ({draws} draws).", {}),
  };
  lang::Param draws;
  draws.name = "draws";
  draws.type = lang::ParamType::integer;
  draws.fallback = 9999.0;
  draws.low = 99;
  draws.high = 1e7;
  draws.text = "random exchanges";
  out.back().params.push_back(draws);
  out.back().random = "evaluate";
  lang::TestRule of_two_classes;
  of_two_classes.outcomes = {"binary"};
  out.push_back(comparison(
      "nri", "net reclassification improvement of the later model",
      "Share of cases with the event whose probability rises less the share in which it falls, plus the same the other "
      "way round among those without (`Hmisc::improveProb`). With `cuts` only moves between categories count. Its "
      "parts are printed as `nri_events` and `nri_others`. A positive value is also found for a marker that says "
      "nothing (Pepe et al. 2015): it describes a change, and a difference of `log_loss` or `brier` tests it. For "
      "hold-out and other cohorts.",
      "Reclassification by the later model was described by the net reclassification improvement.", {"pencina2011"}));
  lang::Param cuts;
  cuts.name = "cuts";
  cuts.type = lang::ParamType::numbers;
  cuts.list = true;
  cuts.low = 0;
  cuts.high = 1;
  cuts.text = "limits of the categories of probability; none: any rise is one";
  out.back().params.push_back(cuts);
  out.back().test = of_two_classes;
  out.push_back(
      comparison("idi", "integrated discrimination improvement of the later model",
                 "Mean rise of the probability among cases with the event less the mean rise among the others "
                 "(`Hmisc::improveProb`), with the caution of `nri`. For hold-out and other cohorts.",
                 "The rise of predicted probabilities was described by the integrated discrimination improvement.",
                 {"pencina2008"}));
  out.back().test = of_two_classes;
  out.push_back(comparison(
      "decision_curve", "net benefit of each model at stated thresholds",
      "True positives less false positives weighted by the odds of the threshold, as a share of all cases (Vickers & "
      "Elkin 2006), as rows `net_benefit` beside those of acting on everybody; the whole curve is a table of its own "
      "in any case.",
      "Net benefit was read at the stated thresholds.", {"vickers2006"}));
  lang::Param thresholds = cuts;
  thresholds.name = "thresholds";
  thresholds.required = true;
  thresholds.low = 0.01;
  thresholds.high = 0.99;
  thresholds.text = "probabilities at which one would act";
  out.back().params.push_back(thresholds);
  out.back().test = of_two_classes;
  return out;
}

}  // namespace rgx::stdlib
