#pragma once
// Who was under observation at each time, and what happened then: what every curve and test of survival by group reads.
#include <Eigen/Core>
#include <span>
#include <vector>

namespace rgx::stats {

// One place a case. NaN and negative codes are missing: the case is left out.
struct SurvivalCases {
  std::vector<double> time;   // any unit, not negative; 0 is a time like any other
  std::vector<int> event;     // 1 at an event, 0 where censored
  std::vector<double> entry;  // left truncation: under observation after this; before `time`. Empty: from the start
};

struct RiskTable {
  std::vector<double> time;                   // ascending: the times at which a case left; tied_times.hpp applied
  Eigen::ArrayXXd at_risk, events, censored;  // times × groups; at risk just before the time, so that a case censored
                                              // at the time of an event is at risk for it
};

// Codes of groups are 0 … groups-1, those of strata 0, 1, …; empty: one group, one stratum. One table a stratum, from
// code 0 to the largest. Different lengths, a negative or infinite time, an entry that is not before its time, or a
// code beyond `groups` throw std::invalid_argument.
std::vector<RiskTable> risk_tables(const SurvivalCases& cases, std::span<const int> group, int groups,
                                   std::span<const int> stratum = {});

// Rows with everything known: those the tables count.
std::vector<std::size_t> survival_rows(const SurvivalCases& cases, std::span<const int> group,
                                       std::span<const int> stratum = {});

}  // namespace rgx::stats
