#pragma once
// Whether groups differ in survival: the log-rank test (Mantel 1966) and its weighted kin (Harrington & Fleming 1982).
// R: survival::survdiff(Surv(time, event) ~ group + strata(stratum), rho = rho).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/groups/dunn.hpp"
#include "stats/survival/risk_table.hpp"

namespace rgx::stats {

struct LogRankOptions {
  std::vector<int> stratum;  // empty, or a code a case: groups are compared within strata
  // Events weigh S(t-)^rho, S of all groups of the stratum: 0 log-rank, 1 Peto & Peto's form of Gehan and Wilcoxon.
  double rho = 0;
  double level = 0.95;
};

struct LogRank {
  // test "log_rank", "log_rank stratified", "peto" or "peto stratified" (any rho but 0); statistic χ², df = groups that
  // could have had an event, less 1 (fewer where the variance has less rank). Reasons: too_few (no cases), one_class
  // (no events, or one group at risk where there were any). estimate "hazard_ratio" of the second group of two to the
  // first: Cox with Efron's ties, the same strata, Wald interval; absent with more groups.
  TestResult result;
  // By code of the group, strata added up (weighted as the statistic is).
  std::vector<std::size_t> cases, events;
  std::vector<double> observed, expected;
  Eigen::MatrixXd variance;  // of observed - expected, hypergeometric
};

// Input: risk_table.hpp. Entries (left truncation) count as in the partial likelihood: at rho 0 the statistic is R's
// coxph(Surv(entry, time, event) ~ group + strata(stratum), ties = "exact")$score.
LogRank log_rank(const SurvivalCases& cases, std::span<const int> group, int groups,
                 const LogRankOptions& options = {});

// Trend over ordered groups (Tarone 1975): (w'(O - E))² / w'Vw on df 1; scores (default 1 … groups) one a group,
// finite, else std::invalid_argument. test "log_rank trend" and so on. Scores equal among the groups at risk:
// one_class.
TestResult log_rank_trend(const LogRank& test, std::span<const double> scores = {});

// Every pair of groups with cases by themselves, p not corrected for the number of pairs. R: survdiff() of the cases of
// the pair.
std::vector<PairResult> pairwise_log_rank(const SurvivalCases& cases, std::span<const int> group, int groups,
                                          const LogRankOptions& options = {});

}  // namespace rgx::stats
