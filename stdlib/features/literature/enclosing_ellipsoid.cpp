#include "stdlib/features/literature/enclosing_ellipsoid.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "stdlib/features/convex_hull.hpp"

namespace rgx::features {

namespace {

constexpr double kTolerance = 1e-8;
constexpr int kSteps = 200000;

// Volume of the smallest ellipsoid around points that span D dimensions, over that of the unit ball.
template <int D>
double smallest_ellipsoid(const std::vector<Eigen::Matrix<double, D, 1>>& points) {
  using Lifted = Eigen::Matrix<double, D + 1, 1>;
  using Square = Eigen::Matrix<double, D + 1, D + 1>;
  constexpr double n = D + 1;
  std::vector<Lifted> q;
  q.reserve(points.size());
  for (const auto& p : points) q.push_back((Lifted() << p, 1.0).finished());

  // Weights start on the extreme points along each axis (Kumar & Yildirim 2005): few supports, fast steps.
  std::vector<double> weight(points.size(), 0);
  for (int axis = 0; axis < D; ++axis) {
    const auto less = [axis](const auto& a, const auto& b) { return a[axis] < b[axis]; };
    const auto [low, high] = std::minmax_element(points.begin(), points.end(), less);
    weight[static_cast<std::size_t>(low - points.begin())] += 1;
    weight[static_cast<std::size_t>(high - points.begin())] += 1;
  }
  // Extremes along the axes may lie in one plane; a little of every point makes the first matrix regular.
  double total = 0;
  for (double& w : weight) total += w += 1e-3 / static_cast<double>(points.size());
  for (double& w : weight) w /= total;

  Square moment;
  double farthest = 0;
  for (int step = 0; step < kSteps; ++step) {
    moment.setZero();
    for (std::size_t i = 0; i < q.size(); ++i) {
      if (weight[i] > 0) moment += weight[i] * q[i] * q[i].transpose();
    }
    const Square inverse = moment.inverse();
    std::size_t far = 0, near = 0;
    double nearest = INFINITY;
    farthest = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
      const double distance = q[i].dot(inverse * q[i]);
      if (distance > farthest) {
        farthest = distance;
        far = i;
      }
      if (weight[i] > 0 && distance < nearest) {
        nearest = distance;
        near = i;
      }
    }
    const double above = farthest / n - 1, below = 1 - nearest / n;
    if (std::max(above, below) <= kTolerance) break;
    if (above > below) {
      const double share = above / (farthest - 1);
      for (double& w : weight) w *= 1 - share;
      weight[far] += share;
    } else {
      const double all = weight[near] / (1 - weight[near]);  // the step that drops the point
      const double best = nearest > 1 ? below / (nearest - 1) : all;
      const double share = std::min(all, best);
      for (double& w : weight) w *= 1 + share;
      weight[near] = share == all ? 0 : weight[near] - share;
    }
  }
  // M of the lifted points has the determinant of the covariance of the weighted points; the squared distance of a
  // point in that metric is its lifted distance less 1.
  return std::sqrt(moment.determinant()) * std::pow(farthest - 1, D / 2.0);
}

// Corners of the first and last voxel of every row of the slices [first, last), in half voxels.
std::vector<std::array<std::int32_t, 3>> corners(const Roi& roi, std::uint32_t first, std::uint32_t last) {
  std::vector<std::array<std::int32_t, 3>> out;
  const auto add = [&](std::uint32_t voxel, int side) {
    const auto p = roi.position(voxel);
    for (const int y : {-1, 1}) {
      for (const int z : {-1, 1}) out.push_back({2 * p[0] + side, 2 * p[1] + y, 2 * p[2] + z});
    }
  };
  const auto row = [&](std::uint32_t v) { return roi.voxels[v] / static_cast<std::uint32_t>(roi.size[0]); };
  for (std::uint32_t v = first; v < last; ++v) {
    if (v == first || row(v - 1) != row(v)) add(roi.voxels[v], -1);
    if (v + 1 == last || row(v + 1) != row(v)) add(roi.voxels[v], 1);
  }
  return out;
}

}  // namespace

double enclosing_ellipsoid_volume(const Roi& roi) {
  if (roi.count() == 0) return 0;
  const Hull hull = convex_hull(corners(roi, 0, static_cast<std::uint32_t>(roi.count())));
  // The smallest ellipsoid goes along with any linear map: found in half voxels from the box's middle, scaled to mm.
  std::vector<Eigen::Vector3d> points;
  for (const auto& p : hull.points) points.emplace_back(p[0] - roi.size[0], p[1] - roi.size[1], p[2] - roi.size[2]);
  const double unit = roi.spacing[0] * roi.spacing[1] * roi.spacing[2] / 8;
  return 4 * std::numbers::pi / 3 * unit * smallest_ellipsoid<3>(points);
}

double enclosing_ellipse_area(const Roi& roi, int slice) {
  if (slice < 0 || static_cast<std::size_t>(slice) + 1 >= roi.slices.size()) return 0;
  const auto z = static_cast<std::size_t>(slice);
  if (roi.slices[z] == roi.slices[z + 1]) return 0;
  // The hull of the slice's voxels as a slab: its corners above and below are the same polygon twice.
  const Hull hull = convex_hull(corners(roi, roi.slices[z], roi.slices[z + 1]));
  std::vector<Eigen::Vector2d> points;
  for (const auto& p : hull.points) {
    if (p[2] > 2 * slice) points.emplace_back(p[0] - roi.size[0], p[1] - roi.size[1]);
  }
  return std::numbers::pi * roi.spacing[0] * roi.spacing[1] / 4 * smallest_ellipsoid<2>(points);
}

}  // namespace rgx::features
