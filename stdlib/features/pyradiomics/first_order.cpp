#include "stdlib/features/pyradiomics/first_order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace rgx::features::pyradiomics {

namespace {

constexpr std::size_t kBlock = 1 << 16;  // voxels of one partial sum, whatever the number of threads
constexpr std::size_t kLanes = 8;        // running sums of a block, so that additions overlap

// Sums of the K terms that `terms(x, sum)` adds for each value.
template <std::size_t K, typename Terms>
std::array<double, K> sums(std::span<const float> values, const stats::ParallelFor& parallel, Terms terms) {
  const std::size_t blocks = (values.size() + kBlock - 1) / kBlock;
  std::vector<std::array<double, K>> partial(blocks);
  parallel(blocks, [&](std::size_t b) {
    const std::size_t end = std::min(values.size(), (b + 1) * kBlock);
    std::array<std::array<double, kLanes>, K> lane{};
    const auto term = [&](std::size_t i, std::size_t l) {
      const std::array<double, K> t = terms(static_cast<double>(values[i]));
      for (std::size_t k = 0; k < K; ++k) lane[k][l] += t[k];
    };
    std::size_t i = b * kBlock;
    for (; i + kLanes <= end; i += kLanes) {
      for (std::size_t l = 0; l < kLanes; ++l) term(i + l, l);
    }
    for (; i < end; ++i) term(i, 0);
    for (std::size_t k = 0; k < K; ++k) {
      partial[b][k] = 0;
      for (const double x : lane[k]) partial[b][k] += x;
    }
  });
  std::array<double, K> out{};
  for (const auto& p : partial) {
    for (std::size_t k = 0; k < K; ++k) out[k] += p[k];
  }
  return out;
}

// Unsigned numbers in the order of the floats.
std::uint32_t key(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

// numpy's linear rule.
struct Percentile {
  Percentile(double share, std::size_t n) {
    const double place = share * static_cast<double>(n - 1);
    below = std::min(static_cast<std::size_t>(place), n - 1);
    above = std::min(below + 1, n - 1);
    part = place - static_cast<double>(below);
  }
  std::size_t below, above;
  double part;
};

}  // namespace

std::vector<float> order_statistics(std::span<const float> values, std::span<const std::size_t> places) {
  constexpr std::size_t kSmall = 8192;
  std::vector<float> out;
  if (values.size() <= kSmall) {
    std::vector<float> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    for (const std::size_t place : places) out.push_back(sorted[place]);
    return out;
  }
  constexpr std::size_t kBins = 1 << 16;
  std::vector<std::uint32_t> count(kBins, 0);
  for (const float x : values) ++count[key(x) >> 16];
  std::vector<std::size_t> before(kBins + 1, 0);
  for (std::size_t b = 0; b < kBins; ++b) before[b + 1] = before[b] + count[b];

  std::vector<std::uint8_t> list_of(kBins, 0);  // 1 + the bin's list, 0 if no place lies in it
  std::vector<std::vector<float>> lists;
  const auto bin_of = [&](std::size_t place) {
    return static_cast<std::size_t>(std::upper_bound(before.begin(), before.end(), place) - before.begin()) - 1;
  };
  for (const std::size_t place : places) {
    const std::size_t bin = bin_of(place);
    if (list_of[bin] != 0) continue;
    lists.emplace_back().reserve(count[bin]);
    list_of[bin] = static_cast<std::uint8_t>(lists.size());
  }
  for (const float x : values) {
    if (const std::uint8_t l = list_of[key(x) >> 16]; l != 0) lists[l - 1u].push_back(x);
  }
  for (const std::size_t place : places) {
    const std::size_t bin = bin_of(place);
    std::vector<float>& list = lists[list_of[bin] - 1u];
    const auto at = list.begin() + static_cast<std::ptrdiff_t>(place - before[bin]);
    std::nth_element(list.begin(), at, list.end());
    out.push_back(*at);
  }
  return out;
}

std::array<Value, kFirstOrder> first_order(std::span<const float> intensity, const Levels& levels,
                                           const std::array<double, 3>& spacing, double shift,
                                           const stats::ParallelFor& parallel) {
  std::array<Value, kFirstOrder> out;
  if (intensity.empty()) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  const std::size_t count = intensity.size();
  const auto n = static_cast<double>(count);
  const auto [total, energy] = sums<2>(intensity, parallel, [shift](double x) {
    return std::array<double, 2>{x, (x + shift) * (x + shift)};
  });
  // A sum of finite floats is finite in double precision, and any other intensity makes it not so.
  if (!std::isfinite(total)) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  const Percentile p10(0.10, count), p25(0.25, count), p75(0.75, count), p90(0.90, count);
  const std::array<std::size_t, 12> places{0,         p10.below, p10.above, p25.below, p25.above, (count - 1) / 2,
                                           count / 2, p75.below, p75.above, p90.below, p90.above, count - 1};
  const std::vector<float> at = order_statistics(intensity, places);
  const auto between = [&](const Percentile& p, std::size_t i) {
    const double a = at[i], b = at[i + 1];
    return a + p.part * (b - a);
  };
  const double minimum = at[0], maximum = at[11], median = (static_cast<double>(at[5]) + at[6]) / 2;
  const double low = between(p10, 1), quarter = between(p25, 3), three_quarters = between(p75, 7),
               high = between(p90, 9);

  // One intensity has a spread of exactly zero, whatever the rounding of its mean.
  const double mean = minimum == maximum ? minimum : total / n;
  const auto [m2, m3, m4, deviation, middle_sum, middle_count] = sums<6>(intensity, parallel, [&](double x) {
    const double d = x - mean, d2 = d * d, in = x >= low && x <= high ? 1.0 : 0.0;
    return std::array<double, 6>{d2, d2 * d, d2 * d2, std::fabs(d), in * x, in};
  });
  const double middle = middle_count > 0 ? middle_sum / middle_count : 0;
  const double robust = sums<1>(intensity, parallel, [&](double x) {
    return std::array<double, 1>{x >= low && x <= high ? std::fabs(x - middle) : 0.0};
  })[0];
  const double variance = m2 / n;
  const bool flat = variance == 0;

  Value entropy = Value::missing(levels.reason), uniformity = entropy;
  if (levels.reason == Reason::none) {
    std::vector<std::uint32_t> voxels(static_cast<std::size_t>(levels.highest) + 1, 0);
    for (const std::uint16_t level : levels.level) ++voxels[level];
    double bits = 0, squares = 0;
    for (const std::uint32_t v : voxels) {
      if (v == 0) continue;
      const double p = v / n;
      bits -= p * std::log2(p);
      squares += p * p;
    }
    entropy = Value::of(bits + 0.0);  // no negative zero
    uniformity = Value::of(squares);
  }

  out = {Value::of(low),
         Value::of(high),
         Value::of(energy),
         entropy,
         Value::of(three_quarters - quarter),
         Value::of(flat ? 0 : m4 / n / (variance * variance)),
         Value::of(maximum),
         Value::of(deviation / n),
         Value::of(mean),
         Value::of(median),
         Value::of(minimum),
         Value::of(maximum - minimum),
         middle_count > 0 ? Value::of(robust / middle_count) : Value::missing(Reason::zero_denominator),
         Value::of(std::sqrt(energy / n)),
         Value::of(flat ? 0 : m3 / n / std::pow(variance, 1.5)),
         Value::of(energy * spacing[0] * spacing[1] * spacing[2]),
         uniformity,
         Value::of(variance)};
  return out;
}

}  // namespace rgx::features::pyradiomics
