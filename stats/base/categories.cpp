#include "stats/base/categories.hpp"

#include <algorithm>

#include "stats/base/result.hpp"

namespace rgx::stats {

using Eigen::Index;

Categories categories_of(std::span<const int> y, ConstVector weights) {
  Categories out;
  for (std::size_t i = 0; i < y.size(); ++i)
    if (weights.size() == 0 || weights[static_cast<Index>(i)] > 0) out.levels.push_back(y[i]);
  std::ranges::sort(out.levels);
  out.levels.erase(std::unique(out.levels.begin(), out.levels.end()), out.levels.end());
  for (const int code : y) {
    const auto at = std::ranges::lower_bound(out.levels, code);
    const bool found = at != out.levels.end() && *at == code;
    out.place.push_back(found ? static_cast<int>(at - out.levels.begin()) : -1);
  }
  return out;
}

std::string category_refusal(ConstMatrix design, std::span<const int> y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows();
  if (static_cast<Index>(y.size()) != n || (weights.size() > 0 && weights.size() != n) ||
      (offset.size() > 0 && offset.size() != n))
    return "wrong sizes";
  if (n == 0) return "no cases";
  const bool known = std::ranges::all_of(y, [](int code) { return code >= 0; });
  if (!known || !design.allFinite() || !weights.allFinite() || !offset.allFinite()) return "missing value";
  if (weights.size() > 0 && weights.minCoeff() < 0) return "negative weight";
  const std::size_t levels = categories_of(y, weights).levels.size();
  return levels == 0 ? "no cases" : levels == 1 ? "one class" : "";
}

Eigen::VectorXd codes_as_numbers(std::span<const int> y) {
  Eigen::VectorXd out(static_cast<Index>(y.size()));
  for (std::size_t i = 0; i < y.size(); ++i) out[static_cast<Index>(i)] = y[i] < 0 ? missing : y[i];
  return out;
}

std::vector<int> codes_of(std::span<const int> y, std::span<const Index> rows) {
  std::vector<int> out;
  for (const Index i : rows) out.push_back(y[static_cast<std::size_t>(i)]);
  return out;
}

}  // namespace rgx::stats
