#include "stats/forest/draw_cases.hpp"

#include <cmath>
#include <numeric>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;

TEST_CASE("draws are as many as asked for, and as likely as their weights") {
  const std::vector<double> weight{1, 0, 2, 4, 0.5, 0};
  Stream draws(1);
  for (const bool replace : {true, false}) {
    CAPTURE(replace);
    std::vector<double> first(6, 0), equal(6, 0);
    const int times = 20000;
    for (int i = 0; i < times; ++i) {
      const auto weighted = draw_cases(6, 1, replace, weight, draws), plain = draw_cases(6, 2, replace, {}, draws);
      CHECK(std::accumulate(weighted.begin(), weighted.end(), 0U) == 1);
      CHECK(std::accumulate(plain.begin(), plain.end(), 0U) == 2);
      for (std::size_t c = 0; c < 6; ++c) first[c] += weighted[c], equal[c] += plain[c];
    }
    for (std::size_t c = 0; c < 6; ++c) {
      const double p = weight[c] / 7.5;
      CHECK(std::abs(first[c] - times * p) <= 4 * std::sqrt(times * p * (1 - p)));
      CHECK(std::abs(equal[c] - times / 3.0) < 4 * std::sqrt(times / 3.0));
    }
  }
  // Without replacement each once, and no more than there are with weight.
  CHECK(draw_cases(6, 6, false, weight, draws) == std::vector<std::uint32_t>{1, 0, 1, 1, 1, 0});
  CHECK(draw_cases(3, 3, false, {}, draws) == std::vector<std::uint32_t>{1, 1, 1});
}
