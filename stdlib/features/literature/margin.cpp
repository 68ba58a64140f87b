#include "stdlib/features/literature/margin.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "stdlib/features/literature/contour.hpp"
#include "stdlib/features/literature/enclosing_ellipsoid.hpp"

namespace rgx::features {

namespace {

constexpr std::size_t kSectors = 10;

double deviation(const std::vector<double>& values) {
  if (values.empty()) return 0;
  double mean = 0, square = 0;
  for (const double v : values) mean += v;
  mean /= static_cast<double>(values.size());
  for (const double v : values) square += (v - mean) * (v - mean);
  return std::sqrt(square / static_cast<double>(values.size()));
}

// Distances of pixels from the centre over their mean; empty where that is zero.
std::vector<double> distances(const Roi& roi, const std::vector<std::array<int, 2>>& pixels,
                              const std::array<double, 2>& centre) {
  std::vector<double> out;
  double sum = 0;
  for (const auto& p : pixels) {
    out.push_back(std::hypot((p[0] - centre[0]) * roi.spacing[0], (p[1] - centre[1]) * roi.spacing[1]));
    sum += out.back();
  }
  if (sum == 0) return {};
  for (double& d : out) d *= static_cast<double>(out.size()) / sum;
  return out;
}

Value angular_standard_deviation(const Roi& roi, const Contour& contour) {
  // Each pixel once, also where the contour passes it twice.
  auto pixels = contour.pixels;
  std::sort(pixels.begin(), pixels.end());
  pixels.erase(std::unique(pixels.begin(), pixels.end()), pixels.end());
  const auto distance = distances(roi, pixels, contour.centre);
  if (distance.empty()) return Value::missing(Reason::single_voxel);
  std::array<std::vector<double>, kSectors> sector;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const double angle = std::atan2((pixels[i][1] - contour.centre[1]) * roi.spacing[1],
                                    (pixels[i][0] - contour.centre[0]) * roi.spacing[0]);
    const double turn = angle / (2 * std::numbers::pi);
    const double place = std::floor((turn < 0 ? turn + 1 : turn) * kSectors);
    sector[std::min(static_cast<std::size_t>(place), kSectors - 1)].push_back(distance[i]);
  }
  double sum = 0, count = 0;
  for (const auto& values : sector) {
    if (values.empty()) continue;
    sum += deviation(values);
    count += 1;
  }
  return Value::of(sum / count);
}

Value margin_fluctuation(const Roi& roi, const Contour& contour, double share) {
  const auto distance = distances(roi, contour.pixels, contour.centre);
  if (distance.empty()) return Value::missing(Reason::single_voxel);
  const auto n = static_cast<std::int64_t>(distance.size());
  const auto half =
      std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(share * static_cast<double>(n) / 2)));
  if (2 * half + 1 > n) return Value::missing(Reason::too_small);
  std::vector<double> rest;
  for (std::int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::int64_t k = -half; k <= half; ++k) sum += distance[static_cast<std::size_t>((i + k + n) % n)];
    rest.push_back(distance[static_cast<std::size_t>(i)] - sum / static_cast<double>(2 * half + 1));
  }
  return Value::of(deviation(rest));
}

}  // namespace

std::array<Value, 4> margin(const Roi& roi, std::optional<double> smoothing) {
  if (smoothing && !(*smoothing > 0 && *smoothing < 1))
    throw std::invalid_argument("the smoothing of a margin is a share of its contour above 0 and below 1");
  std::array<Value, 4> out;
  if (roi.count() == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  const int slice = largest_slice(roi);
  const auto z = static_cast<std::size_t>(slice);
  const Contour contour = outer_contour(roi, slice);
  out[0] = angular_standard_deviation(roi, contour);
  out[1] = smoothing ? margin_fluctuation(roi, contour, *smoothing) : Value::missing(Reason::not_declared);
  const auto& s = roi.spacing;
  const auto volume = static_cast<double>(roi.count()) * s[0] * s[1] * s[2];
  const auto area = static_cast<double>(roi.slices[z + 1] - roi.slices[z]) * s[0] * s[1];
  out[2] = Value::of(volume / enclosing_ellipsoid_volume(roi));
  out[3] = Value::of(area / enclosing_ellipse_area(roi, slice));
  return out;
}

}  // namespace rgx::features
