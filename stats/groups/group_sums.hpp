#pragma once
// Sums over the groups of many groupings by one product, and ranks on any choice of cases from one ordering.
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"

namespace rgx::stats {

// Groupings that miss the same cases, at most 256 of them.
struct GroupingPattern {
  std::vector<char> known;  // one a case
  std::vector<std::size_t> groupings;
  std::vector<Eigen::Index> first, levels;  // of each grouping: its first column among the members, how many
};
// Codes reach from 0; at least `least_levels` columns a grouping. Lengths other than `cases`: std::invalid_argument.
std::vector<GroupingPattern> grouping_patterns(std::span<const std::vector<int>> groupings, std::size_t cases,
                                               Eigen::Index least_levels);
// cases × columns of zeros and ones, a column for each code of each grouping of the pattern.
Eigen::MatrixXd members(const GroupingPattern& pattern, std::span<const std::vector<int>> groupings);

// A feature's known cases from the smallest value up.
struct Ordering {
  std::vector<std::uint32_t> cases;
  std::vector<char> same;  // as the value before
};
Ordering ordering_of(std::span<const double> feature);

// Mid-ranks among the cases that `known` marks, 0 elsewhere; returns the sum of t³ - t over the ties.
double ranks_among(const Ordering& order, std::span<const char> known, double* rank);

// left' · right, in tiles of fixed size.
Eigen::MatrixXd product_in_tiles(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right,
                                 const ParallelFor& parallel);

}  // namespace rgx::stats
