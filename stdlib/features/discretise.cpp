#include "stdlib/features/discretise.hpp"

#include <algorithm>
#include <cmath>
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

}  // namespace

Levels discretise(std::span<const float> intensity, const Discretisation& how, std::optional<double> start) {
  check(how);
  Levels out;
  const auto refuse = [&out](Reason why) {
    out.level.clear();
    out.reason = why;
    return out;
  };
  if (intensity.empty()) return refuse(Reason::empty_region);
  for (const float x : intensity) {
    if (!std::isfinite(x)) return refuse(Reason::not_finite);
  }
  const auto [low, high] = std::minmax_element(intensity.begin(), intensity.end());
  const double smallest = *low, largest = *high;

  double origin = 1, width = 1, top = kMaxLevels;
  switch (how.kind) {
    case Discretisation::Kind::none:
      if (smallest < 1) return refuse(Reason::not_discretised);
      for (const float x : intensity) {
        if (x != std::floor(x)) return refuse(Reason::not_discretised);
      }
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

  out.level.resize(intensity.size());
  std::vector<std::uint8_t> seen(kMaxLevels + 1, 0);
  for (std::size_t i = 0; i < intensity.size(); ++i) {
    // A flat region has no width to divide by: everything is at the minimum, level 1.
    const double steps =
        by_number ? (width > 0 ? how.value * (intensity[i] - origin) / width : 0.0) : (intensity[i] - origin) / width;
    const double level = std::clamp(std::floor(steps) + 1, 1.0, top);
    out.level[i] = static_cast<std::uint16_t>(level);
    seen[out.level[i]] = 1;
    out.highest = std::max(out.highest, static_cast<int>(level));
  }
  out.distinct = static_cast<int>(std::count(seen.begin(), seen.end(), 1));
  if (by_number && largest > smallest) out.highest = static_cast<int>(how.value);

  if (out.distinct < kFewLevels || out.highest > kManyLevels) {
    const bool few = out.distinct < kFewLevels;
    out.warning = LevelWarning{few ? LevelWarning::Kind::too_few : LevelWarning::Kind::too_many,
                               few ? out.distinct : out.highest, round_width((largest - smallest) / kGoodLevels)};
  }
  return out;
}

}  // namespace rgx::features
