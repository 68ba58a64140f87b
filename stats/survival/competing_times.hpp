#pragma once
// What happens at each distinct time, and how many are at risk there: the counts of which every estimate with competing
// events is made.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/survival/competing.hpp"

namespace rgx::stats {

struct CompetingTime {
  double time;
  double at_risk;     // entry < time ≤ own time
  double own, other;  // events of the cause and of all others
  double censored;
};

// Cases with everything known. Wrong sizes, and an entry that is not before its time, throw std::invalid_argument.
std::vector<Eigen::Index> competing_rows(const CompetingCases& cases);
// Times of these cases, ascending; equal ones are one, as joined_times() has them.
std::vector<CompetingTime> competing_times(const CompetingCases& cases, std::span<const Eigen::Index> rows, int cause);

}  // namespace rgx::stats
