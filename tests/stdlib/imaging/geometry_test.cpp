#include "stdlib/imaging/geometry.hpp"

#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

std::string difference(const en::Geometry& a, const en::Geometry& b) {
  return sd::explain_difference(a, b, "PET", "gtv").value_or("same");
}

bool has(const std::string& text, const std::string& words) {
  const bool found = text.find(words) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace

TEST_CASE("index to mm and back on an oblique grid") {
  const en::Geometry grid = oblique_grid(40, 30, 20);
  const sd::Point index{3.25, -1.5, 17};
  const sd::Point back = sd::index_of(grid, sd::centre_of(grid, index));
  for (std::size_t a = 0; a < 3; ++a) CHECK(back[a] == doctest::Approx(index[a]).epsilon(1e-12));
  const sd::Point unit = sd::centre_of(grid, {0, 0, 1});  // third column of the direction
  CHECK(unit[1] - grid.origin[1] == doctest::Approx(-std::sin(0.3490658503988659) * 3.27));
}

TEST_CASE("what float32 headers lose is no difference, a hundredth of a voxel is") {
  const en::Geometry grid = oblique_grid(512, 512, 90);
  en::Geometry stored = grid;
  for (auto& v : stored.origin) v = static_cast<float>(v);
  for (auto& v : stored.spacing) v = static_cast<float>(v);
  for (auto& v : stored.direction) v = static_cast<float>(v);
  CHECK(difference(grid, stored) == "same");
  stored.origin[2] += 0.01 * grid.spacing[0];
  CHECK(difference(grid, stored) != "same");
}

TEST_CASE("each kind of difference is named, with its millimetres") {
  const en::Geometry grid = oblique_grid(10, 12, 8);
  en::Geometry other = grid;
  other.size[0] = 11;
  CHECK(has(difference(grid, other), "size: 10 x 12 x 8 and 11 x 12 x 8 voxels"));
  other = grid;
  other.spacing[2] = 3.0;
  CHECK(has(difference(grid, other), "spacing: 0.9766, 1.25, 3.27 and 0.9766, 1.25, 3 mm"));
  CHECK(difference(grid, other).find("direction") == std::string::npos);
  other = grid;
  other.origin[0] += 1.3;
  CHECK(has(difference(grid, other), "(1.3 mm apart)"));
  CHECK(has(difference(grid, other), "`PET` and `gtv` are not on one grid"));
  CHECK(has(difference(grid, other), "tolerance 0.001 of a voxel edge"));
  other = plain_grid(10, 12, 8, 0.9766, 1.25, 3.27);
  other.origin = grid.origin;
  CHECK(has(difference(grid, other), "direction: axes turned by up to 3"));
}

TEST_CASE("causes: half a voxel, whole voxels, a flip, exchanged axes, RAS for LPS") {
  const en::Geometry grid = oblique_grid(10, 12, 8);
  en::Geometry other = grid;
  other.origin = sd::centre_of(grid, {0.5, 0.5, 0});
  CHECK(has(difference(grid, other),
            "a shift by 0.5 voxel along x and 0.5 voxel along y, as when one file gives the first voxel's centre"));
  other.origin = sd::centre_of(grid, {0, 0, -3});
  CHECK(has(difference(grid, other), "a shift by -3 voxels along z"));
  other.origin = sd::centre_of(grid, {0.3, 0, 0});
  CHECK(difference(grid, other).find("shift") == std::string::npos);

  other = grid;  // y counted from the other end
  other.origin = sd::centre_of(grid, {0, 11, 0});
  for (const std::size_t at : {1, 4, 7}) other.direction[at] = -other.direction[at];
  CHECK(has(difference(grid, other), "it is the same grid with axis y flipped"));

  other = grid;  // slices stored first
  other.size = {8, 10, 12};
  other.spacing = {3.27, 0.9766, 1.25};
  for (std::size_t row = 0; row < 3; ++row) {
    other.direction[3 * row] = grid.direction[3 * row + 2];
    other.direction[3 * row + 1] = grid.direction[3 * row];
    other.direction[3 * row + 2] = grid.direction[3 * row + 1];
  }
  CHECK(has(difference(grid, other), "it is the same grid with exchanged axes (order y, z, x)"));

  other = grid;
  for (std::size_t at = 0; at < 6; ++at) other.direction[at] = -other.direction[at];
  other.origin[0] = -other.origin[0];
  other.origin[1] = -other.origin[1];
  CHECK(has(difference(grid, other), "written in RAS and the other in LPS"));
}

TEST_CASE("a single slice of another thickness is another grid") {
  const en::Geometry grid = plain_grid(10, 10, 1);
  en::Geometry other = grid;
  other.spacing[2] = 5;
  CHECK(has(difference(grid, other), "spacing"));
  CHECK(!sd::same_grid(grid, other));
}

TEST_CASE("grids that cannot be, and the error of two that differ") {
  en::Geometry grid = plain_grid(2, 2, 2);
  CHECK_NOTHROW(sd::require_valid(grid));
  grid.spacing[1] = 0;
  CHECK(says(error_of([&] { sd::require_valid(grid); }), "spacing along y is 0 mm"));
  grid = plain_grid(2, 2, 2);
  grid.direction[1] = 0.3;
  CHECK(says(error_of([&] { sd::require_valid(grid); }), "not at right angles"));
  grid = plain_grid(2, 0, 2);
  CHECK(error_of([&] { sd::require_valid(grid); }).code() == "image-geometry");
  const auto error =
      error_of([] { sd::require_same_grid(plain_grid(2, 2, 2), plain_grid(2, 2, 3), "CT", "gtv", "gtv.nii"); });
  CHECK(error.code() == "geometry-mismatch");
  CHECK(error.file() == "gtv.nii");
}
