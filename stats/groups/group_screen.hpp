#pragma once
// Many features against many groupings at the speed of matrix products: each feature is ordered once, each grouping
// becomes columns of zeros and ones, and one product gives the rank sums (or the moments) of all groups of all pairs.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/result.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {

// wilcoxon, student, welch: codes 1 (positive) and 0, others throw std::invalid_argument. The rest: codes 0 … k-1.
enum class GroupTest { wilcoxon, kruskal_wallis, student, welch, anova, welch_anova };

struct GroupScreenOptions {
  Exact exact = Exact::automatic;  // of wilcoxon
  // With intervals each pair costs as much as the single test, which then does it.
  bool intervals = false;
  double level = 0.95;
};

// features: cases × features, NaN = missing. groupings: one vector of codes a grouping, negative = missing; other
// lengths throw std::invalid_argument. The pair (f, g) stands at place f + g · features, on the cases known in both.
// wilcoxon and kruskal_wallis: what the functions of compare.hpp report, bit for bit (ranks and their sums are halves
// of whole numbers). student, welch, anova, welch_anova: the same from sums and sums of squares of the standardised
// feature, to 1e-10; where these would cancel (a group nearly without spread beside the whole), the function itself is
// called. Without intervals ci_reason is not_asked.
std::vector<TestResult> group_screen(const Eigen::Ref<const Eigen::MatrixXd>& features,
                                     std::span<const std::vector<int>> groupings, GroupTest test,
                                     const GroupScreenOptions& options = {}, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
