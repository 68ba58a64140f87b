#include "stdlib/features/intensity.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::features {

namespace {

// Linear interpolation between order statistics would invent intensities between levels; IBSI's consensus values
// (digital phantom: P90 = 4, IQR = 3) agree with both, so the common linear rule of NumPy and MIRP is taken.
double percentile(std::span<const float> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double a = sorted[below], b = sorted[above];
  return a + (place - static_cast<double>(below)) * (b - a);
}

Value quotient(double above, double below) {
  return below != 0 ? Value::of(above / below) : Value::missing(Reason::zero_denominator);
}

}  // namespace

Summary summarise(std::span<const float> sorted) {
  Summary s;
  s.n = static_cast<double>(sorted.size());
  double sum = 0;
  for (const double x : sorted) {
    sum += x;
    s.energy += x * x;
  }
  s.mean = sum / s.n;
  s.minimum = sorted.front();
  s.maximum = sorted.back();
  s.p10 = percentile(sorted, 0.10);
  s.p25 = percentile(sorted, 0.25);
  s.median = percentile(sorted, 0.50);
  s.p75 = percentile(sorted, 0.75);
  s.p90 = percentile(sorted, 0.90);

  double middle_sum = 0, middle_n = 0;
  for (const double x : sorted) {
    const double d = x - s.mean, d2 = d * d;
    s.variance += d2;
    s.third += d2 * d;
    s.fourth += d2 * d2;
    s.mean_deviation += std::fabs(d);
    s.median_deviation += std::fabs(x - s.median);
    if (x >= s.p10 && x <= s.p90) {
      middle_sum += x;
      middle_n += 1;
    }
  }
  // One intensity has a spread of exactly zero, whatever the rounding of its mean.
  if (s.minimum == s.maximum) {
    s.mean = s.minimum;
    s.variance = s.third = s.fourth = s.mean_deviation = s.median_deviation = 0;
    return s;
  }
  s.variance /= s.n;
  s.third /= s.n;
  s.fourth /= s.n;
  s.mean_deviation /= s.n;
  s.median_deviation /= s.n;
  if (middle_n > 0) {
    const double middle = middle_sum / middle_n;
    for (const double x : sorted) {
      if (x >= s.p10 && x <= s.p90) s.robust_mean_deviation += std::fabs(x - middle);
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

std::array<Value, 18> intensity_statistics(std::span<const float> intensity) {
  std::array<Value, 18> out;
  if (intensity.empty()) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  if (!std::all_of(intensity.begin(), intensity.end(), [](float x) { return std::isfinite(x); })) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  std::vector<float> sorted(intensity.begin(), intensity.end());
  std::sort(sorted.begin(), sorted.end());
  const Summary s = summarise(sorted);
  const auto shared = shared_statistics(s);
  std::copy(shared.begin(), shared.end(), out.begin());
  out[16] = Value::of(s.energy);
  out[17] = Value::of(std::sqrt(s.energy / s.n));
  return out;
}

}  // namespace rgx::features
