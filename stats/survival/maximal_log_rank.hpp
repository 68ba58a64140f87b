#pragma once
// The cut of a number at which two groups differ most in survival, with a p value that knows it was searched for
// (Lausen & Schumacher 1992; log-rank scores of Hothorn & Lausen 2003).
// R: maxstat::maxstat.test(Surv(time, event) ~ x, smethod = "LogRank", pmethod = "Lau92", minprop = .1, maxprop = .9).
#include <span>
#include <vector>

#include "stats/permutation/permute.hpp"
#include "stats/survival/risk_table.hpp"

namespace rgx::stats {

struct CutSearch {
  double smallest = 0.1, largest = 0.9;  // share of the cases that the lower group may hold: floor(n · share)
  // p by the improved Bonferroni bound (Lausen, Sauerbrei & Schumacher 1994; R: "Lau94"), for few cuts; where its
  // series fails (huge statistics) by the formula of 1992.
  bool improved = false;
};

struct MaximalCut {
  // test "max_log_rank", statistic M = the largest |z| over the cuts. p is an approximation of the tail, no good where
  // it is large. Reasons: too_few (fewer than 3 cases), one_class (no events), constant (no cut within the shares, or
  // all events of all cases at one time).
  TestResult result;
  double cut = missing;            // the lower group: x at most this
  double z = missing;              // signed: positive where the lower group has more events than expected
  std::size_t low = 0, high = 0;   // cases of the groups
  std::vector<double> cuts, z_at;  // every cut tried, ascending
};

// Missing x is left out. Entries (left truncation) throw std::invalid_argument: the scores know none.
MaximalCut maximal_log_rank(const SurvivalCases& cases, std::span<const double> x, const CutSearch& search = {});

// p by exchanging the survival of the cases. R: coin::maxstat_test(…, distribution = "approximate") with these scores.
struct PermutedCut {
  MaximalCut found;  // result.p is the permutation's, test "permutation max_log_rank" or "… complete"
  PermutationP permutations;
};
PermutedCut permute_maximal_log_rank(const SurvivalCases& cases, std::span<const double> x, const Permutations& how,
                                     const CutSearch& search = {});

// event - Σ over event times up to the case's of events / cases left counting one of those tied; their sum is not 0
// under ties. Every case must be known.
std::vector<double> log_rank_scores(std::span<const double> time, std::span<const int> event);

// P(M > b) for cuts between the shares.
Tail lausen_schumacher(double b, double smallest, double largest);
// Improved Bonferroni; lower: cases of the lower group at each cut, ascending, of n. Missing where the series fails.
Tail lausen_improved(double b, double n, std::span<const double> lower);

}  // namespace rgx::stats
