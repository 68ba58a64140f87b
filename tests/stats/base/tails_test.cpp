#include "stats/base/tails.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;

TEST_CASE("tails and their logarithms agree with R") {
  int below_double = 0;
  for (const auto& [name, f] : rgx::test::read_cases("tails")) {
    CAPTURE(name);
    const double x = f.at("x")[0], a = f.at("df")[0], b = f.at("df")[1];
    const Tail tail = name.starts_with("normal") ? normal_upper(x)
                      : name.starts_with("t")    ? t_two_sided(x, a)
                      : name.starts_with("chi")  ? chi_square_upper(x, a)
                                                 : f_upper(x, a, b);
    CAPTURE(x);
    CAPTURE(a);
    CAPTURE(b);
    if (f.at("p")[0] > 1e-290) CHECK(relative(tail.p, f.at("p")[0]) < 1e-11);
    CHECK(apart(tail.log10_p, f.at("log10_p")[0]) < 1e-12 * std::max(1.0, std::abs(f.at("log10_p")[0])));
    below_double += tail.p == 0;
  }
  CHECK(below_double > 30);
}

TEST_CASE("tails at the edges") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  CHECK(std::isnan(normal_upper(nan).p));
  CHECK(std::isnan(normal_two_sided(nan).p));
  CHECK(std::isnan(normal_two_sided(nan).log10_p));
  CHECK(std::isnan(t_two_sided(nan, 3).p));
  CHECK(std::isnan(t_two_sided(1, 0).p));
  CHECK(t_two_sided(inf, 5).p == 0);
  CHECK(t_two_sided(inf, 5).log10_p == -inf);
  CHECK(t_two_sided(1e200, 5).log10_p ==
        doctest::Approx(-1000 + 5 * std::log10(5) / 2 - std::log10(2.5) -
                        (std::lgamma(2.5) + std::lgamma(0.5) - std::lgamma(3)) / std::log(10)));
  CHECK(t_two_sided(-2, 7).p == t_two_sided(2, 7).p);
  CHECK(t_upper(-2, 7).p == doctest::Approx(1 - t_upper(2, 7).p));
  CHECK(t_two_sided(1.5, inf).p == normal_two_sided(1.5).p);
  CHECK(f_upper(2, 3, inf).p == doctest::Approx(chi_square_upper(6, 3).p));
  CHECK(chi_square_upper(0, 3).p == 1);
  CHECK(chi_square_upper(inf, 3).p == 0);
  CHECK(f_upper(inf, 3, 4).p == 0);
  CHECK(twice(tail_of(0.7)).p == 1);
  CHECK(twice(tail_of(0.7)).log10_p == 0);
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(t_quantile(0.975, 10) == doctest::Approx(2.2281388519862739).epsilon(1e-13));
}
