#include "stdlib/features/pyradiomics/shape.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "stdlib/features/diameter.hpp"
#include "stdlib/features/pyradiomics/mesh.hpp"

namespace rgx::features::pyradiomics {

namespace {

// Eigenvalues of the covariance of voxel centres, smallest first, in mm2. Sums of whole coordinates and of their
// products are exact: 2^31 voxels of coordinates below 2^16 fit.
Eigen::Vector3d eigenvalues(const Roi& region) {
  std::array<std::int64_t, 3> sum{0, 0, 0};
  std::array<std::int64_t, 6> product{};  // xx, yy, zz, xy, xz, yz
  std::size_t i = 0;
  while (i < region.voxels.size()) {
    // Along a row only x changes.
    const auto p = region.position(region.voxels[i]);
    const std::uint32_t row = region.voxels[i] - static_cast<std::uint32_t>(p[0]);
    const std::uint32_t end = row + static_cast<std::uint32_t>(region.size[0]);
    std::int64_t n = 0, x = 0, xx = 0;
    for (; i < region.voxels.size() && region.voxels[i] < end; ++i) {
      const std::int64_t at = region.voxels[i] - row;
      ++n;
      x += at;
      xx += at * at;
    }
    const std::int64_t y = p[1], z = p[2];
    sum[0] += x;
    sum[1] += n * y;
    sum[2] += n * z;
    product[0] += xx;
    product[1] += n * y * y;
    product[2] += n * z * z;
    product[3] += x * y;
    product[4] += x * z;
    product[5] += n * y * z;
  }
  const auto n = static_cast<double>(region.count());
  const auto covariance = [&](std::size_t a, std::size_t b, std::int64_t ab) {
    // (N sum ab - sum a sum b) / N^2 without cancellation: the difference is taken in whole numbers of 128 bits.
    __extension__ using Wide = __int128;
    const Wide exact = static_cast<Wide>(region.count()) * ab - static_cast<Wide>(sum[a]) * sum[b];
    return static_cast<double>(exact) / n / n * region.spacing[a] * region.spacing[b];
  };
  Eigen::Matrix3d m;
  m << covariance(0, 0, product[0]), covariance(0, 1, product[3]), covariance(0, 2, product[4]),
      covariance(1, 0, product[3]), covariance(1, 1, product[1]), covariance(1, 2, product[5]),
      covariance(2, 0, product[4]), covariance(2, 1, product[5]), covariance(2, 2, product[2]);
  Eigen::Vector3d values = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(m, Eigen::EigenvaluesOnly).eigenvalues();
  // A plane of voxels has an eigenvalue of zero; what rounding leaves of it is no axis.
  for (int a = 0; a < 3; ++a) values[a] = values[a] > 1e-12 * values[2] ? values[a] : 0;
  return values;
}

}  // namespace

std::array<Value, kShape> shape(const Roi& region, const stats::ParallelFor& parallel) {
  std::array<Value, kShape> out;
  if (region.count() == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  MeshSize mesh;
  MeshDiameters length;
  Eigen::Vector3d axis;
  parallel(3, [&](std::size_t part) {
    if (part == 0) length = mesh_diameters(region);
    if (part == 1) mesh = mesh_size(region);
    if (part == 2) axis = eigenvalues(region);
  });
  const auto ratio = [&](double above) {
    return axis[2] > 0 ? Value::of(std::sqrt(above / axis[2])) : Value::missing(Reason::single_voxel);
  };
  const auto& s = region.spacing;
  out = {ratio(axis[1]),
         ratio(axis[0]),
         Value::of(4 * std::sqrt(axis[0])),
         Value::of(4 * std::sqrt(axis[2])),
         Value::of(length.in_plane[1]),
         Value::of(length.in_plane[0]),
         Value::of(length.in_plane[2]),
         Value::of(length.overall),
         Value::of(mesh.volume),
         Value::of(4 * std::sqrt(axis[1])),
         Value::of(std::cbrt(36 * std::numbers::pi * mesh.volume * mesh.volume) / mesh.area),
         Value::of(mesh.area),
         Value::of(mesh.area / mesh.volume),
         Value::of(static_cast<double>(region.count()) * (s[0] * s[1] * s[2]))};
  return out;
}

}  // namespace rgx::features::pyradiomics
