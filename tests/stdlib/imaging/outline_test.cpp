#include "stdlib/imaging/outline.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "stdlib/imaging/pieces.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
using namespace rgx::test;

namespace {

std::string path_of(const std::vector<std::string>& rows) {
  return sd::outline_path(static_cast<std::int64_t>(rows[0].size()), static_cast<std::int64_t>(rows.size()),
                          [&](std::int64_t c, std::int64_t r) {
                            return rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] == '#';
                          });
}

}  // namespace

TEST_CASE("outlines run along the edges of voxels") {
  CHECK(path_of({"...", ".#.", "..."}) == "M1 1h1v1h-1z");
  CHECK(path_of({"##", "##"}) == "M0 0h2v2h-2z");
  CHECK(path_of({"..", ".."}).empty());
  CHECK(path_of({"#..", "###"}) == "M0 0h1v1h2v1h-3z");
}

TEST_CASE("a hole has a path of its own, corners that touch stay apart") {
  // The hole runs the other way, so that what is filled by either rule is the region.
  CHECK(path_of({"###", "#.#", "###"}) == "M0 0h3v3h-3zM1 2h1v-1h-1z");
  CHECK(path_of({"#.", ".#"}) == "M0 0h1v1h-1zM1 1h1v1h-1z");
  CHECK(path_of({".#", "#."}) == "M1 0h1v1h-1zM0 1h1v1h-1z");
}

TEST_CASE("pieces: voxels that touch by a corner are one") {
  const auto grid = plain_grid(6, 5, 4);
  CHECK(sd::pieces_of({grid, std::vector<std::uint8_t>(grid.voxels())}) == 0);
  const auto two = mask_of_voxels(grid, [](double i, double j, double k) {
    return (i == 0 && j == 0 && k == 0) || (i == 1 && j == 1 && k == 1) || (i == 5 && k == 3);
  });
  CHECK(sd::pieces_of(two) == 2);
  CHECK(sd::pieces_of(mask_of_voxels(grid, [](double, double, double) { return true; })) == 1);
}
