#include "stdlib/features/pyradiomics/first_order.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "stdlib/features/pyradiomics/discretise.hpp"
#include "stdlib/features/pyradiomics/table.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;
namespace py = rgx::features::pyradiomics;

namespace {

std::size_t place(const char* name) {
  const Feature* feature = find_pyradiomics_feature(Family::py_firstorder, name);
  REQUIRE(feature != nullptr);
  return static_cast<std::size_t>(feature - features_of_pyradiomics(Family::py_firstorder).data());
}

}  // namespace

TEST_CASE("pyradiomics: first-order features with a shift") {
  const std::vector<float> x{1, -2.5f, 3, 3, 8, 100, -7, 0.5f, 2, 4, 4.5f};
  const auto values = py::first_order(x, py::discretise(x, Discretisation::of_width(3)), {1, 2, 3}, 10);
  // PyRadiomics 8ed5793, binWidth 3, voxelArrayShift 10.
  const std::pair<const char*, double> expected[] = {
      {"10Percentile", -2.5},
      {"90Percentile", 8},
      {"Energy", 13608.75},
      {"Entropy", 2.299896391167889},
      {"InterquartileRange", 3.5},
      {"Kurtosis", 8.807428522728717},
      {"Maximum", 100},
      {"MeanAbsoluteDeviation", 16.25619834710744},
      {"Mean", 10.590909090909092},
      {"Median", 3},
      {"Minimum", -7},
      {"Range", 107},
      {"RobustMeanAbsoluteDeviation", 2.0987654320987654},
      {"RootMeanSquared", 35.173272394093374},
      {"Skewness", 2.7564462356506856},
      {"TotalEnergy", 81652.5},
      {"Uniformity", 0.23966942148760328},
      {"Variance", 813.1735537190083},
  };
  CHECK(std::size(expected) == values.size());
  for (const auto& [name, value] : expected) {
    CAPTURE(name);
    CHECK(values[place(name)].value == doctest::Approx(value).epsilon(1e-13));
  }
}

TEST_CASE("pyradiomics: first-order features of what has none") {
  const auto none = py::first_order({}, {}, {1, 1, 1});
  CHECK(std::all_of(none.begin(), none.end(), [](const Value& v) { return v.reason == Reason::empty_region; }));
  const std::vector<float> odd{1, std::numeric_limits<float>::quiet_NaN()};
  const auto not_finite = py::first_order(odd, {}, {1, 1, 1});
  CHECK(not_finite[0].reason == Reason::not_finite);

  // One intensity whose mean of many is not exact in floating point: no spread all the same.
  const std::vector<float> flat(100'003, 0.1f);
  const auto values = py::first_order(flat, py::discretise(flat, Discretisation::of_width(1)), {1, 1, 1});
  for (const char* zero : {"Variance", "Skewness", "Kurtosis", "Entropy", "Range", "RobustMeanAbsoluteDeviation",
                           "MeanAbsoluteDeviation", "InterquartileRange"}) {
    CAPTURE(zero);
    CHECK(values[place(zero)].present());
    CHECK(values[place(zero)].value == 0);
  }
  Levels refused;
  refused.reason = Reason::too_many_levels;
  const auto partly = py::first_order(flat, refused, {1, 1, 1});
  CHECK(partly[place("Entropy")].reason == Reason::too_many_levels);
  CHECK(partly[place("Mean")].present());
}

TEST_CASE("order statistics are those of the sorted values") {
  for (const std::size_t n : {std::size_t{1}, std::size_t{100}, std::size_t{50'000}}) {
    for (const int kind : {0, 1, 2}) {
      std::vector<float> x(n);
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t u = test::scramble(static_cast<std::uint32_t>(i) + 17);
        x[i] = kind == 0   ? static_cast<float>(u % 7) - 3  // ties, both signs, zero
               : kind == 1 ? static_cast<float>(u) * 1e-9f - 2
                           : 3.25f;
      }
      std::vector<float> sorted = x;
      std::sort(sorted.begin(), sorted.end());
      const std::vector<std::size_t> places{0, n / 10, n / 4, n / 2, n / 2, n - 1};
      const auto found = py::order_statistics(x, places);
      for (std::size_t i = 0; i < places.size(); ++i) CHECK(found[i] == sorted[places[i]]);
    }
  }
}

TEST_CASE("pyradiomics: first-order features are the same bytes at any order of the blocks") {
  std::vector<float> x(300'000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<float>(test::scramble(static_cast<std::uint32_t>(i)) % 100'000) * 0.001f;
  }
  const stats::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  const Levels levels = py::discretise(x, Discretisation::of_width(1));
  CHECK(levels.level == py::discretise(x, Discretisation::of_width(1), backwards).level);
  const auto a = py::first_order(x, levels, {1, 1, 1}), b = py::first_order(x, levels, {1, 1, 1}, 0, backwards);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].value == b[i].value);
}
