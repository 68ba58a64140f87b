#include "stdlib/features/pyradiomics/discretise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace rgx::features::pyradiomics {

namespace {

constexpr std::size_t kBlock = 1 << 16;  // voxels
constexpr int kFewLevels = 8;
constexpr int kManyLevels = 256;

void check(const Discretisation& how) {
  const bool by_width = how.kind == Discretisation::Kind::width;
  if (how.kind == Discretisation::Kind::none)
    throw std::invalid_argument("PyRadiomics' grey levels need a bin width or a number of bins");
  if (!(how.value > 0) || !std::isfinite(how.value))
    throw std::invalid_argument(by_width ? "the bin width must be above zero"
                                         : "the number of bins must be above zero");
  if (!by_width && how.value != std::floor(how.value))
    throw std::invalid_argument("the number of bins must be a whole number");
}

// Python's modulo: the sign of the divisor, which is above zero.
double modulo(double x, double width) {
  const double rest = std::fmod(x, width);
  return rest < 0 ? rest + width : rest;
}

// Ascending, at least two; empty if there would be more than `kMaxLevels` bins.
std::vector<double> edges_of_width(double smallest, double largest, double width) {
  const double low = smallest - modulo(smallest, width);
  const double count = std::ceil((largest + 2 * width - low) / width);
  if (!(count <= kMaxLevels + 1)) return {};
  const double step = (low + width) - low;
  std::vector<double> out;
  for (std::size_t i = 0; static_cast<double>(i) < count; ++i) out.push_back(low + static_cast<double>(i) * step);
  return out;
}

std::vector<double> edges_of_bins(double smallest, double largest, double bins) {
  if (bins > kMaxLevels) return {};
  const double low = smallest == largest ? smallest - 0.5 : smallest;
  const double high = smallest == largest ? largest + 0.5 : largest;
  const double step = (high - low) / bins;
  std::vector<double> out;
  // numpy.histogram gives edges in the image's own type.
  for (double i = 0; i < bins; ++i) out.push_back(static_cast<float>(low + i * step));
  out.push_back(static_cast<float>(high) + 1.0f);
  return out;
}

std::pair<float, float> range(std::span<const float> intensity) {
  // In lanes, so that the compiler may keep several comparisons in flight.
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> low, high;
  low.fill(intensity.front());
  high = low;
  std::size_t i = 0;
  for (; i + kLanes <= intensity.size(); i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      const float x = intensity[i + k];
      low[k] = x < low[k] ? x : low[k];
      high[k] = x > high[k] ? x : high[k];
    }
  }
  for (; i < intensity.size(); ++i) {
    low[0] = std::min(low[0], intensity[i]);
    high[0] = std::max(high[0], intensity[i]);
  }
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

// A width that gives about 32 levels, one significant digit.
double good_width(double smallest, double largest) {
  const double width = (largest - smallest) / 32;
  if (!(width > 0)) return 0;
  const double decade = std::pow(10.0, std::floor(std::log10(width)));
  double best = decade;
  for (const double step : {2.0, 5.0, 10.0}) {
    if (std::fabs(std::log(step * decade / width)) < std::fabs(std::log(best / width))) best = step * decade;
  }
  return best;
}

}  // namespace

Levels discretise(std::span<const float> intensity, const Discretisation& how, const stats::ParallelFor& parallel) {
  check(how);
  Levels out;
  if (intensity.empty()) {
    out.reason = Reason::empty_region;
    return out;
  }
  // x - x is 0 for a finite number and not a number otherwise; whole blocks vectorise.
  float odd = 0;
  for (const float x : intensity) odd = std::max(odd, x - x == 0 ? 0.0f : 1.0f);
  if (odd > 0) {
    out.reason = Reason::not_finite;
    return out;
  }
  const auto [smallest, largest] = range(intensity);
  const bool by_width = how.kind == Discretisation::Kind::width;
  const std::vector<double> edges =
      by_width ? edges_of_width(smallest, largest, how.value) : edges_of_bins(smallest, largest, how.value);
  if (edges.empty()) {
    out.reason = Reason::too_many_levels;
    return out;
  }

  const double low = edges.front(), step = edges[1] - edges[0], per_step = step > 0 ? 1 / step : 0;
  const auto last = static_cast<int>(edges.size()) - 1;
  out.level.resize(intensity.size());
  const std::size_t blocks = (intensity.size() + kBlock - 1) / kBlock;
  std::vector<std::vector<std::uint8_t>> seen(blocks, std::vector<std::uint8_t>(edges.size() + 1, 0));
  parallel(blocks, [&](std::size_t b) {
    const std::size_t end = std::min(intensity.size(), (b + 1) * kBlock);
    for (std::size_t i = b * kBlock; i < end; ++i) {
      const double x = intensity[i];
      // The quotient may be off by a rounding at an edge; the edges decide.
      int at = std::clamp(static_cast<int>((x - low) * per_step), 0, last);
      while (at < last && edges[static_cast<std::size_t>(at) + 1] <= x) ++at;
      while (at > 0 && edges[static_cast<std::size_t>(at)] > x) --at;
      out.level[i] = static_cast<std::uint16_t>(at + 1);
      seen[b][static_cast<std::size_t>(at) + 1] = 1;
    }
  });
  for (std::size_t level = 1; level <= edges.size(); ++level) {
    if (std::none_of(seen.begin(), seen.end(), [&](const auto& block) { return block[level] != 0; })) continue;
    ++out.distinct;
    out.highest = static_cast<int>(level);
  }
  if (out.distinct < kFewLevels || out.highest > kManyLevels) {
    const bool few = out.distinct < kFewLevels;
    out.warning = LevelWarning{few ? LevelWarning::Kind::too_few : LevelWarning::Kind::too_many,
                               few ? out.distinct : out.highest, good_width(smallest, largest)};
  }
  return out;
}

}  // namespace rgx::features::pyradiomics
