#include "stdlib/features/discretise.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <vector>

using namespace rgx::features;

namespace {
std::vector<int> levels_of(const std::vector<float>& x, const Discretisation& how, std::optional<double> start = {}) {
  const Levels found = discretise(x, how, start);
  return {found.level.begin(), found.level.end()};
}
}  // namespace

TEST_CASE("fixed width starts at the range, else at the smallest intensity") {
  const std::vector<float> x{-500, -476, -475, 0, 399};
  CHECK(levels_of(x, Discretisation::of_width(25), -500.0) == std::vector<int>{1, 1, 2, 21, 36});
  CHECK(levels_of({10, 34, 35, 60}, Discretisation::of_width(25)) == std::vector<int>{1, 1, 2, 3});
  CHECK(levels_of({10, 60}, Discretisation::of_width(25), 0.0) == std::vector<int>{1, 3});
  CHECK(levels_of({-30, 60}, Discretisation::of_width(25), 0.0) == std::vector<int>{1, 3});
}

TEST_CASE("fixed number: equal parts from minimum to maximum, which belongs to the last") {
  CHECK(levels_of({0, 1, 2, 3, 4}, Discretisation::of_bins(4)) == std::vector<int>{1, 2, 3, 4, 4});
  const std::vector<float> x{0, 1, 8};
  CHECK(discretise(x, Discretisation::of_bins(32)).highest == 32);
}

TEST_CASE("a flat region is one level") {
  const std::vector<float> x{7, 7, 7};
  for (const auto& how : {Discretisation::of_bins(32), Discretisation::of_width(25)}) {
    const Levels found = discretise(x, how);
    CHECK(found.reason == Reason::none);
    CHECK(found.highest == 1);
    CHECK(found.distinct == 1);
    REQUIRE(found.warning.has_value());
    CHECK(found.warning->kind == LevelWarning::Kind::too_few);
    CHECK(found.warning->suggested_width == 0);
  }
}

TEST_CASE("levels that are no levels have a reason") {
  const std::vector<float> empty, fraction{1, 2.5f}, zero{0, 1}, wide{0, 1e6f},
      nan{1, std::numeric_limits<float>::quiet_NaN()};
  CHECK(discretise(empty, {}).reason == Reason::empty_region);
  CHECK(discretise(fraction, {}).reason == Reason::not_discretised);
  CHECK(discretise(zero, {}).reason == Reason::not_discretised);
  CHECK(discretise(wide, Discretisation::of_width(1)).reason == Reason::too_many_levels);
  CHECK(discretise(nan, Discretisation::of_bins(8)).reason == Reason::not_finite);
  CHECK_THROWS_AS(discretise(zero, Discretisation::of_width(0)), std::invalid_argument);
  CHECK_THROWS_AS(discretise(zero, {Discretisation::Kind::bins, 2.5}), std::invalid_argument);
}

TEST_CASE("bin width 25 on z-scores: too few levels, and a width that fits") {
  std::vector<float> x;
  for (int i = 0; i <= 100; ++i) x.push_back(-3.0f + 0.06f * static_cast<float>(i));
  const Levels few = discretise(x, Discretisation::of_width(25));
  REQUIRE(few.warning.has_value());
  CHECK(few.warning->kind == LevelWarning::Kind::too_few);
  CHECK(few.warning->suggested_width == doctest::Approx(0.2));
  CHECK_FALSE(discretise(x, Discretisation::of_width(0.2)).warning.has_value());
  const Levels many = discretise(x, Discretisation::of_width(0.01));
  REQUIRE(many.warning.has_value());
  CHECK(many.warning->kind == LevelWarning::Kind::too_many);
  CHECK(many.warning->levels > 256);
}
