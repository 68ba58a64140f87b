#include "stats/base/resample_interval.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

// The alpha quantile of sorted replicates, interpolated on the normal scale (Davison & Hinkley 1997, eq. 5.8).
double normal_interpolated(std::span<const double> sorted, double alpha) {
  const double size = static_cast<double>(sorted.size()), position = (size + 1) * alpha, k = std::floor(position);
  if (k < 1) return sorted.front();
  if (k >= size) return sorted.back();
  const double low = sorted[static_cast<std::size_t>(k) - 1], high = sorted[static_cast<std::size_t>(k)];
  if (k == position) return low;
  const double z = normal_quantile(alpha), z_low = normal_quantile(k / (size + 1)),
               z_high = normal_quantile((k + 1) / (size + 1));
  return low + (z - z_low) / (z_high - z_low) * (high - low);
}

std::vector<std::vector<std::size_t>> members_of(std::span<const int> stratum) {
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < stratum.size(); ++i) {
    const auto code = static_cast<std::size_t>(stratum[i]);
    if (code >= members.size()) members.resize(code + 1);
    members[code].push_back(i);
  }
  return members;
}

}  // namespace

Interval bca_limits(double estimate, std::span<const double> replicates, std::span<const double> left_out,
                    std::span<const int> stratum, double level) {
  if (replicates.empty() || left_out.size() != stratum.size()) return {};
  std::vector<double> sorted(replicates.begin(), replicates.end());
  if (std::any_of(sorted.begin(), sorted.end(), [](double t) { return !std::isfinite(t); })) return {};
  std::sort(sorted.begin(), sorted.end());
  const auto below = std::lower_bound(sorted.begin(), sorted.end(), estimate) - sorted.begin();
  if (below == 0 || below == static_cast<std::ptrdiff_t>(sorted.size())) return {};
  const double bias = normal_quantile(static_cast<double>(below) / static_cast<double>(sorted.size()));
  const auto members = members_of(stratum);
  double squares = 0, cubes = 0;
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    const double size = static_cast<double>(members[static_cast<std::size_t>(stratum[i])].size());
    const double influence = (size - 1) * (estimate - left_out[i]);
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  const double acceleration = cubes / (6 * std::pow(squares, 1.5));
  if (!std::isfinite(acceleration)) return {};
  const auto limit = [&](double p) {
    const double z = bias + normal_quantile(p);
    const double adjusted = bias + z / (1 - acceleration * z);
    return normal_interpolated(sorted, boost::math::cdf(boost::math::normal(), adjusted));
  };
  return {limit((1 - level) / 2), limit((1 + level) / 2)};
}

Effect bca_interval(const CaseStatistic& statistic, std::span<const int> stratum, std::uint32_t replicates,
                    const Stream& stream, double level) {
  const std::size_t n = stratum.size();
  std::vector<std::size_t> cases(n);
  for (std::size_t i = 0; i < n; ++i) cases[i] = i;
  Effect effect;
  effect.estimate = statistic(cases);
  std::vector<double> left_out(n), values(replicates);
  for (std::size_t i = 0; i < n; ++i) {
    auto without = cases;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    left_out[i] = statistic(without);
  }
  const auto members = members_of(stratum);
  for (std::uint32_t b = 0; b < replicates; ++b) {
    Stream draws = stream.at(b);
    std::vector<std::size_t> drawn;
    drawn.reserve(n);
    for (const auto& group : members) {
      for (std::size_t i = 0; i < group.size(); ++i) drawn.push_back(group[draws.below(group.size())]);
    }
    values[b] = statistic(drawn);
  }
  effect.ci = bca_limits(effect.estimate, values, left_out, stratum, level);
  if (std::isnan(effect.ci.low)) effect.ci_reason = Reason::degenerate;
  return effect;
}

}  // namespace rgx::stats
