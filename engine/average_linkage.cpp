#include "engine/average_linkage.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::engine {

Dendrogram average_linkage(const std::vector<double>& distance, std::size_t n) {
  Dendrogram out;
  if (n == 0) return out;
  std::vector<double> d = distance;
  std::vector<double> size(n, 1);
  std::vector<int> name(n);  // as `merges` has it
  std::vector<std::vector<std::size_t>> members(n);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < n; ++i) {
    name[i] = -static_cast<int>(i) - 1;
    members[i] = {i};
    open.push_back(i);
  }
  while (open.size() > 1) {
    std::size_t best_a = 0, best_b = 1;
    for (std::size_t a = 0; a < open.size(); ++a)
      for (std::size_t b = a + 1; b < open.size(); ++b)
        if (d[open[a] * n + open[b]] < d[open[best_a] * n + open[best_b]]) {
          best_a = a;
          best_b = b;
        }
    std::size_t left = open[best_a], right = open[best_b];
    out.heights.push_back(d[left * n + right]);
    const bool singles = name[left] < 0 && name[right] < 0;
    if (singles ? name[left] < name[right] : name[left] > name[right]) std::swap(left, right);
    out.merges.emplace_back(name[left], name[right]);
    auto joined = members[left];
    joined.insert(joined.end(), members[right].begin(), members[right].end());
    const std::size_t kept = open[best_a], gone = open[best_b];
    for (const std::size_t k : open) {
      if (k == kept || k == gone) continue;
      const double mean = (size[kept] * d[kept * n + k] + size[gone] * d[gone * n + k]) / (size[kept] + size[gone]);
      d[kept * n + k] = d[k * n + kept] = mean;
    }
    size[kept] += size[gone];
    members[kept] = std::move(joined);
    name[kept] = static_cast<int>(out.merges.size());
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(best_b));
  }
  out.order = members[open.front()];
  return out;
}

std::vector<double> euclidean_distances(const std::vector<double>& values, std::size_t rows, std::size_t columns) {
  std::vector<double> out(rows * rows, 0);
  double largest = 0;
  for (std::size_t a = 0; a < rows; ++a)
    for (std::size_t b = a + 1; b < rows; ++b) {
      double sum = 0;
      std::size_t shared = 0;
      for (std::size_t c = 0; c < columns; ++c) {
        const double difference = values[a * columns + c] - values[b * columns + c];
        if (std::isnan(difference)) continue;
        sum += difference * difference;
        ++shared;
      }
      const double d =
          shared == 0 ? std::nan("") : std::sqrt(sum * static_cast<double>(columns) / static_cast<double>(shared));
      out[a * rows + b] = out[b * rows + a] = d;
      if (!std::isnan(d)) largest = std::max(largest, d);
    }
  for (double& d : out)
    if (std::isnan(d)) d = largest;
  return out;
}

}  // namespace rgx::engine
