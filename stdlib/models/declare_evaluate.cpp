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
  return out;
}

}  // namespace rgx::stdlib
