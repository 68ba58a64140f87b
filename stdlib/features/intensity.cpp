#include "stdlib/features/intensity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "stdlib/features/selection.hpp"

namespace rgx::features {

namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kStretch = 8192;

// One running sum a lane: vector registers in a fixed order.
struct Lanes {
  std::array<double, kLanes> lane{};
  double total() const {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
};

// Sums of K terms over all values. `terms(x, add)` is called for each value with `add(k, term)`.
template <std::size_t K, typename Terms>
std::array<double, K> sums(std::span<const float> values, const engine::ParallelFor& parallel, Terms terms) {
  const std::size_t n = values.size();
  std::vector<std::array<double, K>> stretch((n + kStretch - 1) / kStretch);
  parallel(stretch.size(), [&](std::size_t s) {
    std::array<Lanes, K> sum;
    const std::size_t end = std::min(n, (s + 1) * kStretch);
    std::size_t i = s * kStretch;
    for (; i + kLanes <= end; i += kLanes) {
      for (std::size_t l = 0; l < kLanes; ++l)
        terms(static_cast<double>(values[i + l]), [&](std::size_t k, double term) { sum[k].lane[l] += term; });
    }
    for (std::size_t l = 0; i < end; ++i, ++l)
      terms(static_cast<double>(values[i]), [&](std::size_t k, double term) { sum[k].lane[l] += term; });
    for (std::size_t k = 0; k < K; ++k) stretch[s][k] = sum[k].total();
  });
  // Neighbours are joined level by level; an odd last one moves up.
  for (std::size_t m = stretch.size(); m > 1; m = (m + 1) / 2) {
    for (std::size_t i = 0; i < m / 2; ++i) {
      for (std::size_t k = 0; k < K; ++k) stretch[i][k] = stretch[2 * i][k] + stretch[2 * i + 1][k];
    }
    if (m % 2 != 0) stretch[m / 2] = stretch[m - 1];
  }
  return stretch.front();
}

// Linear interpolation between order statistics would invent intensities between levels; IBSI's consensus values
// (digital phantom: P90 = 4, IQR = 3) agree with both, so the common linear rule of NumPy and MIRP is taken.
struct Place {
  std::size_t below, above;
  double share;  // of the way from the one to the other
};
Place place_of(double share, std::size_t n) {
  const double place = share * static_cast<double>(n - 1);
  const auto below = static_cast<std::size_t>(place);
  return {below, std::min(below + 1, n - 1), place - static_cast<double>(below)};
}
constexpr std::array<double, 5> kShares{0.10, 0.25, 0.50, 0.75, 0.90};

void set_percentile(Summary& s, std::size_t which, double value) {
  double* const of[] = {&s.p10, &s.p25, &s.median, &s.p75, &s.p90};
  *of[which] = value;
}

// One intensity has a spread of exactly zero, whatever the rounding of its mean.
Summary flat(Summary s) {
  s.mean = s.minimum;
  s.variance = s.third = s.fourth = s.mean_deviation = s.median_deviation = s.robust_mean_deviation = 0;
  return s;
}

Value quotient(double above, double below) {
  return below != 0 ? Value::of(above / below) : Value::missing(Reason::zero_denominator);
}

}  // namespace

bool all_finite(std::span<const float> values) {
  // All exponent bits set: infinite or not a number. Blocks of branch-free comparisons.
  for (std::size_t i = 0; i < values.size(); i += kStretch) {
    std::uint32_t found = 0;
    for (const float x : values.subspan(i, std::min(kStretch, values.size() - i)))
      found |= (std::bit_cast<std::uint32_t>(x) & 0x7f800000u) == 0x7f800000u ? 1u : 0u;
    if (found != 0) return false;
  }
  return true;
}

Summary summarise(std::span<const float> values, const engine::ParallelFor& parallel) {
  Summary s;
  const std::size_t n = values.size();
  s.n = static_cast<double>(n);
  std::array<std::size_t, 12> ranks{0, n - 1};
  for (std::size_t i = 0; i < kShares.size(); ++i) {
    const Place place = place_of(kShares[i], n);
    ranks[2 + 2 * i] = place.below;
    ranks[3 + 2 * i] = place.above;
  }
  const std::vector<float> at = order_statistics(values, ranks, parallel);
  s.minimum = at[0];
  s.maximum = at[1];
  for (std::size_t i = 0; i < kShares.size(); ++i) {
    const double a = at[2 + 2 * i], b = at[3 + 2 * i];
    set_percentile(s, i, a + place_of(kShares[i], n).share * (b - a));
  }
  const auto raw = sums<2>(values, parallel, [](double x, auto add) {
    add(0, x);
    add(1, x * x);
  });
  s.mean = raw[0] / s.n;
  s.energy = raw[1];
  if (s.minimum == s.maximum) return flat(s);

  const double mean = s.mean, median = s.median, p10 = s.p10, p90 = s.p90;
  const auto about = sums<7>(values, parallel, [=](double x, auto add) {
    const double d = x - mean, d2 = d * d;
    const bool middle = static_cast<int>(x >= p10) & static_cast<int>(x <= p90);
    add(0, d2);
    add(1, d2 * d);
    add(2, d2 * d2);
    add(3, std::fabs(d));
    add(4, std::fabs(x - median));
    add(5, middle ? x : 0.0);
    add(6, middle ? 1.0 : 0.0);
  });
  s.variance = about[0] / s.n;
  s.third = about[1] / s.n;
  s.fourth = about[2] / s.n;
  s.mean_deviation = about[3] / s.n;
  s.median_deviation = about[4] / s.n;
  if (about[6] > 0) {
    const double centre = about[5] / about[6];
    const auto robust = sums<1>(values, parallel, [=](double x, auto add) {
      const bool middle = static_cast<int>(x >= p10) & static_cast<int>(x <= p90);
      add(0, middle ? std::fabs(x - centre) : 0.0);
    });
    s.robust_mean_deviation = robust[0] / about[6];
  }
  return s;
}

Summary summarise_counts(std::span<const std::uint64_t> count) {
  Summary s;
  std::uint64_t n = 0, sum = 0;
  std::size_t lowest = count.size(), highest = 0;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (count[i] == 0) continue;
    n += count[i];
    sum += count[i] * i;
    s.energy += static_cast<double>(count[i]) * static_cast<double>(i) * static_cast<double>(i);
    lowest = std::min(lowest, i);
    highest = i;
  }
  s.n = static_cast<double>(n);
  s.mean = static_cast<double>(sum) / s.n;
  s.minimum = static_cast<double>(lowest);
  s.maximum = static_cast<double>(highest);
  for (std::size_t i = 0; i < kShares.size(); ++i) {
    const Place place = place_of(kShares[i], n);
    const auto level_of = [&](std::size_t rank) {
      std::size_t level = lowest;
      for (std::uint64_t below = count[level]; below <= rank; below += count[level]) ++level;
      return static_cast<double>(level);
    };
    const double a = level_of(place.below), b = level_of(place.above);
    set_percentile(s, i, a + place.share * (b - a));
  }
  if (lowest == highest) return flat(s);

  double middle_sum = 0, middle_n = 0;
  const auto middle = [&s](double x) { return x >= s.p10 && x <= s.p90; };
  for (std::size_t i = lowest; i <= highest; ++i) {
    const auto x = static_cast<double>(i), weight = static_cast<double>(count[i]);
    const double d = x - s.mean, d2 = d * d;
    s.variance += weight * d2;
    s.third += weight * (d2 * d);
    s.fourth += weight * (d2 * d2);
    s.mean_deviation += weight * std::fabs(d);
    s.median_deviation += weight * std::fabs(x - s.median);
    if (middle(x)) {
      middle_sum += weight * x;
      middle_n += weight;
    }
  }
  s.variance /= s.n;
  s.third /= s.n;
  s.fourth /= s.n;
  s.mean_deviation /= s.n;
  s.median_deviation /= s.n;
  if (middle_n > 0) {
    const double centre = middle_sum / middle_n;
    for (std::size_t i = lowest; i <= highest; ++i) {
      const auto x = static_cast<double>(i);
      if (middle(x)) s.robust_mean_deviation += static_cast<double>(count[i]) * std::fabs(x - centre);
    }
    s.robust_mean_deviation /= middle_n;
  }
  return s;
}

std::array<Value, 16> shared_statistics(const Summary& s) {
  const bool flat = s.variance == 0;
  return {Value::of(s.mean),
          Value::of(s.variance),
          Value::of(flat ? 0 : s.third / std::pow(s.variance, 1.5)),
          Value::of(flat ? 0 : s.fourth / (s.variance * s.variance) - 3),
          Value::of(s.median),
          Value::of(s.minimum),
          Value::of(s.p10),
          Value::of(s.p90),
          Value::of(s.maximum),
          Value::of(s.p75 - s.p25),
          Value::of(s.maximum - s.minimum),
          Value::of(s.mean_deviation),
          Value::of(s.robust_mean_deviation),
          Value::of(s.median_deviation),
          quotient(std::sqrt(s.variance), s.mean),
          quotient(s.p75 - s.p25, s.p75 + s.p25)};
}

std::array<Value, 18> intensity_statistics(std::span<const float> intensity, const engine::ParallelFor& parallel) {
  std::array<Value, 18> out;
  if (intensity.empty()) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  if (!all_finite(intensity)) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  const Summary s = summarise(intensity, parallel);
  const auto shared = shared_statistics(s);
  std::copy(shared.begin(), shared.end(), out.begin());
  out[16] = Value::of(s.energy);
  out[17] = Value::of(std::sqrt(s.energy / s.n));
  return out;
}

}  // namespace rgx::features
