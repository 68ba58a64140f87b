#include "stats/correction/weighted.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "stats/correction/correct.hpp"
#include "stats/correction/effective_tests.hpp"
#include "stats/correction/hierarchical.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::codes;
using rgx::test::relative;

namespace {

void same(const std::vector<double>& ours, const std::vector<double>& theirs, double tolerance = 1e-12) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CAPTURE(i);
    CHECK(relative(ours[i], theirs[i]) < tolerance);
  }
}

template <class Check>
int for_cases(std::string_view kind, const Check& check) {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("weighted")) {
    if (!name.starts_with(kind)) continue;
    CAPTURE(name);
    check(f);
    ++checked;
  }
  return checked;
}

}  // namespace

TEST_CASE("weighted BH is BH on p divided by its weight") {
  const int checked = for_cases("weight_", [](const auto& f) {
    same(weighted_bh(f.at("p"), f.at("weight")), f.at("weighted"));
    std::vector<double> equal(f.at("p").size(), 0.4);
    same(weighted_bh(f.at("p"), equal), adjust(f.at("p"), Correction::BH));
  });
  CHECK(checked == 5);
  const std::vector<double> p{0.1, 0.2};
  CHECK_THROWS_AS(weighted_bh(p, std::vector<double>{1}), std::invalid_argument);
  CHECK_THROWS_AS(weighted_bh(p, std::vector<double>{1, -1}), std::invalid_argument);
  CHECK_THROWS_AS(weighted_bh(p, std::vector<double>{0, 0}), std::invalid_argument);
  CHECK_THROWS_AS(weighted_bh(p, std::vector<double>{1, missing}), std::invalid_argument);
  CHECK_THROWS_AS(weighted_bh(std::vector<double>{2, 0.1}, p), std::invalid_argument);
}

TEST_CASE("group-adaptive BH is the papers'") {
  const int checked = for_cases("group_", [](const auto& f) {
    for (const auto method : {GroupPi0::lsl, GroupPi0::tst}) {
      const std::string name(group_pi0_name(method));
      CAPTURE(name);
      CHECK(group_pi0_named(name) == method);
      const auto out = group_adaptive_bh(f.at("p"), codes(f.at("group")), method, f.at("level")[0]);
      same(out.pi0, f.at("pi0_" + name));
      same(out.adjusted, f.at(name));
    }
  });
  CHECK(checked == 8);
  const std::vector<double> p{0.1, 0.2};
  CHECK_THROWS_AS(group_adaptive_bh(p, std::vector<int>{0}, GroupPi0::lsl), std::invalid_argument);
  CHECK_THROWS_AS(group_adaptive_bh(p, std::vector<int>{0, 0}, GroupPi0::lsl, 1), std::invalid_argument);
}

TEST_CASE("hierarchical adjusted values are the smallest levels that reject") {
  const int checked = for_cases("family_", [](const auto& f) {
    const auto out = hierarchical(f.at("p"), codes(f.at("family")));
    same(out.family_p, f.at("family_p"));
    same(out.family_adjusted, f.at("family_adjusted"));
    same(out.adjusted, f.at("hierarchical"));
    // The procedure itself at some levels.
    const auto family = codes(f.at("family"));
    for (const double q : {0.01, 0.05, 0.2, 0.6}) {
      const auto selected = out.selected(q);
      double chosen = 0, counted = 0;
      for (std::size_t k = 0; k < selected.size(); ++k) {
        chosen += selected[k] ? 1 : 0;
        counted += std::isnan(out.family_p[k]) ? 0 : 1;
      }
      for (std::size_t k = 0; k < selected.size(); ++k) {
        std::vector<double> own;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < family.size(); ++i) {
          if (family[i] != static_cast<int>(k)) continue;
          own.push_back(f.at("p")[i]);
          places.push_back(i);
        }
        const auto inside = adjust(own, Correction::BH);
        for (std::size_t i = 0; i < own.size(); ++i) {
          CHECK((selected[k] && inside[i] <= q * chosen / counted) == (out.adjusted[places[i]] <= q));
        }
      }
    }
  });
  CHECK(checked == 6);
  CHECK(simes(std::vector<double>{0.04, missing, 0.03}) == 0.04);
  CHECK(std::isnan(simes({})));
  CHECK_THROWS_AS(hierarchical(std::vector<double>{0.1}, std::vector<int>{}), std::invalid_argument);
  CHECK_THROWS_AS(simes(std::vector<double>{-1}), std::invalid_argument);
}

TEST_CASE("effective tests are Li and Ji's from either side of the matrix") {
  const int checked = for_cases("effective_", [](const auto& f) {
    const auto n = static_cast<Eigen::Index>(f.at("cases")[0]);
    const auto& x = f.at("X");
    const Eigen::Map<const Eigen::MatrixXd> features(x.data(), n, static_cast<Eigen::Index>(x.size()) / n);
    for (const auto kind : {Correlation::pearson, Correlation::spearman}) {
      const std::string name = kind == Correlation::pearson ? "pearson" : "spearman";
      const auto out = effective_tests(features, kind);
      CHECK(static_cast<double>(out.features) == f.at("features")[0]);
      CHECK(relative(out.value, f.at(name)[0]) < 1e-11);
      CHECK(relative(sidak_level(0.05, out.value), f.at(name + "_level")[0]) < 1e-11);
    }
  });
  CHECK(checked == 8);
  Eigen::MatrixXd alike(5, 3);
  alike << 1, 2, -1, 2, 4, -2, 3, 6, -3, 4, 8, -4, 6, 12, -6;
  CHECK(effective_tests(alike).value == 1);
  CHECK(effective_tests(Eigen::MatrixXd::Ones(5, 3)).features == 0);
  CHECK(effective_tests(Eigen::MatrixXd::Ones(1, 3)).value == 0);
  CHECK(li_ji(std::vector<double>{2.5, -0.5, 1 - 1e-15}) == doctest::Approx(1.5 + 0.5 + 1));
  same(sidak_adjust(std::vector<double>{0.01, 0.2, 1e-300, missing}, 7),
       adjust(std::vector<double>{0.01, 0.2, 1e-300, missing}, Correction::sidak, 7));
  CHECK_THROWS_AS(sidak_level(0.05, 0), std::invalid_argument);
  CHECK_THROWS_AS(sidak_adjust(std::vector<double>{2}, 3), std::invalid_argument);
}
