#include "stats/permutation/permute.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "stats/groups/compare.hpp"
#include "stats/permutation/permute_compare.hpp"
#include "stats/permutation/permute_correlate.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::relative;
using Column = std::vector<double>;
using Codes = std::vector<int>;
const double nan_ = std::numeric_limits<double>::quiet_NaN(), inf_ = std::numeric_limits<double>::infinity();

namespace {

Permutations complete(std::span<const int> stratum = {}) { return {Stream(1), 999, 1e6, stratum}; }
Permutations drawn(std::uint64_t key, std::span<const int> stratum = {}) { return {Stream(key), 9999, 0, stratum}; }

// statistic, arrangements as extreme, arrangements.
void check_complete(const PermutationResult& r, const Column& want) {
  CHECK(apart(r.result.statistic, want[0]) < 1e-12 * std::max(1.0, std::abs(want[0])));
  CHECK(r.permutations.complete);
  CHECK(static_cast<double>(r.permutations.as_extreme) == want[1]);
  CHECK(static_cast<double>(r.permutations.arrangements) == want[2]);
  CHECK(relative(r.result.p, want[1] / want[2]) < 1e-15);
  CHECK(r.result.test.ends_with(" complete"));
}

void check_drawn(const PermutationResult& r, double p) {
  CHECK_FALSE(r.permutations.complete);
  CHECK(r.permutations.arrangements == 9999);
  CHECK(r.result.p == (1 + static_cast<double>(r.permutations.as_extreme)) / 10000);
  CHECK(std::abs(r.result.p - p) < 4 * std::sqrt(p * (1 - p) / 9999) + 1e-4);
}

Codes strata_of(const rgx::test::Fields& f) { return f.contains("stratum") ? codes(f.at("stratum")) : Codes{}; }

}  // namespace

TEST_CASE("permutation tests between groups agree with complete enumeration in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("permute")) {
    CAPTURE(name);
    if (!f.contains("h")) continue;
    const auto& x = f.at("x");
    const auto g = codes(f.at("g")), stratum = strata_of(f);
    const std::pair<const char*, TwoGroupStatistic> two[] = {{"mean_difference", TwoGroupStatistic::mean_difference},
                                                             {"welch_t", TwoGroupStatistic::welch_t},
                                                             {"rank_sum", TwoGroupStatistic::rank_sum}};
    for (const auto& [kind, statistic] : two) {
      if (!f.contains(kind)) continue;
      CAPTURE(kind);
      const auto& want = f.at(kind);
      check_complete(permute_two_groups(x, g, statistic, complete(stratum)), want);
      check_drawn(permute_two_groups(x, g, statistic, drawn(3, stratum)), want[1] / want[2]);
      ++checked;
    }
    const std::pair<const char*, GroupStatistic> many[] = {{"f", GroupStatistic::f}, {"h", GroupStatistic::h}};
    for (const auto& [kind, statistic] : many) {
      CAPTURE(kind);
      const auto& want = f.at(kind);
      check_complete(permute_groups(x, g, statistic, complete(stratum)), want);
      check_drawn(permute_groups(x, g, statistic, drawn(4, stratum)), want[1] / want[2]);
      ++checked;
    }
  }
  CHECK(checked == 57);
}

TEST_CASE("permutation tests of dependence agree with complete enumeration in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("permute")) {
    CAPTURE(name);
    if (!f.contains("left")) continue;
    const auto stratum = strata_of(f);
    const std::pair<const char*, CorrelationStatistic> kinds[] = {{"pearson", CorrelationStatistic::pearson},
                                                                  {"spearman", CorrelationStatistic::spearman},
                                                                  {"kendall", CorrelationStatistic::kendall},
                                                                  {"distance", CorrelationStatistic::distance}};
    for (const auto& [kind, statistic] : kinds) {
      if (!f.contains(kind)) continue;
      CAPTURE(kind);
      const auto& want = f.at(kind);
      check_complete(permute_correlation(f.at("left"), f.at("right"), statistic, complete(stratum)), want);
      check_drawn(permute_correlation(f.at("left"), f.at("right"), statistic, drawn(5, stratum)), want[1] / want[2]);
      ++checked;
    }
  }
  CHECK(checked == 27);
}

TEST_CASE("draws meet coin's exact p where listing is too long") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("permute")) {
    if (!f.contains("exact_rank_sum")) continue;
    CAPTURE(name);
    ++checked;
    const auto& x = f.at("x");
    const auto g = codes(f.at("g"));
    Permutations how = drawn(11);
    how.enumerate_up_to = 1e6;  // there are far more
    check_drawn(permute_two_groups(x, g, TwoGroupStatistic::mean_difference, how), f.at("exact_mean_difference")[0]);
    check_drawn(permute_two_groups(x, g, TwoGroupStatistic::rank_sum, how), f.at("exact_rank_sum")[0]);
  }
  CHECK(checked == 2);
}

TEST_CASE("a permutation p is the same at any number of threads") {
  const Column x{1.2, 3.4, 2.2, 5.1, 0.4, 1.1, 2.9, 4.5, 3.3, 0.2, 2.8, 6.1};
  const Codes g{1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0};
  Permutations how = drawn(8);
  how.draws = 1001;  // the last block is not full
  const auto alone = permute_two_groups(x, g, TwoGroupStatistic::welch_t, how);
  for (const std::size_t threads : {2u, 7u}) {
    how.parallel = [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
      std::vector<std::thread> team;
      for (std::size_t t = 0; t < threads; ++t) {
        team.emplace_back([&, t] {
          for (std::size_t i = t; i < count; i += threads) body(i);
        });
      }
      for (auto& member : team) member.join();
    };
    CHECK(permute_two_groups(x, g, TwoGroupStatistic::welch_t, how).permutations.as_extreme ==
          alone.permutations.as_extreme);
  }
  how.stream = Stream(9);
  CHECK(permute_two_groups(x, g, TwoGroupStatistic::welch_t, how).permutations.as_extreme !=
        alone.permutations.as_extreme);
}

TEST_CASE("outcomes stay in their stratum") {
  const Codes code{0, 1, 1, 5, 6, 7}, stratum{4, 4, 4, 2, 2, 2};
  std::size_t seen = 0;
  bool apart_always = true;
  const auto watch = [&](std::span<const int> c) {
    ++seen;
    for (std::size_t i = 0; i < 3; ++i) apart_always = apart_always && c[i] < 2 && c[i + 3] >= 5;
    return 0.0;
  };
  const PermutationP all = permutation_p(code, watch, 1, complete(stratum));
  CHECK(all.arrangements == 18);
  CHECK(all.as_extreme == 18);
  CHECK(count_arrangements(code, stratum) == 18);
  CHECK(count_arrangements(code, {}) == 360);
  Permutations how = drawn(1, stratum);
  how.draws = 100;
  CHECK(permutation_p(code, watch, 1, how).p.p == 1);
  CHECK(seen == 1 + 18 + 1 + 100);
  CHECK(apart_always);
  // Strata that hold the outcome fixed leave nothing to exchange.
  const Codes fixed{1, 2, 2, 0, 0, 0};
  const PermutationP none = permutation_p(fixed, watch, 1, complete(fixed));
  CHECK(std::isnan(none.p.p));
  CHECK(none.arrangements == 1);
}

TEST_CASE("the observed arrangement counts, its ties within rounding count, what is undefined counts") {
  const Codes code{0, 0, 1};
  const auto place = [](std::span<const int> c) { return c[0] == 1 ? 0 : c[1] == 1 ? 1 : 2; };
  CHECK(permutation_p(
            code, [&](auto c) { return static_cast<double>(place(c)); }, 0, complete())
            .as_extreme == 1);
  const Column nearly{0, 1 - 1e-13, 1}, below{0, 1 - 1e-10, 1}, undefined{0, nan_, 1}, infinite{0, inf_, inf_};
  CHECK(permutation_p(
            code, [&](auto c) { return nearly[place(c)]; }, 0, complete())
            .as_extreme == 2);
  CHECK(permutation_p(
            code, [&](auto c) { return below[place(c)]; }, 0, complete())
            .as_extreme == 1);
  CHECK(permutation_p(
            code, [&](auto c) { return below[place(c)]; }, 1000, complete())
            .as_extreme == 2);
  CHECK(permutation_p(
            code, [&](auto c) { return undefined[place(c)]; }, 0, complete())
            .as_extreme == 2);
  CHECK(permutation_p(
            code, [&](auto c) { return infinite[place(c)]; }, 0, complete())
            .as_extreme == 2);
  // p never falls below 1 over the draws and the observed arrangement.
  Permutations how = drawn(2);
  how.draws = 19;
  Column x(40);
  Codes g(40);
  for (int i = 0; i < 40; ++i) x[i] = i, g[i] = i < 20;
  const auto r = permute_two_groups(x, g, TwoGroupStatistic::rank_sum, how);
  CHECK(r.result.p == 1.0 / 20);
  CHECK(r.result.log10_p == doctest::Approx(std::log10(0.05)));
  CHECK(r.result.estimate == 0);
}

TEST_CASE("estimates of permutation tests are those of the test they replace") {
  const Column x{1.2, 3.4, 2.2, 5.1, 0.4, 1.1, 2.9};
  const Codes g{1, 1, 1, 1, 0, 0, 0};
  const Column high{1.2, 3.4, 2.2, 5.1}, low{0.4, 1.1, 2.9};
  const auto mean = permute_two_groups(x, g, TwoGroupStatistic::mean_difference, complete()).result;
  const TestResult t = student(high, low);
  CHECK(mean.estimate == t.estimate);
  CHECK(mean.ci_high == t.ci_high);
  CHECK(std::isnan(mean.df));
  CHECK(mean.test == "permutation mean_difference complete");
  CHECK(permute_two_groups(x, g, TwoGroupStatistic::welch_t, complete()).result.statistic ==
        doctest::Approx(welch(high, low).statistic));
  CHECK(permute_two_groups(x, g, TwoGroupStatistic::rank_sum, complete()).result.p ==
        doctest::Approx(wilcoxon(high, low).p));
}

TEST_CASE("values near the largest and smallest double change nothing") {
  const Column x{1.5, 2.25, 4, 3.125, 0.5, 1, 1.75};
  const Codes g{1, 1, 1, 1, 0, 0, 0};
  const auto plain = permute_two_groups(x, g, TwoGroupStatistic::welch_t, complete());
  for (const double scale : {0x1p-500, 0x1p450}) {
    Column big = x;
    for (double& v : big) v *= scale;
    CHECK(permute_two_groups(big, g, TwoGroupStatistic::welch_t, complete()).permutations.as_extreme ==
          plain.permutations.as_extreme);
  }
}

TEST_CASE("permutation tests that cannot be made say why") {
  const Column x{1, 2, 3, 4}, flat{5, 5, 5, 5};
  const Codes g{0, 0, 1, 1};
  const auto two = [&](const Column& values, const Codes& code, const Codes& stratum = {}) {
    return permute_two_groups(values, code, TwoGroupStatistic::mean_difference, complete(stratum)).result;
  };
  CHECK(two(x, Codes{1, 1, 1, 1}).reason == Reason::one_class);
  CHECK(two(x, Codes{1, 1, -1, -1}).reason == Reason::one_class);
  CHECK(two(flat, g).reason == Reason::constant);
  CHECK(two(Column{1, inf_, 2, 3}, g).reason == Reason::not_finite);
  CHECK(two(x, g, g).reason == Reason::one_class);
  CHECK(std::isnan(two(x, g, g).p));
  CHECK(two(x, g, Codes{0, 0, 0, -1}).n == 3);
  CHECK_THROWS_AS(two(x, Codes{0, 1, 2, 1}), std::invalid_argument);
  CHECK_THROWS_AS(two(x, Codes{0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(two(x, g, Codes{0, 1}), std::invalid_argument);
  CHECK(permute_groups(x, Codes{2, 2, 2, 2}, GroupStatistic::f, complete()).result.reason == Reason::one_class);
  CHECK(permute_groups(x, Codes{0, 1, 2, 3}, GroupStatistic::f, complete()).result.reason == Reason::too_few);
  CHECK(permute_groups(x, Codes{0, 1, 2, 3}, GroupStatistic::h, complete()).result.p == 1);
  for (const auto kind : {CorrelationStatistic::pearson, CorrelationStatistic::spearman, CorrelationStatistic::kendall,
                          CorrelationStatistic::distance}) {
    CHECK(permute_correlation(x, flat, kind, complete()).result.reason == Reason::constant);
    CHECK(permute_correlation({}, {}, kind, complete()).result.reason == Reason::too_few);
    CHECK(permute_correlation(x, x, kind, complete(Codes{0, 1, 2, 3})).result.reason == Reason::one_class);
    CHECK_THROWS_AS(permute_correlation(x, Column{1}, kind, complete()), std::invalid_argument);
  }
  Permutations none = complete();
  none.draws = 0;
  CHECK_THROWS_AS(permute_correlation(x, x, CorrelationStatistic::pearson, none), std::invalid_argument);
  const auto constant = [](std::span<const int>) { return 0.0; };
  CHECK_THROWS_AS(permutation_p(g, constant, 1, complete(Codes{0, 1})), std::invalid_argument);
  CHECK_THROWS_AS(permutation_p(g, constant, 1, complete(Codes{0, 1, -1, 0})), std::invalid_argument);
}
