#include "stdlib/features/literature/lesions.hpp"

#include <stdexcept>

#include "stdlib/features/literature/compartments.hpp"
#include "tests/stdlib/features/literature/support.hpp"

using namespace rgx;
using namespace rgx::features;

TEST_CASE("lesions: corners join, a gap of one voxel parts") {
  const auto mask = test::body({12, 12, 12},
                               [](int i, int j, int k) {
                                 const bool cube = i < 2 && j < 2 && k < 2;       // 8 voxels
                                 const bool corner = i == 2 && j == 2 && k == 2;  // touches the cube at a corner
                                 const bool apart = i >= 4 && i < 6 && j == 2 && k == 2;  // one voxel between
                                 const bool far = i == 11 && j == 11 && k == 11;
                                 return cube || corner || apart || far;
                               },
                               {1, 2, 3});
  for (const int border : {1, 3}) {
    const auto v = lesions(crop(mask, border));
    CHECK(v[0].value == 3);
    CHECK(v[1].value == 9 * 6);
  }
  const auto v = lesions(crop(test::turned(mask, {2, 0, 1}, {true, false, true})));
  CHECK(v[0].value == 3);
  CHECK(v[1].value == 9 * 6);
  const auto none = lesions(crop(test::body({3, 3, 3}, [](int, int, int) { return false; })));
  CHECK(none[0].value == 0);
  CHECK(none[1].reason == Reason::empty_region);
}

TEST_CASE("compartments: parts side by side, overlapping and empty") {
  const std::array<double, 3> spacing{1, 1, 2.5};
  const auto slab = [&](int from, int to) {
    return crop(test::body(
                    {10, 4, 4}, [&](int i, int, int) { return i >= from && i < to; }, spacing),
                2);
  };
  const Roi necrosis = slab(0, 2), enhancing = slab(2, 8), core = slab(0, 8), none = slab(0, 0);
  auto v = compartments(necrosis, enhancing);
  CHECK(v[0].value == 2 * 16 * 2.5);
  CHECK(v[1].value == doctest::Approx(1.0 / 3));
  CHECK(v[2].value == doctest::Approx(0.25));
  v = compartments(necrosis, core);  // a part of it
  CHECK(v[1].value == doctest::Approx(0.25));
  CHECK(v[2].value == doctest::Approx(0.25));
  v = compartments(slab(4, 10), core);  // half outside
  CHECK(v[1].value == doctest::Approx(0.75));
  CHECK(v[2].value == doctest::Approx(0.6));
  v = compartments(none, enhancing);
  CHECK(v[0].value == 0);
  CHECK(v[1].value == 0);
  CHECK(v[2].value == 0);
  v = compartments(necrosis, none);
  CHECK(v[1].reason == Reason::zero_denominator);
  CHECK(v[2].value == 1);
  v = compartments(none, none);
  CHECK(v[2].reason == Reason::zero_denominator);
  CHECK_THROWS_AS(compartments(necrosis, crop(test::block(3, 3, 3))), std::invalid_argument);
}
