#include "stats/correction/correct.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;

TEST_CASE("adjusted p values are p.adjust's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("correct")) {
    CAPTURE(name);
    std::optional<std::size_t> tests;
    if (f.contains("tests")) tests = static_cast<std::size_t>(f.at("tests")[0]);
    for (const auto method : {"none", "bonferroni", "sidak", "holm", "hochberg", "hommel", "BH", "BY"}) {
      CAPTURE(method);
      const auto correction = correction_named(method);
      REQUIRE(correction);
      CHECK(correction_name(*correction) == method);
      const auto q = adjust(f.at("p"), *correction, tests);
      REQUIRE(q.size() == f.at(method).size());
      for (std::size_t i = 0; i < q.size(); ++i) CHECK(relative(q[i], f.at(method)[i]) < 1e-12);
      checked += static_cast<int>(q.size());
    }
  }
  CHECK(checked > 2000);
}

TEST_CASE("a family smaller than its tests, and p that is none, are refused") {
  const std::vector<double> p{0.1, std::numeric_limits<double>::quiet_NaN(), 0.2};
  CHECK(adjust(p, Correction::bonferroni)[0] == 0.2);
  CHECK(adjust(p, Correction::bonferroni, 2)[0] == 0.2);
  CHECK_THROWS_AS(adjust(p, Correction::BH, 1), std::invalid_argument);
  CHECK_THROWS_AS(adjust(std::vector<double>{1.1}, Correction::BH), std::invalid_argument);
  CHECK_FALSE(correction_named("fdr_bh"));
  CHECK(adjust({}, Correction::BY).empty());
}
