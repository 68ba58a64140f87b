#include "stdlib/features/discretise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace rgx::features {

namespace {

// Recommended between 16 and 128 (Tixier 2012, van Griethuysen 2017); a warning leaves room on both sides.
constexpr int kFewLevels = 8;
constexpr int kManyLevels = 256;
constexpr double kGoodLevels = 32;

// The 1, 2 or 5 times a power of ten nearest to `width` on a log scale.
double round_width(double width) {
  if (!(width > 0)) return 0;
  const double decade = std::pow(10.0, std::floor(std::log10(width)));
  double best = decade;
  for (const double step : {1.0, 2.0, 5.0, 10.0}) {
    if (std::fabs(std::log(step * decade / width)) < std::fabs(std::log(best / width))) best = step * decade;
  }
  return best;
}

void check(const Discretisation& how) {
  if (how.kind == Discretisation::Kind::none) return;
  if (!(how.value > 0) || !std::isfinite(how.value)) {
    throw std::invalid_argument(how.kind == Discretisation::Kind::width ? "the bin width must be above zero"
                                                                        : "the number of bins must be above zero");
  }
  if (how.kind == Discretisation::Kind::bins && how.value != std::floor(how.value)) {
    throw std::invalid_argument("the number of bins must be a whole number");
  }
}

// Voxels looked at together by one thread.
constexpr std::size_t kBlock = 1 << 16;

struct Range {
  float low = std::numeric_limits<float>::infinity(), high = -std::numeric_limits<float>::infinity();
  bool finite = true, whole = true;
};

Range range_of(std::span<const float> x, bool ask_whole) {
  // Lanes side by side, and no early way out: the compiler makes vectors of it.
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> low, high;
  low.fill(x.front());
  high.fill(x.front());
  std::array<std::uint32_t, kLanes> exponent{};
  constexpr std::uint32_t kAllOnes = 0x7f800000u;  // of infinities and NaN
  const auto take = [&](float v, std::size_t lane) {
    low[lane] = v < low[lane] ? v : low[lane];
    high[lane] = v > high[lane] ? v : high[lane];
    const std::uint32_t e = std::bit_cast<std::uint32_t>(v) & kAllOnes;
    exponent[lane] = e > exponent[lane] ? e : exponent[lane];
  };
  std::size_t i = 0;
  for (; i + kLanes <= x.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) take(x[i + lane], lane);
  }
  for (; i < x.size(); ++i) take(x[i], 0);
  Range out;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    out.low = std::min(out.low, low[lane]);
    out.high = std::max(out.high, high[lane]);
    out.finite = out.finite && exponent[lane] < kAllOnes;
  }
  if (ask_whole) out.whole = std::all_of(x.begin(), x.end(), [](float v) { return v == std::floor(v); });
  return out;
}

}  // namespace

Levels discretise(std::span<const float> intensity, const Discretisation& how, std::optional<double> start,
                  const stats::ParallelFor& parallel) {
  check(how);
  Levels out;
  const auto refuse = [&out](Reason why) {
    out.level.clear();
    out.reason = why;
    return out;
  };
  if (intensity.empty()) return refuse(Reason::empty_region);
  const std::size_t blocks = (intensity.size() + kBlock - 1) / kBlock;
  const auto block = [&](std::size_t b) {
    return intensity.subspan(b * kBlock, std::min(kBlock, intensity.size() - b * kBlock));
  };
  std::vector<Range> ranges(blocks);
  parallel(blocks, [&](std::size_t b) { ranges[b] = range_of(block(b), how.kind == Discretisation::Kind::none); });
  Range all;
  for (const Range& r : ranges) {
    all.low = std::min(all.low, r.low);
    all.high = std::max(all.high, r.high);
    all.finite = all.finite && r.finite;
    all.whole = all.whole && r.whole;
  }
  if (!all.finite) return refuse(Reason::not_finite);
  const double smallest = all.low, largest = all.high;

  double origin = 1, width = 1, top = kMaxLevels;
  switch (how.kind) {
    case Discretisation::Kind::none:
      if (smallest < 1 || !all.whole) return refuse(Reason::not_discretised);
      break;
    case Discretisation::Kind::width:
      origin = start.value_or(smallest);
      width = how.value;
      break;
    case Discretisation::Kind::bins:
      if (how.value > kMaxLevels) return refuse(Reason::too_many_levels);
      origin = smallest;
      width = largest - smallest;
      top = how.value;
      break;
  }
  const bool by_number = how.kind == Discretisation::Kind::bins;
  if (!by_number && std::floor((largest - origin) / width) + 1 > kMaxLevels) return refuse(Reason::too_many_levels);

  // A flat region has no width to divide by: everything is at the minimum, level 1.
  if (by_number && !(width > 0)) width = std::numeric_limits<double>::infinity();
  const double times = by_number ? how.value : 1, last = top - 1;
  constexpr std::size_t kBins = kMaxLevels + 1;
  out.level.resize(intensity.size());
  std::vector<std::uint8_t> seen(blocks * kBins, 0);
  parallel(blocks, [&](std::size_t b) {
    const std::span<const float> from = block(b);
    std::uint16_t* to = out.level.data() + b * kBlock;
    // floor(steps) + 1 within [1, top]; clamped before it becomes a whole number, so that any step fits one.
    for (std::size_t i = 0; i < from.size(); ++i) {
      double steps = times * (from[i] - origin) / width;
      steps = steps > 0 ? steps : 0;
      steps = steps < last ? steps : last;
      to[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>(steps) + 1);
    }
    for (std::size_t i = 0; i < from.size(); ++i) seen[b * kBins + to[i]] = 1;
  });
  for (std::size_t b = 1; b < blocks; ++b) {
    for (std::size_t level = 0; level < kBins; ++level) seen[level] |= seen[b * kBins + level];
  }
  for (std::size_t level = 1; level < kBins; ++level) {
    if (seen[level] == 0) continue;
    ++out.distinct;
    out.highest = static_cast<int>(level);
  }
  if (by_number && largest > smallest) out.highest = static_cast<int>(how.value);

  if (out.distinct < kFewLevels || out.highest > kManyLevels) {
    const bool few = out.distinct < kFewLevels;
    out.warning = LevelWarning{few ? LevelWarning::Kind::too_few : LevelWarning::Kind::too_many,
                               few ? out.distinct : out.highest, round_width((largest - smallest) / kGoodLevels)};
  }
  return out;
}

}  // namespace rgx::features
