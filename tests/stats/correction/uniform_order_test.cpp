#include "stats/correction/uniform_order.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;

TEST_CASE("order statistics of uniform values are qbeta's, lambda is the median chi-square over its own") {
  int bands = 0, inflations = 0;
  for (const auto& [name, f] : rgx::test::read_cases("uniform_order")) {
    CAPTURE(name);
    if (f.contains("lambda")) {
      CHECK(relative(genomic_inflation(f.at("p")), f.at("lambda")[0]) < 1e-12);
      ++inflations;
      continue;
    }
    const auto n = static_cast<std::size_t>(f.at("n")[0]);
    for (std::size_t i = 0; i < f.at("rank").size(); ++i) {
      const auto rank = static_cast<std::size_t>(f.at("rank")[i]);
      CAPTURE(rank);
      CHECK(relative(uniform_order_mean(rank, n), f.at("mean")[i]) < 1e-14);
      const Interval band = uniform_order_interval(rank, n);
      CHECK(relative(band.low, f.at("low")[i]) < 1e-10);
      CHECK(relative(band.high, f.at("high")[i]) < 1e-10);
      ++bands;
    }
  }
  CHECK(bands == 22);
  CHECK(inflations == 8);
}

TEST_CASE("order statistics: ranks and p values that are none are refused") {
  CHECK_THROWS_AS(uniform_order_interval(0, 5), std::invalid_argument);
  CHECK_THROWS_AS(uniform_order_interval(6, 5), std::invalid_argument);
  CHECK_THROWS_AS(uniform_order_interval(1, 5, 1.0), std::invalid_argument);
  CHECK_THROWS_AS(uniform_order_mean(0, 0), std::invalid_argument);
  CHECK_THROWS_AS(genomic_inflation(std::vector<double>{0.1, 1.5}), std::invalid_argument);
  CHECK(std::isinf(genomic_inflation(std::vector<double>{0, 0, 0.5})));
  CHECK(std::isnan(genomic_inflation({})));
}
