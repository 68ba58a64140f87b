#include "stdlib/features/literature/suv.hpp"

#include <limits>
#include <stdexcept>

#include "stdlib/features/literature/texrad.hpp"
#include "tests/stdlib/features/literature/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

// Four voxels of 2 x 2 x 2.5 mm (0.01 ml) with uptake 1, 2, 3, 10 in a row.
struct Case {
  engine::Mask mask = test::block(4, 1, 1, {2, 2, 2.5});
  engine::Image image;
  Roi roi = crop(mask);
  std::vector<float> uptake{1, 2, 3, 10};
  Case() {
    image.geometry = mask.geometry;
    image.voxels = uptake;
  }
  std::array<Value, 7> measure(const UptakeThreshold& threshold) const {
    return features::uptake(image, roi, uptake, threshold);
  }
};

}  // namespace

TEST_CASE("uptake: values of four voxels, volumes by threshold") {
  const Case c;
  auto v = c.measure(UptakeThreshold::of_value(2.5));
  CHECK(v[0].value == 10);
  CHECK(v[1].value == 4);
  // Reach of the 1 cm3 sphere along x: 6.2 mm, three voxels to each side of the last one.
  CHECK(v[2].value == doctest::Approx(4));
  CHECK(v[3].value == doctest::Approx(std::sqrt((9 + 4 + 1 + 36) / 4.0)));
  CHECK(v[4].value == doctest::Approx(std::sqrt(12.5) / 4));
  CHECK(v[5].value == doctest::Approx(0.02));   // 3 and 10
  CHECK(v[6].value == doctest::Approx(0.13));   // 6.5 times 0.02
  v = c.measure(UptakeThreshold::of_value(3));  // at the threshold counts
  CHECK(v[5].value == doctest::Approx(0.02));
  v = c.measure(UptakeThreshold::of_fraction(0.2));  // 2 of 10
  CHECK(v[5].value == doctest::Approx(0.03));
  CHECK(v[6].value == doctest::Approx(0.15));
  v = c.measure(UptakeThreshold::of_value(11));
  CHECK(v[5].value == 0);
  CHECK(v[6].value == 0);
  // With all voxels, TLG is mean times volume.
  v = c.measure(UptakeThreshold::of_value(0));
  CHECK(v[6].value == doctest::Approx(v[1].value * v[5].value));
}

TEST_CASE("uptake: what cannot be said has its reason") {
  Case c;
  auto v = c.measure({});
  CHECK(v[0].present());
  CHECK(v[5].reason == Reason::not_declared);
  CHECK(v[6].reason == Reason::not_declared);
  CHECK_THROWS_AS(c.measure(UptakeThreshold::of_fraction(1.5)), std::invalid_argument);
  CHECK_THROWS_AS(c.measure(UptakeThreshold::of_fraction(0)), std::invalid_argument);
  CHECK_THROWS_AS(c.measure(UptakeThreshold::of_value(std::numeric_limits<double>::infinity())), std::invalid_argument);
  c.uptake = {-1, -2, -3, 0};
  c.image.voxels = c.uptake;
  v = c.measure(UptakeThreshold::of_fraction(0.41));
  CHECK(v[5].reason == Reason::zero_denominator);
  c.uptake = {-1, 1, -1, 1};
  c.image.voxels = c.uptake;
  CHECK(c.measure({})[4].reason == Reason::zero_denominator);
  c.uptake[1] = std::nanf("");
  for (const Value& x : c.measure(UptakeThreshold::of_value(1))) CHECK(x.reason == Reason::not_finite);
  const Roi empty = crop(test::body({3, 3, 3}, [](int, int, int) { return false; }));
  for (const Value& x : features::uptake(c.image, empty, {}, {})) CHECK(x.reason == Reason::empty_region);
}

TEST_CASE("filtration-histogram: positive values only, zero is none of them") {
  const std::vector<float> response{-4, 0, 1, 2, 6};
  auto v = filtration_histogram(response);
  CHECK(v[0].value == 3);
  CHECK(v[1].value == doctest::Approx(std::sqrt((25 + 1 + 0 + 1 + 25) / 5.0)));
  v = filtration_histogram(std::vector<float>{-4, 0});
  CHECK(v[0].reason == Reason::zero_denominator);
  CHECK(v[1].value == 2);
  CHECK(filtration_histogram({})[0].reason == Reason::empty_region);
  CHECK(filtration_histogram(std::vector<float>{1, std::nanf("")})[1].reason == Reason::not_finite);
}
