#include "stats/agreement/kappa.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXi;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::relative;

namespace {

using Codes = std::vector<int>;

void check(const Kappa& k, const std::vector<double>& expected) {
  CHECK(apart(k.result.estimate, expected.at(0)) < 1e-12);
  CHECK(apart(k.result.ci_low, expected.at(1)) < 1e-12);
  CHECK(apart(k.result.ci_high, expected.at(2)) < 1e-12);
  CHECK(relative(k.se, expected.at(3)) < 1e-11);
  CHECK(relative(k.null_se, expected.at(4)) < 1e-12);
  CHECK(apart(k.result.statistic, expected.at(5)) < 1e-12);
  CHECK(relative(k.result.p, expected.at(6)) < 1e-11);
  CHECK(relative(k.observed, expected.at(7)) < 1e-13);
  CHECK(relative(k.expected, expected.at(8)) < 1e-13);
}

MatrixXi ratings_of(const Fields& f) {
  const auto values = codes(f.at("ratings"));
  const auto readers = static_cast<Index>(f.at("readers")[0]);
  return Eigen::Map<const MatrixXi>(values.data(), static_cast<Index>(values.size()) / readers, readers);
}

}  // namespace

TEST_CASE("kappa of two readers equals psych and vcd") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("first")) continue;
    CAPTURE(name);
    ++checked;
    const auto a = codes(f.at("first")), b = codes(f.at("second"));
    for (const auto& [weights, kind] : {std::pair{"none", KappaWeights::none},
                                        {"linear", KappaWeights::linear},
                                        {"quadratic", KappaWeights::quadratic}}) {
      CAPTURE(weights);
      const Kappa k = cohen_kappa(a, b, static_cast<int>(f.at("categories")[0]), kind, f.at("level")[0]);
      CHECK(static_cast<double>(k.result.n) == f.at("n")[0]);
      check(k, f.at(weights));
    }
  }
  CHECK(checked == 8);
}

TEST_CASE("two categories have one kappa, whatever the weights") {
  const Codes a{0, 0, 1, 1, 0, 1, 1, 0}, b{0, 1, 1, 1, 0, 1, 0, 0};
  const double plain = cohen_kappa(a, b, 2).result.estimate;
  CHECK(plain == 0.5);
  CHECK(cohen_kappa(a, b, 2, KappaWeights::linear).result.estimate == plain);
  CHECK(cohen_kappa(a, b, 2, KappaWeights::quadratic).result.estimate == plain);
}

TEST_CASE("kappa of two readers at its edges") {
  const Codes some{0, 1, 2, 1, 0}, one{1, 1, 1, 1, 1};
  const Kappa perfect = cohen_kappa(some, some, 3);
  CHECK(perfect.result.estimate == 1);
  CHECK(perfect.result.ci_reason == Reason::degenerate);
  CHECK(std::isnan(perfect.result.ci_low));
  CHECK(perfect.result.p < 0.01);
  const Kappa constant_reader = cohen_kappa(some, one, 3);
  CHECK(std::abs(constant_reader.result.estimate) < 1e-15);
  CHECK(constant_reader.result.ci_reason == Reason::degenerate);
  CHECK(constant_reader.result.reason == Reason::degenerate);
  CHECK(cohen_kappa(one, one, 3).result.reason == Reason::constant);
  CHECK(cohen_kappa(Codes{}, Codes{}, 2).result.reason == Reason::too_few);
  CHECK(cohen_kappa(Codes{-1, 0}, Codes{0, -1}, 2).result.reason == Reason::too_few);
  CHECK(cohen_kappa(Codes{0}, Codes{1}, 2).result.n == 1);
  CHECK_THROWS_AS(cohen_kappa(some, one, 2), std::invalid_argument);
  CHECK_THROWS_AS(cohen_kappa(some, Codes{1}, 3), std::invalid_argument);
  CHECK_THROWS_AS(cohen_kappa(some, some, 0), std::invalid_argument);
}

TEST_CASE("kappa of many readers equals its formulas in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("ratings")) continue;
    CAPTURE(name);
    ++checked;
    const Kappa k = fleiss_kappa(ratings_of(f), static_cast<int>(f.at("categories")[0]), f.at("level")[0]);
    CHECK(static_cast<double>(k.result.n) == f.at("n")[0]);
    check(k, f.at("fleiss"));
    REQUIRE(k.category.size() == f.at("category").size());
    for (std::size_t j = 0; j < k.category.size(); ++j) CHECK(apart(k.category[j], f.at("category")[j]) < 1e-12);
    if (name == "fleiss_textbook") CHECK(std::abs(k.result.estimate - 0.210) < 0.0005);
  }
  CHECK(checked == 6);
}

TEST_CASE("the interval of many readers is near that of leaving subjects out") {
  const auto cases = rgx::test::read_cases("agreement");
  const MatrixXi all = ratings_of(cases.at("fleiss_three"));
  const Kappa k = fleiss_kappa(all, 4);
  const double n = static_cast<double>(all.rows());
  double sum = 0, squares = 0;
  for (Index i = 0; i < all.rows(); ++i) {
    MatrixXi rest = all;
    rest(i, 0) = -1;  // leaves the subject out
    const double kappa = fleiss_kappa(rest, 4).result.estimate;
    sum += kappa, squares += kappa * kappa;
  }
  const double jackknife = std::sqrt((n - 1) / n * (squares - sum * sum / n));
  CHECK(relative(k.se, jackknife) < 0.03);
}

TEST_CASE("kappa of many readers at its edges") {
  MatrixXi agree(4, 3);
  agree << 0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 0, 0;
  const Kappa perfect = fleiss_kappa(agree, 3);
  CHECK(perfect.result.estimate == 1);
  CHECK(perfect.result.ci_reason == Reason::degenerate);
  CHECK(fleiss_kappa(MatrixXi::Ones(4, 3), 3).result.reason == Reason::constant);
  CHECK(fleiss_kappa(MatrixXi(0, 3), 3).result.reason == Reason::too_few);
  CHECK(fleiss_kappa(MatrixXi::Ones(4, 1), 3).result.reason == Reason::too_few);
  CHECK(fleiss_kappa(agree.topRows(1).array() + MatrixXi::Identity(1, 3).array(), 3).result.ci_reason ==
        Reason::too_few);
  CHECK_THROWS_AS(fleiss_kappa(agree, 2), std::invalid_argument);
}
