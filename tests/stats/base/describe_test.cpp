#include "stats/base/describe.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("ranks, ties and quantiles are R's") {
  for (const auto& [name, f] : rgx::test::read_cases("describe")) {
    CAPTURE(name);
    const auto& x = f.at("x");
    CHECK(mid_ranks(x) == f.at("rank"));
    const auto ties = tie_groups(x);
    REQUIRE(ties.size() == f.at("tie_groups").size());
    for (std::size_t i = 0; i < ties.size(); ++i) CHECK(static_cast<double>(ties[i]) == f.at("tie_groups")[i]);
    for (int type = 1; type <= 9; ++type) {
      const auto wanted = f.find("quantile" + std::to_string(type));
      if (wanted == f.end()) continue;
      CAPTURE(type);
      for (std::size_t i = 0; i < wanted->second.size(); ++i) {
        CAPTURE(i);
        CHECK(relative(quantile(x, f.at("quantile_p")[i], type), wanted->second[i]) < 1e-12);
      }
    }
    if (f.contains("median")) CHECK(median(x) == f.at("median")[0]);
  }
}

TEST_CASE("quantiles of nothing and of one") {
  CHECK(std::isnan(quantile({}, 0.5)));
  const std::vector<double> gaps{nan_, 4, nan_};
  CHECK(quantile(gaps, 0.9) == 4);
  CHECK_THROWS_AS(quantile(gaps, 1.1), std::invalid_argument);
  CHECK_THROWS_AS(quantile(gaps, nan_), std::invalid_argument);
  CHECK_THROWS_AS(quantile(gaps, 0.5, 10), std::invalid_argument);
}

TEST_CASE("the tie term is zero without ties only") {
  CHECK(tie_term(std::vector<double>{3, 1, 2}) == 0);
  CHECK(tie_term(std::vector<double>{3, 1, 3, 3, nan_}) == 24);
  CHECK_THROWS_AS(mid_ranks(gather(std::vector<double>{1, nan_}, std::vector<std::size_t>{1})), std::invalid_argument);
}

TEST_CASE("complete cases and groups leave missing values out") {
  const std::vector<double> a{1, nan_, 3, 4}, b{nan_, 2, 3, 4};
  CHECK(complete_cases({a, b}) == std::vector<std::size_t>{2, 3});
  CHECK(complete_cases({}).empty());
  CHECK_THROWS_AS(complete_cases({a, std::vector<double>{1}}), std::invalid_argument);
  const auto groups = by_group(a, std::vector<int>{1, 1, -1, 0}, 3);
  CHECK(groups[0] == std::vector<double>{4});
  CHECK(groups[1] == std::vector<double>{1});
  CHECK(groups[2].empty());
  CHECK_THROWS_AS(by_group(a, std::vector<int>{0, 0, 0, 3}, 3), std::invalid_argument);
  CHECK(is_constant(std::vector<double>{0.1, 0.1, 0.1}));
  CHECK_FALSE(all_finite(std::vector<double>{1, std::numeric_limits<double>::infinity()}));
}
