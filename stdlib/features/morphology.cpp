#include "stdlib/features/morphology.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "stdlib/features/bit_rows.hpp"
#include "stdlib/features/convex_hull.hpp"
#include "stdlib/features/enclosing.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/intensity.hpp"
#include "stdlib/features/mesh.hpp"
#include "stdlib/features/spatial_autocorrelation.hpp"

namespace rgx::features {

namespace {

using std::numbers::pi;

struct Moments {
  std::array<double, 3> mean{0, 0, 0};         // voxels of the box
  std::array<double, 3> eigenvalues{0, 0, 0};  // mm2, largest first
};

__extension__ typedef __int128 Wide;  // sums of squares of 2^31 coordinates

// Sums over runs of voxels in whole numbers, so the covariance is exact up to its last rounding.
Moments moments(const BitRows& bits, const std::array<double, 3>& spacing) {
  std::array<Wide, 3> sum{0, 0, 0};
  std::array<std::array<Wide, 3>, 3> product{};
  Wide n = 0;
  for (int z = 0; z < bits.size[2]; ++z) {
    for (int y = 0; y < bits.size[1]; ++y) {
      Wide count = 0, x = 0, xx = 0;
      for_runs(bits.row(y, z), bits.words, [&](int first, int last) {
        // Sums of k and k^2 for k up to `first - 1` and up to `last`.
        const auto ones = [](Wide k) { return k * (k + 1) / 2; };
        const auto squares = [](Wide k) { return k * (k + 1) * (2 * k + 1) / 6; };
        count += last - first + 1;
        x += ones(last) - ones(first - 1);
        xx += squares(last) - squares(first - 1);
      });
      n += count;
      const std::array<Wide, 3> row{x, count * y, count * z};
      for (std::size_t a = 0; a < 3; ++a) sum[a] += row[a];
      product[0][0] += xx;
      product[0][1] += x * y;
      product[0][2] += x * z;
      product[1][1] += row[1] * y;
      product[1][2] += row[1] * z;
      product[2][2] += row[2] * z;
    }
  }
  Moments out;
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  for (std::size_t a = 0; a < 3; ++a) {
    out.mean[a] = static_cast<double>(sum[a]) / static_cast<double>(n);
    for (std::size_t b = a; b < 3; ++b) {
      // The consensus values (digital phantom: 9.31 and 8.54 mm) have N - 1 in the denominator.
      const double scatter = static_cast<double>(n * product[a][b] - sum[a] * sum[b]) / static_cast<double>(n);
      const double value = n > 1 ? scatter / static_cast<double>(n - 1) * spacing[a] * spacing[b] : 0;
      covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b)) = value;
      covariance(static_cast<Eigen::Index>(b), static_cast<Eigen::Index>(a)) = value;
    }
  }
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

std::array<Value, kShapeFeatures> geometry(const Roi& region, const engine::ParallelFor& parallel) {
  if (region.count() == 0) {
    std::array<Value, kShapeFeatures> out;
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  const auto& s = region.spacing;
  const BitRows bits = pack(region);
  const auto [area, volume] = mesh_size(bits, s);
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

  const Hull hull = convex_hull(extreme_vertices(bits));
  const std::array<double, 3> half{s[0] / 2, s[1] / 2, s[2] / 2};
  t.set("maximum_3d_diameter", hull_diameter(hull, half));
  t.set("convex_hull_volume_density", volume / hull_volume(hull, half));
  t.set("convex_hull_area_density", area / hull_area(hull, half));

  // The mesh reaches half a voxel beyond the outermost centres: as many voxels as the region is wide.
  std::array<double, 3> box{};
  for (std::size_t a = 0; a < 3; ++a) box[a] = (region.size[a] - 2 * region.margin) * s[a];
  t.set("axis_aligned_bounding_box_volume_density", volume / (box[0] * box[1] * box[2]));
  t.set("axis_aligned_bounding_box_area_density", area / (2 * (box[0] * box[1] + box[1] * box[2] + box[2] * box[0])));

  const Box smallest = smallest_box(hull, half, parallel);
  t.set("oriented_minimum_bounding_box_volume_density", volume / smallest.volume());
  t.set("oriented_minimum_bounding_box_area_density", area / smallest.area());
  const auto axes = smallest_ellipsoid(hull, half);
  t.set("minimum_volume_enclosing_ellipsoid_volume_density", 3 * volume / (4 * pi * axes[0] * axes[1] * axes[2]));
  t.set("minimum_volume_enclosing_ellipsoid_area_density", area / ellipsoid_area(axes[0], axes[1], axes[2]));

  const Moments m = moments(bits, s);
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
                                        double mesh_volume, const engine::ParallelFor& parallel) {
  std::array<Value, 4> out;
  if (region.count() == 0 || of_intensity.count() == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  if (!all_finite(intensity)) {
    out.fill(Value::missing(Reason::not_finite));
    return out;
  }
  // A slice at a time, voxel by voxel within it; slices are joined in their order.
  struct Sums {
    double total = 0;
    std::array<double, 3> weighted{0, 0, 0};
  };
  std::vector<Sums> slices(of_intensity.slices.empty() ? 0 : of_intensity.slices.size() - 1);
  parallel(slices.size(), [&](std::size_t z) {
    Sums sums;
    const std::uint32_t end = of_intensity.slices[z + 1];
    const auto width = static_cast<std::uint32_t>(of_intensity.size[0]);
    for (std::uint32_t i = of_intensity.slices[z]; i < end;) {
      const std::uint32_t row = of_intensity.voxels[i] / width;
      double in_row = 0, along = 0;
      for (; i < end && of_intensity.voxels[i] < (row + 1) * width; ++i) {
        in_row += intensity[i];
        along += static_cast<double>(intensity[i]) * (of_intensity.voxels[i] - row * width);
      }
      sums.total += in_row;
      sums.weighted[0] += along;
      sums.weighted[1] += in_row * (row % static_cast<std::uint32_t>(of_intensity.size[1]));
    }
    sums.weighted[2] = sums.total * static_cast<double>(z);
    slices[z] = sums;
  });
  double total = 0;
  std::array<double, 3> weighted{0, 0, 0};
  for (const Sums& sums : slices) {
    total += sums.total;
    for (std::size_t a = 0; a < 3; ++a) weighted[a] += sums.weighted[a];
  }
  if (total == 0) {
    out[0] = Value::missing(Reason::zero_denominator);
  } else {
    const Moments m = moments(pack(region), region.spacing);
    std::array<double, 3> d{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double geometric = m.mean[a] + region.corner[a];
      d[a] = (weighted[a] / total + of_intensity.corner[a] - geometric) * region.spacing[a];
    }
    out[0] = Value::of(std::hypot(d[0], d[1], d[2]));
  }
  out[1] = Value::of(mesh_volume * total / static_cast<double>(intensity.size()));
  const Autocorrelation spatial = autocorrelation(of_intensity, intensity, parallel);
  out[2] = spatial.morans_i;
  out[3] = spatial.gearys_c;
  return out;
}

}  // namespace rgx::features
