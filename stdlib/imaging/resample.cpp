#include "stdlib/imaging/resample.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <vector>

#include "stdlib/imaging/bspline.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

using engine::Geometry;

// Positions this close to a voxel centre are on it: keeps a kept axis exact.
constexpr double kSnap = 1e-7;
// Sums of products of weights miss a threshold of exactly one half by rounding.
constexpr double kThresholdSlack = 1e-9;

// One axis of a position in the source: neighbours, the upper one's weight, and whether the field of view has it.
struct Tap {
  double at = 0;
  std::int64_t lower = 0, upper = 0;
  double weight = 0;
  bool inside = false;
};

Tap tap(double at, std::int64_t size) {
  if (std::abs(at - std::round(at)) < kSnap) at = std::round(at);
  Tap t;
  t.inside = at >= -0.5 - kSnap && at <= static_cast<double>(size) - 0.5 + kSnap;
  t.at = at;
  const double clamped = std::min(std::max(at, 0.0), static_cast<double>(size - 1));
  t.lower = static_cast<std::int64_t>(std::floor(clamped));
  t.upper = std::min(t.lower + 1, size - 1);
  t.weight = clamped - static_cast<double>(t.lower);
  return t;
}

using Taps = std::array<const Tap*, 3>;

// Calls visit(target voxel number, taps) for every target voxel in order.
template <typename Visit>
void for_each_voxel(const Geometry& source, const Geometry& target, Visit visit) {
  const Point first = index_of(source, target.origin);
  std::array<Point, 3> step{};  // source index per target index
  bool aligned = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Point unit{};
    unit[axis] = 1;
    const Point next = index_of(source, centre_of(target, unit));
    for (std::size_t a = 0; a < 3; ++a) {
      step[axis][a] = next[a] - first[a];
      if (a != axis) aligned = aligned && std::abs(step[axis][a]) * static_cast<double>(target.size[axis]) < kSnap;
    }
  }
  std::array<std::vector<Tap>, 3> line;
  for (std::size_t a = 0; aligned && a < 3; ++a)
    for (std::int64_t i = 0; i < target.size[a]; ++i)
      line[a].push_back(tap(first[a] + step[a][a] * static_cast<double>(i), source.size[a]));
  std::size_t v = 0;
  for (std::int64_t k = 0; k < target.size[2]; ++k)
    for (std::int64_t j = 0; j < target.size[1]; ++j)
      for (std::int64_t i = 0; i < target.size[0]; ++i, ++v) {
        if (aligned) {
          visit(v, Taps{&line[0][static_cast<std::size_t>(i)], &line[1][static_cast<std::size_t>(j)],
                        &line[2][static_cast<std::size_t>(k)]});
          continue;
        }
        std::array<Tap, 3> own;
        for (std::size_t a = 0; a < 3; ++a)
          own[a] = tap(first[a] + step[0][a] * static_cast<double>(i) + step[1][a] * static_cast<double>(j) +
                           step[2][a] * static_cast<double>(k),
                       source.size[a]);
        visit(v, Taps{&own[0], &own[1], &own[2]});
      }
}

bool inside(const Taps& t) { return t[0]->inside && t[1]->inside && t[2]->inside; }

// Neighbours of weight 0 are left out, so that a not-a-number beside a voxel centre does not spread onto it.
template <typename T>
double linear(const Geometry& grid, const std::vector<T>& voxels, const Taps& t) {
  double sum = 0;
  for (int corner = 0; corner < 8; ++corner) {
    double weight = 1;
    std::array<std::int64_t, 3> at{};
    for (int a = 0; a < 3; ++a) {
      const bool up = (corner >> a) & 1;
      weight *= up ? t[a]->weight : 1 - t[a]->weight;
      at[a] = up ? t[a]->upper : t[a]->lower;
    }
    if (weight > 0) sum += weight * static_cast<double>(voxels[grid.index(at[0], at[1], at[2])]);
  }
  return sum;
}

template <typename T>
T nearest(const Geometry& grid, const std::vector<T>& voxels, const Taps& t) {
  const auto pick = [](const Tap& one) { return one.weight >= 0.5 ? one.upper : one.lower; };
  return voxels[grid.index(pick(*t[0]), pick(*t[1]), pick(*t[2]))];
}

}  // namespace

Geometry resampled_grid(const Geometry& grid, const Spacing& spacing) {
  static constexpr const char* names[] = {"x", "y", "z"};
  Geometry out = grid;
  double voxels = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    if (spacing[a]) {
      if (!(*spacing[a] > 0) || !std::isfinite(*spacing[a]))
        throw ImageError(
            "resample-spacing", {},
            fmt::format("spacing along {} is {:g} mm, a value above 0 is expected", names[a], *spacing[a]));
      out.spacing[a] = *spacing[a];
      // The slack keeps a field of view that is a whole number of voxels from growing by one through rounding
      // (float32 headers: 3.2699999 mm).
      const double wanted = static_cast<double>(grid.size[a]) * grid.spacing[a] / *spacing[a];
      out.size[a] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(std::min(wanted - 1e-5, 1e12))));
    }
    voxels *= static_cast<double>(out.size[a]);
  }
  if (voxels > static_cast<double>(std::numeric_limits<std::int32_t>::max()))
    throw ImageError(
        "resample-spacing", {},
        fmt::format("the new grid would have {} x {} x {} voxels, 2147483647 are the most: ask for a wider spacing",
                    out.size[0], out.size[1], out.size[2]));
  Point corner{};
  for (std::size_t a = 0; a < 3; ++a)
    corner[a] = (0.5 * static_cast<double>(grid.size[a] - 1) * grid.spacing[a] -
                 0.5 * static_cast<double>(out.size[a] - 1) * out.spacing[a]) /
                grid.spacing[a];
  out.origin = centre_of(grid, corner);
  return out;
}

engine::Image resample(const engine::Image& image, const Geometry& target, const ImageResampling& how) {
  engine::Image out{target, std::vector<float>(target.voxels(), std::numeric_limits<float>::quiet_NaN())};
  const auto put = [&](std::size_t v, double value) {
    out.voxels[v] = static_cast<float>(how.round ? std::nearbyint(value) : value);
  };
  if (how.method == ImageInterpolation::bspline) {
    require_finite(image, "B-spline interpolation");
    const BSpline spline(image);
    for_each_voxel(image.geometry, target, [&](std::size_t v, const Taps& t) {
      if (inside(t)) put(v, spline.at({t[0]->at, t[1]->at, t[2]->at}));
    });
  } else if (how.method == ImageInterpolation::linear) {
    for_each_voxel(image.geometry, target, [&](std::size_t v, const Taps& t) {
      if (inside(t)) put(v, linear(image.geometry, image.voxels, t));
    });
  } else {
    for_each_voxel(image.geometry, target, [&](std::size_t v, const Taps& t) {
      if (inside(t)) put(v, nearest(image.geometry, image.voxels, t));
    });
  }
  return out;
}

engine::Mask resample(const engine::Mask& mask, const Geometry& target, MaskInterpolation method, double threshold) {
  engine::Mask out{target, std::vector<std::uint8_t>(target.voxels(), 0)};
  for_each_voxel(mask.geometry, target, [&](std::size_t v, const Taps& t) {
    if (!inside(t)) return;
    const bool in = method == MaskInterpolation::nearest
                        ? nearest(mask.geometry, mask.voxels, t) != 0
                        : linear(mask.geometry, mask.voxels, t) >= threshold - kThresholdSlack;
    out.voxels[v] = in ? 1 : 0;
  });
  return out;
}

engine::Case resample(const engine::Case& subject, const CaseResampling& how) {
  const auto chosen = how.grid_of.empty() ? subject.scans.begin() : subject.scans.find(how.grid_of);
  if (chosen == subject.scans.end())
    throw ImageError("resample-spacing", {},
                     how.grid_of.empty()
                         ? "there is no scan whose grid could be resampled"
                         : fmt::format("there is no scan `{}` whose grid could be resampled", how.grid_of));
  const Geometry target = resampled_grid(chosen->second.image.geometry, how.spacing);
  engine::Case out = subject;
  for (auto& [name, scan] : out.scans) scan.image = resample(scan.image, target, {how.image, scan.modality == "CT"});
  for (auto& [name, region] : out.regions) {
    const std::size_t before = count(region.mask);
    region.mask = resample(region.mask, target, how.mask, how.threshold);
    if (count(region.mask) == 0)
      throw ImageError(
          "mask-empty", {},
          fmt::format("region `{}` has {} voxels before and none after resampling to {:g} x {:g} x {:g} mm", name,
                      before, target.spacing[0], target.spacing[1], target.spacing[2]));
    for (auto& [scan, mask] : region.intensity) mask = resample(mask, target, how.mask, how.threshold);
  }
  return out;
}

}  // namespace rgx::stdlib
