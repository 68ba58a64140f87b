#pragma once
// C: the share of comparable pairs in which the case with the higher score has the earlier event, ties in the score
// half. Comparable: the earlier time is an event, and the later one is not tied with it unless censored then.
#include "stats/survival/discrimination.hpp"

namespace rgx::stats {

enum class ConcordanceWeights {
  harrell,  // every pair counts 1 (Harrell, Lee & Mark, Statistics in Medicine 15, 1996)
  uno       // 1/G(t-)² at the earlier time, G of the censoring (Uno et al., Statistics in Medicine 30, 2011)
};

struct ConcordanceOptions {
  ConcordanceWeights weights = ConcordanceWeights::harrell;
  // Events after it start no pair; infinite: none does.
  double tau = std::numeric_limits<double>::infinity();
  double level = 0.95;
};

// se: infinitesimal jackknife, the weights taken as known; by cluster if there are clusters. With strata only pairs of
// one stratum are compared, a stratum with one event without weights. O(n log n).
// R: survival::concordance(Surv(time, event) ~ score + strata(s), reverse = TRUE, timewt = "n" or "n/G2", ymax = tau,
// cluster = id).
Discrimination concordance(const CoxCases& cases, ConstVector score, const ConcordanceOptions& options = {});

// One a column, all on the cases on which every score is known, ready for difference_of().
// R: concordance(fit1, fit2, …), differences from its vcov.
std::vector<Discrimination> concordances(const CoxCases& cases, ConstMatrix scores,
                                         const ConcordanceOptions& options = {});

// C of each feature against 0.5. The order of the times and the weights are shared.
std::vector<TestResult> concordance_screen(const CoxCases& cases, ConstMatrix features,
                                           const ConcordanceOptions& options = {},
                                           const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
