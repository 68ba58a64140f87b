#include "stats/groups/trend.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/groups/mcnemar.hpp"
#include "stats/groups/stratified.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;

namespace {

void check_chi_square(const TestResult& r, const Column& want) {
  CHECK(apart(r.statistic, want[0]) < 1e-12 * std::max(1.0, want[0]));
  CHECK(r.df == want[1]);
  if (want[2] > 1e-290) CHECK(relative(r.p, want[2]) < 1e-12 * std::max(10.0, want[0]));
  CHECK(apart(r.log10_p, want[3]) < 1e-12 * std::max(1.0, want[0]));
}

Counts shares(const Column& without, const Column& with) {
  Counts t{static_cast<int>(with.size()), 2, {}};
  for (std::size_t i = 0; i < with.size(); ++i) {
    t.n.push_back(static_cast<long>(without[i]));
    t.n.push_back(static_cast<long>(with[i]));
  }
  return t;
}

std::vector<Counts> strata_of(const rgx::test::Fields& f) {
  const auto& dim = f.at("dim");
  std::vector<Counts> strata(static_cast<std::size_t>(dim[2]),
                             Counts{static_cast<int>(dim[0]), static_cast<int>(dim[1]), {}});
  const auto cells = static_cast<std::size_t>(dim[0] * dim[1]);
  const auto& counts = f.at("counts");
  for (std::size_t i = 0; i < counts.size(); ++i) strata[i / cells].n.push_back(static_cast<long>(counts[i]));
  return strata;
}

}  // namespace

TEST_CASE("Cochran–Armitage agrees with R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("trend")) {
    if (!f.contains("trend")) continue;
    CAPTURE(name);
    ++checked;
    const TestResult r =
        cochran_armitage(shares(f.at("without"), f.at("with")), f.contains("scores") ? f.at("scores") : Column{});
    check_chi_square(r, f.at("trend"));
    CHECK(apart(r.estimate, f.at("slope")[0]) < 1e-12);
    CHECK(apart(r.ci_low, f.at("slope")[1]) < 1e-12);
    CHECK(apart(r.ci_high, f.at("slope")[2]) < 1e-12);
  }
  CHECK(checked == 9);
}

TEST_CASE("Cochran–Mantel–Haenszel agrees with R") {
  int checked = 0, odds = 0;
  for (const auto& [name, f] : rgx::test::read_cases("trend")) {
    if (!f.contains("corrected")) continue;
    CAPTURE(name);
    ++checked;
    const auto strata = strata_of(f);
    check_chi_square(mantel_haenszel(strata), f.at("corrected"));
    const TestResult r = mantel_haenszel(strata, false);
    check_chi_square(r, f.at("plain"));
    if (f.contains("odds")) {
      ++odds;
      CHECK(r.estimate_kind == "odds_ratio");
      CHECK(relative(r.estimate, f.at("odds")[0]) < 1e-12);
      CHECK(relative(r.ci_low, f.at("odds")[1]) < 1e-12);
      CHECK(relative(r.ci_high, f.at("odds")[2]) < 1e-12);
      CHECK((r.ci_reason == Reason::degenerate) == std::isnan(r.ci_low));
    } else {
      CHECK(r.ci_reason == Reason::not_asked);
      CHECK(std::isnan(r.estimate));
    }
  }
  CHECK(checked == 11);
  CHECK(odds == 8);
}

TEST_CASE("McNemar agrees with R") {
  int checked = 0, exact = 0;
  for (const auto& [name, f] : rgx::test::read_cases("trend")) {
    if (!f.contains("mcnemar")) continue;
    CAPTURE(name);
    ++checked;
    Counts t{static_cast<int>(f.at("dim")[0]), static_cast<int>(f.at("dim")[1]), {}};
    for (const double v : f.at("square")) t.n.push_back(static_cast<long>(v));
    check_chi_square(mcnemar(t), f.at("mcnemar"));
    check_chi_square(mcnemar(t, false), f.at("mcnemar_plain"));
    if (!f.contains("exact")) continue;
    ++exact;
    const TestResult r = mcnemar_exact(t);
    if (f.at("exact")[0] > 1e-290) CHECK(relative(r.p, f.at("exact")[0]) < 1e-12);
    CHECK(apart(r.log10_p, f.at("exact")[1]) < 1e-12 * std::max(1.0, std::abs(f.at("exact")[1])));
    for (const TestResult& either : {r, mcnemar(t)}) {
      CHECK(relative(either.estimate, f.at("change_odds")[0]) < 1e-12);
      CHECK(relative(either.ci_low, f.at("change_odds")[1]) < 1e-8);
      CHECK(relative(either.ci_high, f.at("change_odds")[2]) < 1e-8);
    }
  }
  CHECK(checked == 9);
  CHECK(exact == 7);
}

TEST_CASE("printed examples of trends and strata") {
  const TestResult smokers = cochran_armitage({4, 2, {3, 83, 3, 90, 7, 129, 12, 70}});
  CHECK(smokers.statistic == doctest::Approx(8.2249).epsilon(1e-5));
  CHECK(smokers.p == doctest::Approx(0.004132).epsilon(1e-4));
  CHECK(smokers.estimate < 0);
  const auto cases = rgx::test::read_cases("trend");
  const TestResult rabbits = mantel_haenszel(strata_of(cases.at("rabbits")));
  CHECK(rabbits.statistic == doctest::Approx(3.9286).epsilon(1e-5));
  CHECK(rabbits.p == doctest::Approx(0.04747).epsilon(1e-4));
  CHECK(rabbits.estimate == doctest::Approx(7));
  const TestResult satisfaction = mantel_haenszel(strata_of(cases.at("satisfaction")));
  CHECK(satisfaction.statistic == doctest::Approx(10.2001).epsilon(1e-5));
  CHECK(satisfaction.df == 9);
  CHECK(satisfaction.p == doctest::Approx(0.3345).epsilon(1e-3));
  const TestResult approval = mcnemar({2, 2, {794, 150, 86, 570}});
  CHECK(approval.statistic == doctest::Approx(63.0 * 63 / 236));
}

TEST_CASE("one stratum is the chi-square less one case in n") {
  const std::vector<Counts> one{{3, 3, {8, 1, 4, 2, 5, 3, 3, 3, 9}}};
  const TestResult m = mantel_haenszel(one), c = chi_square(one[0]);
  CHECK(relative(m.statistic, c.statistic * 37 / 38) < 1e-13);
  CHECK(m.df == 4);
}

TEST_CASE("tables that cannot be tested say why") {
  CHECK(cochran_armitage({3, 2, {0, 3, 0, 4, 0, 1}}).reason == Reason::one_class);
  CHECK(cochran_armitage({3, 2, {3, 0, 4, 0, 1, 0}}).reason == Reason::one_class);
  CHECK(cochran_armitage({3, 2, {3, 2, 0, 0, 0, 0}}).reason == Reason::one_class);
  CHECK(cochran_armitage({0, 2, {}}).reason == Reason::one_class);
  CHECK(cochran_armitage({2, 2, {3, 2, 1, 4}}, Column{5, 5}).reason == Reason::one_class);
  CHECK(cochran_armitage({2, 2, {3, 0, 0, 4}}).ci_reason == Reason::degenerate);
  CHECK(cochran_armitage({2, 2, {3, 0, 0, 4}}).estimate == 1);
  CHECK_THROWS_AS(cochran_armitage({2, 3, {3, 0, 0, 4, 1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(cochran_armitage({2, 2, {3, 0, 0, -4}}), std::invalid_argument);
  CHECK_THROWS_AS(cochran_armitage({2, 2, {3, 0, 0, 4}}, Column{1}), std::invalid_argument);
  CHECK_THROWS_AS(cochran_armitage({2, 2, {3, 0, 0, 4}}, Column{1, std::nan("")}), std::invalid_argument);

  CHECK(mantel_haenszel({}).reason == Reason::one_class);
  CHECK(mantel_haenszel(std::vector<Counts>{{2, 2, {1, 0, 0, 0}}}).reason == Reason::one_class);
  CHECK(mantel_haenszel(std::vector<Counts>{{2, 2, {3, 4, 0, 0}}, {2, 2, {0, 0, 2, 1}}}).reason == Reason::one_class);
  // The third row meets only itself in a stratum of its own.
  CHECK(mantel_haenszel(std::vector<Counts>{{3, 2, {3, 4, 2, 1, 0, 0}}, {3, 2, {0, 0, 0, 0, 5, 6}}}).reason ==
        Reason::collinear);
  CHECK_THROWS_AS(mantel_haenszel(std::vector<Counts>{{2, 2, {1, 0, 0, 3}}, {2, 3, {1, 0, 0, 3, 1, 1}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(mantel_haenszel(std::vector<Counts>{{2, 2, {1, 0, -1, 3}}}), std::invalid_argument);

  CHECK(mcnemar({2, 2, {3, 0, 0, 4}}).reason == Reason::constant);
  CHECK(mcnemar_exact({2, 2, {3, 0, 0, 4}}).reason == Reason::constant);
  CHECK(mcnemar({3, 3, {1, 2, 0, 5, 1, 0, 0, 0, 1}}).df == 1);
  CHECK_THROWS_AS(mcnemar({2, 3, {3, 0, 0, 4, 1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(mcnemar({2, 2, {3, 0, -1, 4}}), std::invalid_argument);
  CHECK_THROWS_AS(mcnemar_exact({3, 3, {1, 2, 0, 5, 1, 0, 0, 0, 1}}), std::invalid_argument);
}
