#include "stats/groups/standardised_difference.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace rgx::stats;

namespace {

double of(const std::vector<std::size_t>& x, const std::vector<std::size_t>& y) {
  return standardised_difference_of_counts(x, y);
}

}  // namespace

TEST_CASE("standardised difference: means over the root of the mean variance") {
  // Means 2 and 5, variances 1 and 7.
  const std::vector<double> x{1, 2, 3}, y{2, 6, 7};
  CHECK(standardised_difference(x, y) == doctest::Approx(3 / std::sqrt((1.0 + 7.0) / 2)));
  CHECK(standardised_difference(y, x) == standardised_difference(x, y));
  const std::vector<double> one{1}, same{4, 4}, other{5, 5};
  CHECK(std::isnan(standardised_difference(one, x)));
  CHECK(standardised_difference(same, same) == 0);
  CHECK(std::isnan(standardised_difference(same, other)));
}

TEST_CASE("standardised difference: two levels by the root of the mean p(1 - p)") {
  // 30 of 100 against 50 of 100.
  const double expected = 0.2 / std::sqrt((0.3 * 0.7 + 0.5 * 0.5) / 2);
  CHECK(of({70, 30}, {50, 50}) == doctest::Approx(expected));
  CHECK(of({30, 70}, {50, 50}) == doctest::Approx(expected));  // whichever level comes first
  CHECK(of({0, 70, 30}, {0, 50, 50}) == doctest::Approx(expected));
}

TEST_CASE("standardised difference: more levels by the Mahalanobis distance, whatever their order") {
  // R: t = c(.5, .3) - c(.3, .3); S = (diag(p) - p p' + diag(q) - q q')/2; sqrt(t %*% solve(S) %*% t)
  const double found = of({50, 30, 20}, {30, 30, 40});
  const double p1 = 0.5, p2 = 0.3, q1 = 0.3, q2 = 0.3;
  const double a = (p1 * (1 - p1) + q1 * (1 - q1)) / 2, b = -(p1 * p2 + q1 * q2) / 2,
               d = (p2 * (1 - p2) + q2 * (1 - q2)) / 2;
  const double t = 0.2;
  CHECK(found == doctest::Approx(std::sqrt(t * t * d / (a * d - b * b))));
  CHECK(of({20, 50, 30}, {40, 30, 30}) == doctest::Approx(found));
}

TEST_CASE("standardised difference: nothing to measure by") {
  CHECK(std::isnan(of({0, 0}, {3, 4})));
  CHECK(of({5, 5}, {7, 7}) == 0);
  CHECK(of({5}, {9}) == 0);
  CHECK(std::isnan(of({5, 0}, {0, 9})));  // no group has both
  CHECK_THROWS_AS(of({1, 2}, {1, 2, 3}), std::invalid_argument);
}
