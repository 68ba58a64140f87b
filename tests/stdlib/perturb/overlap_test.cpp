#include "stdlib/perturb/overlap.hpp"

#include "tests/stats/cases.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace pe = rgx::perturb;
using namespace rgx::test;

namespace {

rgx::engine::Mask box(const rgx::engine::Geometry& grid, double from, double to) {
  return mask_of_voxels(
      grid, [=](double i, double j, double k) { return i >= from && i < to && j >= 2 && j < 6 && k >= 2 && k < 6; });
}

rgx::engine::Mask listed(const rgx::conformance::Fields& f, const std::string& name) {
  const auto& size = f.at("size");
  auto grid = oblique_grid(static_cast<std::int64_t>(size[0]), static_cast<std::int64_t>(size[1]),
                           static_cast<std::int64_t>(size[2]));
  for (std::size_t a = 0; a < 3; ++a) grid.spacing[a] = f.at("spacing")[a];
  rgx::engine::Mask mask{grid, {}};
  for (const double v : f.at(name)) mask.voxels.push_back(v > 0 ? 1 : 0);
  return mask;
}

}  // namespace

TEST_CASE("cubes shifted by one voxel of 2 mm, by hand") {
  const auto grid = plain_grid(10, 8, 8, 2, 1, 1);
  const auto o = pe::overlap(box(grid, 2, 6), box(grid, 3, 7), 1.9);
  CHECK(o.voxels_a == 64);
  CHECK(o.voxels_b == 64);
  CHECK(o.both == 48);
  CHECK(o.dice == doctest::Approx(0.75).epsilon(1e-15));
  CHECK(o.jaccard == doctest::Approx(0.6).epsilon(1e-15));
  CHECK(o.hausdorff == 2);
  // Of the 56 surface voxels of each cube the face of 16 beyond the other is 2 mm away; the other's face lies 1 mm deep
  // inside, where 4 of its 16 voxels are no surface: 1 mm to the nearest side.
  CHECK(o.hausdorff_95 == 2);
  CHECK(o.mean_distance == doctest::Approx((16 * 2 + 4 * 1) / 56.0).epsilon(1e-15));
  CHECK(o.surface_dice == doctest::Approx(40 / 56.0).epsilon(1e-15));
  CHECK(pe::overlap(box(grid, 2, 6), box(grid, 3, 7), 2).surface_dice == 1);
}

TEST_CASE("the same mask twice agrees wholly, at the edge of the grid too") {
  const auto grid = oblique_grid(6, 6, 6);
  const auto all = mask_of_voxels(grid, [](double i, double, double) { return i < 3; });
  const auto o = pe::overlap(all, all, 0);
  CHECK(o.dice == 1);
  CHECK(o.jaccard == 1);
  CHECK(o.hausdorff == 0);
  CHECK(o.mean_distance == 0);
  CHECK(o.surface_dice == 1);
}

TEST_CASE("a mask without voxels has no surface") {
  const auto grid = plain_grid(9, 8, 8);
  const auto none = mask_of_voxels(grid, [](double, double, double) { return false; });
  const auto one = pe::overlap(box(grid, 2, 6), none, 1);
  CHECK(one.dice == 0);
  CHECK(one.jaccard == 0);
  for (const double v : {one.hausdorff, one.hausdorff_95, one.mean_distance, one.surface_dice}) CHECK(std::isnan(v));
  const auto neither = pe::overlap(none, none, 1);
  CHECK(std::isnan(neither.dice));
  CHECK(std::isnan(neither.jaccard));
}

TEST_CASE("masks of different grids are refused by their names") {
  const auto error =
      error_of([] { pe::overlap(box(plain_grid(9, 8, 8), 2, 6), box(plain_grid(9, 8, 8, 2), 2, 6), 1, "A", "B"); });
  CHECK(error.code() == "geometry-mismatch");
  CHECK(says(error, "A"));
}

TEST_CASE("agreement equals every surface voxel against every other") {
  for (const auto& [name, f] : read_cases("overlap")) {
    CAPTURE(name);
    const auto o = pe::overlap(listed(f, "a"), listed(f, "b"), f.at("tolerance")[0]);
    CHECK(static_cast<double>(o.voxels_a) == f.at("counts")[0]);
    CHECK(static_cast<double>(o.voxels_b) == f.at("counts")[1]);
    CHECK(static_cast<double>(o.both) == f.at("counts")[2]);
    CHECK(relative(o.dice, f.at("dice")[0]) <= 1e-12);
    CHECK(relative(o.jaccard, f.at("jaccard")[0]) <= 1e-12);
    CHECK(relative(o.hausdorff, f.at("hausdorff")[0]) <= 1e-12);
    CHECK(relative(o.hausdorff_95, f.at("hausdorff_95")[0]) <= 1e-12);
    CHECK(relative(o.mean_distance, f.at("mean_distance")[0]) <= 1e-12);
    CHECK(relative(o.surface_dice, f.at("surface_dice")[0]) <= 1e-12);
  }
}
