#include "stats/base/reduce.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;

TEST_CASE("sums, means and variances are R's") {
  for (const auto& [name, f] : rgx::test::read_cases("describe")) {
    if (!f.contains("mean")) continue;
    CAPTURE(name);
    CHECK(relative(mean(f.at("x")), f.at("mean")[0]) < 1e-14);
    double size = 0;
    for (const double v : f.at("x")) size += std::abs(v);
    CHECK(std::abs(sum(f.at("x")) - f.at("sum")[0]) <= 1e-15 * size);
    if (f.contains("variance")) CHECK(relative(variance(f.at("x")), f.at("variance")[0]) < 1e-12);
  }
}

TEST_CASE("a sum has the same bytes at any number of threads") {
  Stream draws(5);
  for (const std::size_t n :
       {std::size_t{0}, std::size_t{1}, std::size_t{511}, std::size_t{513}, std::size_t{100001}}) {
    std::vector<double> x(n);
    for (double& v : x) v = draws.normal() * std::exp(20 * draws.normal());
    const double alone = sum(x);
    for (const std::size_t threads : {1u, 2u, 7u, 16u}) {
      const ParallelFor parallel = [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
        std::vector<std::thread> team;
        for (std::size_t t = 0; t < threads; ++t) {
          team.emplace_back([&, t] {
            for (std::size_t i = t; i < count; i += threads) body(i);
          });
        }
        for (auto& member : team) member.join();
      };
      CHECK(sum(x, parallel) == alone);
    }
  }
}

TEST_CASE("the tree keeps digits that a running sum loses") {
  const std::vector<double> x(10'000'000, 0.1);
  CHECK(relative(sum(x), 1e6) < 1e-14);
  double running = 0;
  for (const double v : x) running += v;
  CHECK(relative(running, 1e6) > 1e-12);
}

TEST_CASE("reductions at the edges") {
  CHECK(sum({}) == 0);
  CHECK(std::isnan(mean({})));
  CHECK(std::isnan(variance(std::vector<double>{3})));
  CHECK(variance(std::vector<double>{3, 3}) == 0);
  CHECK(dot(std::vector<double>{1, 2}, std::vector<double>{3, 4}) == 11);
  CHECK_THROWS_AS(dot(std::vector<double>{1}, std::vector<double>{1, 2}), std::invalid_argument);
  CHECK(products_about(std::vector<double>{1, 3}, 2, std::vector<double>{5, 9}, 7) == 4);
  CHECK(mean(std::vector<double>{std::numeric_limits<double>::infinity(), 1}) ==
        std::numeric_limits<double>::infinity());
}
