#include "stdlib/features/pyradiomics/mesh.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/stdlib/features/pyradiomics/cube_cases.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;
namespace py = rgx::features::pyradiomics;

TEST_CASE("pyradiomics: the rules of the mesh give the area and volume of every case of its table") {
  const std::array<double, 3> spacing{1, 1.3, 1.9}, origin{0, 0, 0};
  for (const auto& row : test::kCubeCases) {
    CAPTURE(row.cube);
    const py::MeshSize size = py::case_size(row.cube, spacing, origin);
    CHECK(std::fabs(size.area - row.area) < 1e-11);
    CHECK(std::fabs(size.volume - row.volume) < 1e-11);
    // The opposite case is the same surface from its other side.
    const py::MeshSize opposite = py::case_size(255 - row.cube, spacing, origin);
    CHECK(std::fabs(opposite.area - row.area) < 1e-11);
    CHECK(std::fabs(opposite.volume + row.volume) < 1e-11);
  }
}

namespace {

// Cube by cube, at its own place.
py::MeshSize slowly(const Roi& roi) {
  py::MeshSize out;
  for (int z = 0; z + 1 < roi.size[2]; ++z) {
    for (int y = 0; y + 1 < roi.size[1]; ++y) {
      for (int x = 0; x + 1 < roi.size[0]; ++x) {
        int cube = 0;
        for (int c = 0; c < 8; ++c) {
          const auto at = (x + (c & 1)) + (y + (c >> 1 & 1)) * roi.step(1) + (z + (c >> 2)) * roi.step(2);
          cube |= roi.inside[static_cast<std::size_t>(at)] << c;
        }
        const int border = roi.margin - 1;
        const auto size = py::case_size(
            cube, roi.spacing,
            {(x - border) * roi.spacing[0], (y - border) * roi.spacing[1], (z - border) * roi.spacing[2]});
        out.area += size.area;
        out.volume += size.volume;
      }
    }
  }
  return out;
}

// Every pair of half-way points.
py::Diameters slowly_far(const Roi& roi) {
  std::vector<std::array<int, 3>> vertices;
  for (const std::uint32_t voxel : roi.voxels) {
    for (std::size_t a = 0; a < 3; ++a) {
      for (const int d : {-1, 1}) {
        if (roi.inside[static_cast<std::size_t>(voxel + d * roi.step(static_cast<int>(a)))] != 0) continue;
        const auto p = roi.position(voxel);
        std::array<int, 3> v{2 * p[0], 2 * p[1], 2 * p[2]};
        v[a] += d;
        vertices.push_back(v);
      }
    }
  }
  py::Diameters out;
  for (const auto& p : vertices) {
    for (const auto& q : vertices) {
      std::array<double, 3> d{};
      for (std::size_t a = 0; a < 3; ++a) d[a] = (p[a] - q[a]) * roi.spacing[a] / 2;
      const double far = std::hypot(d[0], d[1], d[2]);
      out.all = std::max(out.all, far);
      if (p[0] == q[0]) out.row = std::max(out.row, far);
      if (p[1] == q[1]) out.column = std::max(out.column, far);
      if (p[2] == q[2]) out.slice = std::max(out.slice, far);
    }
  }
  return out;
}

// Scattered voxels in a box, so that every case of the cube and every kind of gap occurs.
engine::Mask scattered(std::array<std::int64_t, 3> size, std::uint32_t seed, std::uint32_t one_in) {
  engine::Mask mask;
  mask.geometry.size = size;
  mask.geometry.spacing = {0.7, 1.1, 2.5};
  mask.voxels.resize(mask.geometry.voxels());
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    mask.voxels[i] = test::scramble(static_cast<std::uint32_t>(i) * 2654435761u + seed) % one_in == 0;
  }
  mask.voxels[0] = 1;
  return mask;
}

}  // namespace

TEST_CASE("pyradiomics: the mesh counted by case and the diameters by hulls agree with cube by cube and pair by pair") {
  std::uint32_t seed = 1;
  for (const std::array<std::int64_t, 3> size :
       {std::array<std::int64_t, 3>{19, 6, 5}, {1, 1, 1}, {9, 1, 1}, {1, 7, 3}, {30, 3, 2}, {2, 2, 9}, {12, 11, 1}}) {
    for (const std::uint32_t one_in : {1u, 2u, 5u, 40u}) {
      for (const int margin : {1, 3}) {
        CAPTURE(size[0]);
        CAPTURE(one_in);
        const Roi roi = crop(scattered(size, seed++, one_in), margin);
        const auto fast = py::mesh_size(roi), slow = slowly(roi);
        CHECK(fast.area == doctest::Approx(slow.area).epsilon(1e-12));
        CHECK(fast.volume == doctest::Approx(slow.volume).epsilon(1e-10));
        const auto hulls = py::diameters(roi), pairs = slowly_far(roi);
        CHECK(hulls.slice == doctest::Approx(pairs.slice).epsilon(1e-14));
        CHECK(hulls.column == doctest::Approx(pairs.column).epsilon(1e-14));
        CHECK(hulls.row == doctest::Approx(pairs.row).epsilon(1e-14));
        CHECK(hulls.all == doctest::Approx(pairs.all).epsilon(1e-14));
      }
    }
  }
}

TEST_CASE("pyradiomics: the mesh of one voxel and of nothing") {
  engine::Mask mask;
  mask.geometry.size = {3, 3, 3};
  mask.geometry.spacing = {1, 2, 3};
  mask.voxels.assign(27, 0);
  CHECK(py::mesh_size(crop(mask)).area == 0);
  CHECK(py::diameters(crop(mask)).all == 0);
  mask.voxels[13] = 1;
  // An octahedron with half axes 0.5, 1, 1.5: volume 4/3 abc, area 8 triangles.
  const auto size = py::mesh_size(crop(mask));
  CHECK(size.volume == doctest::Approx(4.0 / 3 * 0.5 * 1 * 1.5));
  CHECK(size.area == doctest::Approx(7));  // PyRadiomics: 7.0
  CHECK(py::diameters(crop(mask)).all == doctest::Approx(3));
}
