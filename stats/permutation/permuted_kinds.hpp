#pragma once
#include "stats/permutation/permuted_statistics.hpp"

namespace rgx::stats {

// welch, student, f and wilcoxon without covariates: labels are groups.
std::unique_ptr<PermutedStatistics> permuted_groups(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                    const PermutationDesign& design);
// pearson, spearman, and anything with covariates: labels are row numbers of the design.
std::unique_ptr<PermutedStatistics> permuted_regression(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                        const PermutationDesign& design);

}  // namespace rgx::stats
