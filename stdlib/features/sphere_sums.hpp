#pragma once
// A sphere of voxels, and approximate sums over it around every voxel of a box.
#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "stats/base/parallel.hpp"

namespace rgx::features {

// Voxels whose centres lie within `radius` mm of a centre, as rows along x: the row at (y, z) reaches from -half to
// half.
struct Sphere {
  struct Row {
    int y, z, half;
  };
  std::array<int, 3> reach{0, 0, 0};
  std::vector<Row> rows;  // by z, then y
  std::int64_t voxels = 0;
};
// No farther than an image of `size` voxels goes: with a spacing of micrometres the sphere has more rows than memory
// holds.
Sphere sphere_of(double radius, const std::array<double, 3>& spacing, const std::array<std::int64_t, 3>& size);

// For every voxel of a box of `size` the sum of a field over the sphere around it, in single precision, x fastest.
// row(x, y, z, n, out) writes the field at (x, y, z) .. (x + n - 1, y, z), in voxels from the box's first, negative or
// beyond the box as far as the sphere reaches. Windows along x are added up first, then rows to discs, discs to
// spheres: a sum is off by at most rounding_steps(sphere) * 2^-24 times the sum of the magnitudes.
using FieldRow = std::function<void(int x, int y, int z, int n, float* out)>;
std::vector<float> sphere_sums(const Sphere& sphere, const std::array<int, 3>& size, const FieldRow& row,
                               const stats::ParallelFor& parallel);
int rounding_steps(const Sphere& sphere);

}  // namespace rgx::features
