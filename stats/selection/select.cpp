#include "stats/selection/select.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats {

using Eigen::Index;

std::vector<Index> select_top(std::span<const double> score, std::size_t k, Better better) {
  std::vector<Index> order;
  for (std::size_t j = 0; j < score.size(); ++j)
    if (!std::isnan(score[j])) order.push_back(static_cast<Index>(j));
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return better == Better::smaller ? score[a] < score[b] : score[a] > score[b];
  });
  order.resize(std::min(k, order.size()));
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<Index> select_below(std::span<const double> p, double level) {
  std::vector<Index> chosen;
  for (std::size_t j = 0; j < p.size(); ++j)
    if (p[j] <= level) chosen.push_back(static_cast<Index>(j));
  return chosen;
}

}  // namespace rgx::stats
