#include "stats/validation/brier.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::vector_of;

TEST_CASE("Murphy's parts are R's and add up with the remainder") {
  int seen = 0;
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("parts")) continue;
    CAPTURE(name);
    ++seen;
    const BrierParts b = brier_parts(vector_of(f.at("p")), vector_of(f.at("y")));
    const double found[] = {b.brier, b.reliability, b.resolution, b.uncertainty, b.remainder};
    for (std::size_t i = 0; i < 5; ++i) CHECK(std::abs(found[i] - f.at("parts")[i]) < 1e-14);
    CHECK(b.groups == static_cast<std::size_t>(f.at("parts")[5]));
    CHECK(b.brier == doctest::Approx(b.reliability - b.resolution + b.uncertainty + b.remainder).epsilon(1e-14));
  }
  CHECK(seen == 4);
}

TEST_CASE("predictions that are equal within each group leave no remainder") {
  VectorXd p(8), y(8);
  p << .2, .2, .2, .2, .7, .7, .7, .7;
  y << 0, 0, 1, 0, 1, 1, 0, 1;
  const BrierParts b = brier_parts(p, y, 2);
  CHECK(b.groups == 2);
  CHECK(std::abs(b.remainder) < 1e-16);
  CHECK(b.reliability == doctest::Approx(0.0025));
  CHECK(b.resolution == doctest::Approx(0.0625));
  CHECK(std::isnan(brier_parts(p.head(0), y.head(0)).brier));
}
