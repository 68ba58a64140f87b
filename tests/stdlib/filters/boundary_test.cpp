#include "stdlib/filters/boundary.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace rgx::filters;

namespace {

// The voxels `abc` as they stand at places -7 .. 9; `.` for the zero beyond the border.
std::string seen(Boundary boundary) {
  std::string out;
  for (std::int64_t at = -7; at < 10; ++at) {
    const std::int64_t real = place(at, 3, boundary);
    out += real < 0 ? '.' : "abc"[real];
  }
  return out;
}

}  // namespace

TEST_CASE("what stands beyond the border of an image") {
  CHECK(seen(Boundary::zero) == ".......abc.......");
  CHECK(seen(Boundary::nearest) == "aaaaaaaabcccccccc");
  CHECK(seen(Boundary::periodic) == "cabcabcabcabcabca");
  CHECK(seen(Boundary::mirror) == "aabccbaabccbaabcc");
}

TEST_CASE("an image of one voxel stands everywhere, or zeros do") {
  for (const std::int64_t at : {-5, -1, 0, 1, 4}) {
    CHECK(place(at, 1, Boundary::nearest) == 0);
    CHECK(place(at, 1, Boundary::periodic) == 0);
    CHECK(place(at, 1, Boundary::mirror) == 0);
    CHECK(place(at, 1, Boundary::zero) == (at == 0 ? 0 : -1));
  }
}

TEST_CASE("voxels that a range reads hold every place in it, and no more than the ends ask") {
  for (const Boundary boundary : {Boundary::zero, Boundary::nearest, Boundary::periodic, Boundary::mirror})
    for (const std::int64_t n : {1, 2, 5})
      for (std::int64_t low = -12; low < 12; ++low)
        for (std::int64_t high = low + 1; high < 13; ++high) {
          std::int64_t first = n, last = -1;
          for (std::int64_t at = low; at < high; ++at) {
            const std::int64_t real = place(at, n, boundary);
            if (real < 0) continue;
            first = std::min(first, real);
            last = std::max(last, real);
          }
          const Range found = needed({low, high}, n, boundary);
          if (last < 0) {
            REQUIRE(found.size() == 0);
          } else {
            REQUIRE(found.low == first);
            REQUIRE(found.high == last + 1);
          }
        }
}

TEST_CASE("boundary conditions have names") {
  CHECK(boundary_named("zero") == Boundary::zero);
  CHECK(boundary_named("nearest") == Boundary::nearest);
  CHECK(boundary_named("periodic") == Boundary::periodic);
  CHECK(boundary_named("mirror") == Boundary::mirror);
  CHECK_THROWS_AS(boundary_named("wrap"), std::invalid_argument);
}
