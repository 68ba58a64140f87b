#include "stdlib/perturb/move.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::perturb {
namespace {

using engine::Geometry;
using stdlib::ImageError;
using stdlib::Point;
using Matrix = std::array<double, 9>;  // row-major

Point axis_of(const Geometry& grid, std::size_t axis) {
  return {grid.direction[axis], grid.direction[3 + axis], grid.direction[6 + axis]};
}

// Rodrigues' rotation about the normal of the plane of the first two axes, from the first to the second.
Matrix rotation(const Geometry& grid, double degrees) {
  const Point x = axis_of(grid, 0), y = axis_of(grid, 1);
  Point n{x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
  const double length = std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  for (double& v : n) v /= length;
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  Matrix out{};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t col = 0; col < 3; ++col) out[3 * row + col] = (1 - c) * n[row] * n[col] + (row == col ? c : 0);
  out[1] -= s * n[2];
  out[2] += s * n[1];
  out[3] += s * n[2];
  out[5] -= s * n[0];
  out[6] -= s * n[1];
  out[7] += s * n[0];
  return out;
}

// The voxel of the image nearest to the places that lie beyond its field of view.
void fill_beyond(const engine::Image& source, const Geometry& read, engine::Image& moved) {
  std::size_t v = 0;
  for (std::int64_t k = 0; k < read.size[2]; ++k)
    for (std::int64_t j = 0; j < read.size[1]; ++j)
      for (std::int64_t i = 0; i < read.size[0]; ++i, ++v) {
        if (!std::isnan(moved.voxels[v])) continue;
        const Point at = stdlib::index_of(
            source.geometry,
            stdlib::centre_of(read, {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}));
        std::array<std::int64_t, 3> nearest{};
        for (std::size_t a = 0; a < 3; ++a)
          nearest[a] = std::clamp<std::int64_t>(std::llround(at[a]), 0, source.geometry.size[a] - 1);
        moved.voxels[v] = source.voxels[source.geometry.index(nearest[0], nearest[1], nearest[2])];
      }
}

}  // namespace

Frame frame_of(const engine::Case& subject) {
  Frame frame;
  double n = 0;
  for (const auto& [name, region] : subject.regions) {
    const Geometry& grid = region.mask.geometry;
    if (&region == &subject.regions.begin()->second) frame.grid = grid;
    // The mean index first: one rounding for the grid, none for each voxel.
    Point sum{};
    double inside = 0;
    std::size_t v = 0;
    for (std::int64_t k = 0; k < grid.size[2]; ++k)
      for (std::int64_t j = 0; j < grid.size[1]; ++j)
        for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
          if (!region.mask.voxels[v]) continue;
          sum[0] += static_cast<double>(i);
          sum[1] += static_cast<double>(j);
          sum[2] += static_cast<double>(k);
          ++inside;
        }
    if (inside == 0) continue;
    const Point middle = stdlib::centre_of(grid, {sum[0] / inside, sum[1] / inside, sum[2] / inside});
    for (std::size_t a = 0; a < 3; ++a) frame.centre[a] += inside * middle[a];
    n += inside;
  }
  if (n == 0) throw ImageError("mask-empty", {}, "there is no region with voxels that the case could be turned about");
  for (double& at : frame.centre) at /= n;
  return frame;
}

Geometry seen_from(const Geometry& grid, const Frame& frame, const Motion& motion) {
  const Matrix back = rotation(frame.grid, -motion.angle);
  Point from = grid.origin;
  for (std::size_t a = 0; a < 3; ++a) {
    from[a] -= frame.centre[a];
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (frame.grid.size[axis] > 1)
        from[a] -= motion.fraction[axis] * frame.grid.spacing[axis] * frame.grid.direction[3 * a + axis];
  }
  Geometry out = grid;
  out.origin = frame.centre;
  out.direction = {};
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t k = 0; k < 3; ++k) {
      out.origin[row] += back[3 * row + k] * from[k];
      for (std::size_t col = 0; col < 3; ++col)
        out.direction[3 * row + col] += back[3 * row + k] * grid.direction[3 * k + col];
    }
  return out;
}

void move(engine::Case& subject, const Motion& motion, stdlib::ImageInterpolation how, double threshold) {
  const Frame frame = frame_of(subject);
  for (auto& [name, scan] : subject.scans) {
    const Geometry read = seen_from(scan.image.geometry, frame, motion);
    engine::Image moved = stdlib::resample(scan.image, read, {how, scan.modality == "CT"});
    fill_beyond(scan.image, read, moved);
    scan.image.voxels = std::move(moved.voxels);
  }
  const auto turn = [&](engine::Mask& mask) {
    const Geometry read = seen_from(mask.geometry, frame, motion);
    mask.voxels = stdlib::resample(mask, read, stdlib::MaskInterpolation::linear, threshold).voxels;
  };
  for (auto& [name, region] : subject.regions) {
    const std::size_t before = stdlib::count(region.mask);
    turn(region.mask);
    if (stdlib::count(region.mask) == 0)
      throw ImageError(
          "mask-empty", {},
          fmt::format("region `{}` has {} voxels before and none after a rotation by {:g} degrees and a "
                      "translation by {:g}, {:g}, {:g} voxels",
                      name, before, motion.angle, motion.fraction[0], motion.fraction[1], motion.fraction[2]));
    for (auto& [scan, mask] : region.intensity) turn(mask);
  }
}

}  // namespace rgx::perturb
