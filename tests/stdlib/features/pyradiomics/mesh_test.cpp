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

TEST_CASE("pyradiomics: the mesh counted by case agrees with cube by cube") {
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
  mask.voxels[13] = 1;
  // An octahedron with half axes 0.5, 1, 1.5: volume 4/3 abc, area 8 triangles.
  const auto size = py::mesh_size(crop(mask));
  CHECK(size.volume == doctest::Approx(4.0 / 3 * 0.5 * 1 * 1.5));
  CHECK(size.area == doctest::Approx(7));  // PyRadiomics: 7.0
}
