#include "stdlib/features/morphology.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "stdlib/features/convex_hull.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/mesh.hpp"
#include "stdlib/features/spatial_autocorrelation.hpp"

namespace rgx::features {

namespace {

using std::numbers::pi;

struct Moments {
  std::array<double, 3> mean{0, 0, 0};         // voxels of the box
  std::array<double, 3> eigenvalues{0, 0, 0};  // mm2, largest first
};

Moments moments(const Roi& roi) {
  // Whole-number sums are exact: 2^31 voxels of coordinates below 2^16 fit.
  std::array<std::int64_t, 3> sum{0, 0, 0};
  for (const std::uint32_t voxel : roi.voxels) {
    const auto p = roi.position(voxel);
    for (std::size_t a = 0; a < 3; ++a) sum[a] += p[a];
  }
  const auto n = static_cast<double>(roi.count());
  Moments out;
  for (std::size_t a = 0; a < 3; ++a) out.mean[a] = static_cast<double>(sum[a]) / n;
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  for (const std::uint32_t voxel : roi.voxels) {
    const auto p = roi.position(voxel);
    const Eigen::Vector3d d{(p[0] - out.mean[0]) * roi.spacing[0], (p[1] - out.mean[1]) * roi.spacing[1],
                            (p[2] - out.mean[2]) * roi.spacing[2]};
    covariance += d * d.transpose();
  }
  // The consensus values (digital phantom: 9.31 and 8.54 mm) have N - 1 in the denominator.
  if (roi.count() > 1) covariance /= n - 1;
  const Eigen::Vector3d values =
      Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(covariance, Eigen::EigenvaluesOnly).eigenvalues();
  for (int a = 0; a < 3; ++a) {
    // A plane of voxels has an eigenvalue of zero; what rounding leaves of it is no axis.
    const double value = values[2 - a];
    out.eigenvalues[static_cast<std::size_t>(a)] = value > 1e-12 * values[2] ? value : 0;
  }
  return out;
}

// Area of an ellipsoid with semi-axes a >= b >= c by IBSI's Legendre series to degree 20. The recurrence runs on
// (alpha beta)^n P_n, which stays finite where alpha or beta is zero.
double ellipsoid_area(double a, double b, double c) {
  const double alpha2 = 1 - b * b / (a * a), beta2 = 1 - c * c / (a * a);
  const double half_sum = (alpha2 + beta2) / 2, product = alpha2 * beta2;
  double before = 1, now = half_sum, sum = 1;
  for (int n = 1; n <= 20; ++n) {
    sum += now / (1 - 4.0 * n * n);
    const double next = ((2 * n + 1) * half_sum * now - n * product * before) / (n + 1);
    before = now;
    now = next;
  }
  return 4 * pi * a * b * sum;
}

class Table {
 public:
  Table() {
    const auto features = features_of(Family::shape);
    for (std::size_t i = 0; i < features.size(); ++i) names_[i] = features[i].name;
  }
  void set(std::string_view name, Value value) {
    values_[static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin())] = value;
  }
  void set(std::string_view name, double value) { set(name, Value::of(value)); }
  const std::array<Value, kShapeFeatures>& values() const { return values_; }

 private:
  std::array<std::string_view, kShapeFeatures> names_;
  std::array<Value, kShapeFeatures> values_;
};

}  // namespace

std::array<Value, kShapeFeatures> geometry(const Roi& region) {
  if (region.count() == 0) {
    std::array<Value, kShapeFeatures> out;
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  const auto& s = region.spacing;
  const auto [area, volume] = mesh_size(region);
  const double sphere = std::cbrt(36 * pi * volume * volume);  // area of the sphere of that volume
  Table t;
  t.set("volume_mesh", volume);
  t.set("volume_voxel", static_cast<double>(region.count()) * s[0] * s[1] * s[2]);
  t.set("surface_area", area);
  t.set("surface_to_volume_ratio", area / volume);
  t.set("compactness_1", volume / (std::sqrt(pi) * std::pow(area, 1.5)));
  t.set("compactness_2", 36 * pi * volume * volume / (area * area * area));
  t.set("spherical_disproportion", area / sphere);
  t.set("sphericity", sphere / area);
  t.set("asphericity", area / sphere - 1);

  const auto vertices = extreme_vertices(region);
  const Hull hull = convex_hull(vertices);
  const std::array<double, 3> half{s[0] / 2, s[1] / 2, s[2] / 2};
  t.set("maximum_3d_diameter", hull_diameter(hull, half));
  t.set("convex_hull_volume_density", volume / hull_volume(hull, half));
  t.set("convex_hull_area_density", area / hull_area(hull, half));

  // The mesh reaches half a voxel beyond the outermost centres: as many voxels as the region is wide.
  std::array<double, 3> box{};
  for (std::size_t a = 0; a < 3; ++a) box[a] = (region.size[a] - 2 * region.margin) * s[a];
  t.set("axis_aligned_bounding_box_volume_density", volume / (box[0] * box[1] * box[2]));
  t.set("axis_aligned_bounding_box_area_density", area / (2 * (box[0] * box[1] + box[1] * box[2] + box[2] * box[0])));

  const Moments m = moments(region);
  const double a = 2 * std::sqrt(m.eigenvalues[0]), b = 2 * std::sqrt(m.eigenvalues[1]),
               c = 2 * std::sqrt(m.eigenvalues[2]);
  t.set("major_axis_length", 2 * a);
  t.set("minor_axis_length", 2 * b);
  t.set("shortest_axis_length", 2 * c);
  const Value single = Value::missing(Reason::single_voxel);
  t.set("elongation", a > 0 ? Value::of(b / a) : single);
  t.set("flatness", a > 0 ? Value::of(c / a) : single);
  const Value no_ellipsoid = a > 0 ? Value::missing(Reason::planar_region) : single;
  t.set("approximate_enclosing_ellipsoid_volume_density",
        c > 0 ? Value::of(3 * volume / (4 * pi * a * b * c)) : no_ellipsoid);
  t.set("approximate_enclosing_ellipsoid_area_density",
        c > 0 ? Value::of(area / ellipsoid_area(a, b, c)) : no_ellipsoid);
  return t.values();
}

std::array<Value, 4> intensity_geometry(const Roi& region, const Roi& of_intensity, std::span<const float> intensity,
                                        double mesh_volume) {
  std::array<Value, 4> out;
  if (region.count() == 0 || of_intensity.count() == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  if (!std::all_of(intensity.begin(), intensity.end(), [](float x) { return std::isfinite(x); })) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  double total = 0;
  std::array<double, 3> weighted{0, 0, 0};
  for (std::size_t i = 0; i < intensity.size(); ++i) {
    const auto p = of_intensity.position(of_intensity.voxels[i]);
    total += intensity[i];
    for (std::size_t a = 0; a < 3; ++a) weighted[a] += static_cast<double>(intensity[i]) * p[a];
  }
  if (total == 0) {
    out[0] = Value::missing(Reason::zero_denominator);
  } else {
    const Moments m = moments(region);
    std::array<double, 3> d{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double geometric = m.mean[a] + region.corner[a];
      d[a] = (weighted[a] / total + of_intensity.corner[a] - geometric) * region.spacing[a];
    }
    out[0] = Value::of(std::hypot(d[0], d[1], d[2]));
  }
  out[1] = Value::of(mesh_volume * total / static_cast<double>(intensity.size()));
  const Autocorrelation spatial = autocorrelation(of_intensity, intensity);
  out[2] = spatial.morans_i;
  out[3] = spatial.gearys_c;
  return out;
}

}  // namespace rgx::features
