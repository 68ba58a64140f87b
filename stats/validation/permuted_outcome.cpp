#include "stats/validation/permuted_outcome.hpp"

#include <cmath>
#include <map>

#include "stats/base/random.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

std::vector<std::size_t> permuted_subjects(std::size_t subjects, std::span<const int> stratum, std::uint64_t key,
                                           std::uint32_t replicate) {
  std::map<int, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < subjects; ++i) members[stratum.empty() ? 0 : stratum[i]].push_back(i);
  std::vector<std::size_t> from(subjects);
  Stream stream(key, replicate);
  for (const auto& [code, some] : members) {
    auto dealt = some;
    stream.shuffle(std::span<std::size_t>(dealt));
    for (std::size_t i = 0; i < some.size(); ++i) from[some[i]] = dealt[i];
  }
  return from;
}

PermutedP permuted_p(double observed, ConstVector permuted, bool high_is_good) {
  PermutedP out{missing, 0, 0};
  const double slack = 1e-12 * std::max(1.0, std::abs(observed));
  for (const double v : permuted) {
    if (std::isnan(v)) continue;
    ++out.permuted;
    out.as_good += high_is_good ? v >= observed - slack : v <= observed + slack;
  }
  if (out.permuted > 0 && !std::isnan(observed))
    out.p = (1 + static_cast<double>(out.as_good)) / (1 + static_cast<double>(out.permuted));
  return out;
}

}  // namespace rgx::stats
