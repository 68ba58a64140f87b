#include "stats/prepare/near_zero_variance.hpp"

#include <algorithm>

#include "stats/base/describe.hpp"

namespace rgx::stats {

using Eigen::Index;

ColumnChoice fit_drop_near_zero(ConstMatrix x, const NearZeroLimits& limits) {
  ColumnChoice out;
  const auto drop = [&](Index j, const char* why) {
    out.dropped.push_back(j);
    out.reason.emplace_back(why);
  };
  for (Index j = 0; j < x.cols(); ++j) {
    std::vector<std::size_t> counts = tie_groups({x.col(j).data(), static_cast<std::size_t>(x.rows())});
    std::sort(counts.begin(), counts.end(), std::greater<>());
    if (counts.empty())
      drop(j, "no cases");
    else if (counts.size() == 1)
      drop(j, "constant");
    else if (static_cast<double>(counts[0]) > limits.frequency * static_cast<double>(counts[1]) &&
             static_cast<double>(counts.size()) <= limits.unique * static_cast<double>(x.rows()))
      drop(j, "near-zero variance");
    else
      out.kept.push_back(j);
  }
  return out;
}

}  // namespace rgx::stats
