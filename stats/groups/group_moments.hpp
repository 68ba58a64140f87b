#pragma once
// Comparisons of means from the sums and sums of squares of the groups.
#include <span>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Of one group: cases, sum and sum of squares of a variable with mean near 0 and standard deviation near 1.
struct GroupMoments {
  double n, sum, squares;
  [[nodiscard]] double mean() const { return sum / n; }
  [[nodiscard]] double about_mean() const { return squares - sum * sum / n; }
};

// The numbers of student() or welch() (pooled or not), and of anova(), without intervals. False: too little is left
// after cancellation, or a group is too small, and the test itself must say what it makes of the cases.
bool t_from_moments(TestResult& result, const GroupMoments& positive, const GroupMoments& other, bool pooled);
bool anova_from_moments(TestResult& result, std::span<const GroupMoments> groups, bool equal_variances);

}  // namespace rgx::stats
