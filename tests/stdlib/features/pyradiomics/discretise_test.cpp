#include "stdlib/features/pyradiomics/discretise.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

using namespace rgx::features;
namespace py = rgx::features::pyradiomics;

namespace {

using Expected = std::vector<std::uint16_t>;

Expected levels(const std::vector<float>& intensity, const Discretisation& how) {
  return py::discretise(intensity, how).level;
}

}  // namespace

// Expected: PyRadiomics 8ed5793, imageoperations.binImage, numpy 1.24.
TEST_CASE("pyradiomics: bin edges lie at multiples of the width") {
  CHECK(levels({54, 74.99f, 75, 100, 124.9f, 150, 166}, Discretisation::of_width(25)) == Expected{1, 1, 2, 3, 3, 5, 5});
  CHECK(levels({-112, -100, -75, -50.5f, 0, 24.9f, 25, 241, 250}, Discretisation::of_width(25)) ==
        Expected{1, 2, 3, 3, 6, 6, 7, 15, 16});
  // Neither the width nor the intensities are exact in binary: the edges decide, as numpy.arange makes them.
  CHECK(levels({-0.3f, -0.2f, -0.1f, 0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f}, Discretisation::of_width(0.1)) ==
        Expected{1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 11});
  CHECK(levels({3.5f, 3.5f}, Discretisation::of_width(0.5)) == Expected{1, 1});
  CHECK(levels({3.4f, 3.4f}, Discretisation::of_width(0.5)) == Expected{1, 1});
}

TEST_CASE("pyradiomics: a number of bins") {
  CHECK(levels({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Discretisation::of_bins(5)) ==
        Expected{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5});
  CHECK(levels({0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1.0f}, Discretisation::of_bins(9)) ==
        Expected{1, 2, 3, 4, 5, 6, 7, 8, 9, 9});
  const Levels flat = py::discretise(std::vector<float>{7, 7, 7}, Discretisation::of_bins(4));
  CHECK(flat.level == Expected{3, 3, 3});
  CHECK(flat.highest == 3);
  CHECK(flat.distinct == 1);
}

TEST_CASE("pyradiomics: levels that cannot be") {
  const float infinite = std::numeric_limits<float>::infinity();
  CHECK(py::discretise({}, Discretisation::of_width(1)).reason == Reason::empty_region);
  CHECK(py::discretise(std::vector<float>{1, infinite}, Discretisation::of_width(1)).reason == Reason::not_finite);
  CHECK(py::discretise(std::vector<float>{1, infinite - infinite}, Discretisation::of_width(1)).reason ==
        Reason::not_finite);
  CHECK(py::discretise(std::vector<float>{0, 1e6f}, Discretisation::of_width(1)).reason == Reason::too_many_levels);
  CHECK(py::discretise(std::vector<float>{0, 3e38f}, Discretisation::of_width(1e-9)).reason == Reason::too_many_levels);
  CHECK(py::discretise(std::vector<float>{0, 1}, Discretisation::of_bins(kMaxLevels + 1)).reason ==
        Reason::too_many_levels);
  CHECK_THROWS_AS(py::discretise(std::vector<float>{1}, Discretisation::as_is()), std::invalid_argument);
  CHECK_THROWS_AS(py::discretise(std::vector<float>{1}, Discretisation::of_width(0)), std::invalid_argument);
  CHECK_THROWS_AS(py::discretise(std::vector<float>{1}, {Discretisation::Kind::bins, 2.5}), std::invalid_argument);
  // So small a spread beside so large a value leaves edges that coincide; there is an answer all the same.
  const Levels same = py::discretise(std::vector<float>{1e9f, 1e9f + 64}, Discretisation::of_width(1e8));
  CHECK(same.distinct == 1);
}

TEST_CASE("pyradiomics: few levels are a warning with a width") {
  const Levels few = py::discretise(std::vector<float>{0, 10, 32}, Discretisation::of_width(25));
  REQUIRE(few.warning);
  CHECK(few.warning->kind == LevelWarning::Kind::too_few);
  CHECK(few.warning->levels == 2);
  CHECK(few.warning->suggested_width == 1);
}
