#include "stdlib/features/literature/suv.hpp"

#include <cmath>
#include <stdexcept>

#include "stdlib/features/intensity.hpp"
#include "stdlib/features/local_intensity.hpp"

namespace rgx::features {

namespace {

using Kind = UptakeThreshold::Kind;

void check(const UptakeThreshold& threshold) {
  if (threshold.kind == Kind::absolute && !std::isfinite(threshold.value))
    throw std::invalid_argument("the uptake threshold is not a finite number");
  if (threshold.kind == Kind::fraction_of_maximum && !(threshold.value > 0 && threshold.value <= 1))
    throw std::invalid_argument("the uptake threshold is a share of the maximum above 0 and at most 1");
}

}  // namespace

std::array<Value, 7> uptake(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                            const UptakeThreshold& threshold) {
  check(threshold);
  std::array<Value, 7> out;
  const auto statistics = intensity_statistics(intensity);
  if (!statistics[0].present()) {
    out.fill(statistics[0]);
    return out;
  }
  const double maximum = statistics[8].value;
  out[0] = statistics[8];
  out[1] = statistics[0];
  out[2] = local_intensity(image, roi, intensity)[0];
  out[3] = Value::of(std::sqrt(statistics[1].value));
  out[4] = statistics[14];

  if (threshold.kind == Kind::undeclared) {
    out[5] = out[6] = Value::missing(Reason::not_declared);
    return out;
  }
  // Every voxel of a region without positive uptake would be at or above such a share of its maximum, or none.
  if (threshold.kind == Kind::fraction_of_maximum && maximum <= 0) {
    out[5] = out[6] = Value::missing(Reason::zero_denominator);
    return out;
  }
  const double least = threshold.kind == Kind::absolute ? threshold.value : threshold.value * maximum;
  const double voxel = roi.spacing[0] * roi.spacing[1] * roi.spacing[2] / 1000;  // ml
  double count = 0, sum = 0;
  for (const float x : intensity) {
    if (static_cast<double>(x) < least) continue;
    count += 1;
    sum += x;
  }
  out[5] = Value::of(count * voxel);
  out[6] = Value::of(sum * voxel);
  return out;
}

}  // namespace rgx::features
