#include "stdlib/features/morphology.hpp"

#include <numbers>
#include <stdexcept>

#include "stdlib/features/convex_hull.hpp"
#include "stdlib/features/mesh.hpp"
#include "stdlib/features/spatial_autocorrelation.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

engine::Mask block(std::int64_t x, std::int64_t y, std::int64_t z, std::array<double, 3> spacing = {1, 1, 1}) {
  engine::Mask mask;
  mask.geometry.size = {x, y, z};
  mask.geometry.spacing = spacing;
  mask.voxels.assign(mask.geometry.voxels(), 1);
  return mask;
}

}  // namespace

TEST_CASE("the mesh of a block is the block with its edges cut by half a voxel") {
  const MeshSize size = mesh_size(crop(block(4, 5, 6, {1, 2, 3})));
  // An edge loses a triangular prism of 1/8 a voxel along its n - 1 cubes, a corner 1/8 less the 1/48 tetrahedron it
  // keeps.
  const double edges = 4 * (3 + 4 + 5), voxel = 6;
  CHECK(size.volume == doctest::Approx(voxel * (4 * 5 * 6 - edges / 8 - 8 * (1.0 / 8 - 1.0 / 48))));
  CHECK(hull_volume(convex_hull(extreme_vertices(crop(block(4, 5, 6)))), {0.5, 0.5, 0.5}) > 0);
}

TEST_CASE("every cube case closes: random masks have volumes below their hull and above nothing") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    engine::Mask mask = block(9, 8, 7);
    for (std::size_t i = 0; i < mask.voxels.size(); ++i)
      mask.voxels[i] = test::scramble(seed * 1000 + static_cast<std::uint32_t>(i)) % 3 == 0;
    const Roi roi = crop(mask);
    const MeshSize size = mesh_size(roi);
    // A closed surface moved away from the origin keeps its volume.
    const Roi wide = crop(mask, 6);
    CHECK(mesh_size(wide).volume == doctest::Approx(size.volume).epsilon(1e-12));
    // Isolated voxels have 1/6, a filled one 1.
    CHECK(size.volume > static_cast<double>(roi.count()) / 6 - 1e-9);
    CHECK(size.volume < static_cast<double>(roi.count()));
    const Hull hull = convex_hull(extreme_vertices(roi));
    CHECK(hull_volume(hull, {0.5, 0.5, 0.5}) > size.volume);
    // Euler: a closed triangulated sphere has 2 v - 4 faces.
    CHECK(hull.triangles.size() == 2 * hull.points.size() - 4);
  }
}

TEST_CASE("a ball has the features of a ball") {
  engine::Mask mask = block(45, 45, 45);
  for (int k = 0; k < 45; ++k) {
    for (int j = 0; j < 45; ++j) {
      for (int i = 0; i < 45; ++i) {
        const int r2 = (i - 22) * (i - 22) + (j - 22) * (j - 22) + (k - 22) * (k - 22);
        mask.voxels[mask.geometry.index(i, j, k)] = r2 <= 400;
      }
    }
  }
  const auto v = geometry(crop(mask));
  const double ball = 4.0 / 3 * std::numbers::pi * 8000;
  CHECK(v[0].value == doctest::Approx(ball).epsilon(0.01));  // volume_mesh
  CHECK(v[11].value == doctest::Approx(41).epsilon(0.01));   // maximum_3d_diameter, half a voxel on each side
  CHECK(v[21].value == doctest::Approx(1).epsilon(1e-9));    // elongation
  CHECK(v[23].value == doctest::Approx(std::pow(1.25, 1.5))
                           .epsilon(0.01));  // volume density, enclosing ellipsoid: semi-axis 2 r / sqrt 5
  CHECK(v[7].value > 0.9);                   // sphericity
  CHECK(v[7].value < 1);
}

TEST_CASE("a hull of coplanar points is refused, one with many on its faces is exact") {
  CHECK_THROWS_AS(convex_hull({{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}}), std::invalid_argument);
  std::vector<std::array<std::int32_t, 3>> grid;
  for (int k = 0; k <= 4; ++k) {
    for (int j = 0; j <= 4; ++j) {
      for (int i = 0; i <= 4; ++i) grid.push_back({i, j, k});
    }
  }
  const Hull hull = convex_hull(grid);
  CHECK(hull_volume(hull, {1, 1, 1}) == doctest::Approx(64));
  CHECK(hull_area(hull, {1, 2, 3}) == doctest::Approx(2 * 16 * (2 + 3 + 6)));
  CHECK(hull_diameter(hull, {1, 1, 1}) == doctest::Approx(std::sqrt(48.0)));
}

TEST_CASE("pairs added up by Fourier transform equal pairs added up one by one") {
  const engine::Case subject = test::lump({14, 13, 12}, {0, 0, 0}, {0.9, 1.1, 2.5});
  const auto& mask = subject.regions.at("gtv").mask;
  const Roi roi = crop(mask);
  const auto intensity = intensities(subject.scans.at("CT").image, mask, roi);
  std::vector<double> centred;
  for (const float x : intensity) centred.push_back(x - 3.4);
  const PairSums a = pair_sums_direct(roi, centred), b = pair_sums_fourier(roi, centred);
  CHECK(b.weight == doctest::Approx(a.weight).epsilon(1e-12));
  CHECK(b.product == doctest::Approx(a.product).epsilon(1e-10));
  CHECK(b.square == doctest::Approx(a.square).epsilon(1e-12));
}
