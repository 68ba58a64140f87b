#include "stats/groups/group_sums.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace rgx::stats {

using Eigen::Index;

std::vector<GroupingPattern> grouping_patterns(std::span<const std::vector<int>> groupings, std::size_t cases,
                                               Index least_levels) {
  constexpr std::size_t at_once = 256;
  std::vector<GroupingPattern> out;
  std::map<std::vector<char>, std::size_t> place;  // of the pattern that still takes groupings
  std::vector<char> known(cases);
  for (std::size_t g = 0; g < groupings.size(); ++g) {
    const auto& codes = groupings[g];
    if (codes.size() != cases) throw std::invalid_argument("a grouping of another number of cases");
    std::transform(codes.begin(), codes.end(), known.begin(), [](int code) { return code >= 0; });
    const auto [found, added] = place.try_emplace(known, out.size());
    if (!added && out[found->second].groupings.size() == at_once) found->second = out.size();
    if (found->second == out.size()) out.push_back({known, {}, {}, {}});
    GroupingPattern& pattern = out[found->second];
    const int most = codes.empty() ? -1 : *std::max_element(codes.begin(), codes.end());
    pattern.groupings.push_back(g);
    pattern.first.push_back(pattern.first.empty() ? 0 : pattern.first.back() + pattern.levels.back());
    pattern.levels.push_back(std::max<Index>(least_levels, most + 1));
  }
  return out;
}

Eigen::MatrixXd members(const GroupingPattern& pattern, std::span<const std::vector<int>> groupings) {
  const std::size_t cases = pattern.known.size();
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Index>(cases), pattern.first.back() + pattern.levels.back());
  for (std::size_t k = 0; k < pattern.groupings.size(); ++k) {
    const auto& codes = groupings[pattern.groupings[k]];
    for (std::size_t i = 0; i < cases; ++i) {
      if (codes[i] >= 0) out(static_cast<Index>(i), pattern.first[k] + codes[i]) = 1;
    }
  }
  return out;
}

Ordering ordering_of(std::span<const double> feature) {
  std::vector<std::pair<double, std::uint32_t>> sorted;
  for (std::size_t i = 0; i < feature.size(); ++i) {
    if (!std::isnan(feature[i])) sorted.emplace_back(feature[i], static_cast<std::uint32_t>(i));
  }
  std::sort(sorted.begin(), sorted.end());
  Ordering out;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    out.cases.push_back(sorted[i].second);
    out.same.push_back(i > 0 && sorted[i].first == sorted[i - 1].first);
  }
  return out;
}

double ranks_among(const Ordering& order, std::span<const char> known, double* rank) {
  std::fill(rank, rank + known.size(), 0.0);
  double ties = 0, before = 0;
  for (std::size_t begin = 0; begin < order.cases.size();) {
    std::size_t end = begin;
    double tied = 0;
    do {
      tied += known[order.cases[end]];
      ++end;
    } while (end < order.cases.size() && order.same[end]);
    const double shared = before + (tied + 1) / 2;
    for (; begin < end; ++begin) {
      if (known[order.cases[begin]]) rank[order.cases[begin]] = shared;
    }
    before += tied;
    ties += tied * tied * tied - tied;
  }
  return ties;
}

Eigen::MatrixXd product_in_tiles(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right,
                                 const ParallelFor& parallel) {
  constexpr Index tile = 128;
  Eigen::MatrixXd out(left.cols(), right.cols());
  parallel(static_cast<std::size_t>((left.cols() + tile - 1) / tile), [&](std::size_t t) {
    const Index first = static_cast<Index>(t) * tile, count = std::min(tile, left.cols() - first);
    out.middleRows(first, count).noalias() = left.middleCols(first, count).transpose() * right;
  });
  return out;
}

}  // namespace rgx::stats
