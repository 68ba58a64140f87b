#include "stats/survival/concordance.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "stdlib/conformance/cox_fields.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::cox_cases_of;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;

namespace {

ConcordanceOptions options_of(const Fields& f, ConcordanceWeights weights) {
  ConcordanceOptions options;
  options.weights = weights;
  if (f.contains("tau")) options.tau = f.at("tau")[0];
  return options;
}

constexpr std::pair<const char*, ConcordanceWeights> both[] = {{"harrell", ConcordanceWeights::harrell},
                                                               {"uno", ConcordanceWeights::uno}};

CoxCases few() {
  CoxCases cases;
  cases.time = (VectorXd(5) << 1, 2, 2, 4, 5).finished();
  cases.event = {1, 1, 0, 1, 0};
  return cases;
}

}  // namespace

TEST_CASE("C, its error and the difference of two equal concordance()") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("concordance")) {
    if (!f.contains("x")) continue;
    for (const auto& [field, weights] : both) {
      CAPTURE(name);
      CAPTURE(field);
      MatrixXd scores(static_cast<Index>(f.at("x").size()), f.contains("y") ? 2 : 1);
      scores.col(0) = vector_of(f.at("x"));
      if (f.contains("y")) scores.col(1) = vector_of(f.at("y"));
      const auto found = concordances(cox_cases_of(f), scores, options_of(f, weights));
      const auto& expected = f.at(field);
      CHECK(static_cast<double>(found[0].n) == expected[0]);
      CHECK(relative(found[0].pairs, expected[1]) < 1e-12);
      CHECK(relative(found[0].value, expected[2]) < 1e-12);
      CHECK(relative(found[0].se, expected[3]) < 1e-12);
      const TestResult test = against_half(found[0], "c index", "c_index");
      CHECK(relative(test.statistic, expected[4]) < 1e-11);
      CHECK(apart(test.log10_p, expected[5]) < 1e-10 * std::abs(expected[5]));
      ++checked;
      if (!f.contains("y")) continue;
      const auto& other = f.at(std::string(field) + "_difference");
      const DiscriminationDifference difference = difference_of(found[0], found[1]);
      CHECK(apart(difference.difference, other[0]) < 1e-13);
      CHECK(relative(difference.se, other[1]) < 1e-12);
      CHECK(relative(difference.z, other[2]) < 1e-11);
      CHECK(apart(difference.tail.log10_p, other[3]) < 1e-10);
    }
  }
  CHECK(checked == 36);
}

TEST_CASE("the screen tests every feature on its own cases, whatever the threads") {
  const auto cases = rgx::test::read_cases("concordance");
  const Fields& f = cases.at("screen");
  const MatrixXd features = matrix_of(f.at("features"), f.at("feature_columns")[0]);
  const ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  for (const auto& [field, weights] : both) {
    const ConcordanceOptions options = options_of(f, weights);
    const auto found = concordance_screen(cox_cases_of(f), features, options);
    const auto again = concordance_screen(cox_cases_of(f), features, options, backwards);
    const std::string start = std::string(field) + "_";
    for (std::size_t j = 0; j < found.size(); ++j) {
      CHECK(static_cast<double>(found[j].n) == f.at(start + "n")[j]);
      CHECK(relative(found[j].estimate, f.at(start + "c")[j]) < 1e-12);
      CHECK(relative((found[j].estimate - 0.5) / found[j].statistic, f.at(start + "se")[j]) < 1e-9);
      CHECK(relative(found[j].p, f.at(start + "p")[j]) < 1e-10);
      CHECK(found[j].p == again[j].p);
      CHECK(found[j].estimate_kind == "c_index");
    }
  }
}

TEST_CASE("C at the edges has a reason") {
  const VectorXd perfect = (VectorXd(5) << 9, 7, 5, 3, 1).finished();
  for (const auto& [field, weights] : both) {
    ConcordanceOptions options;
    options.weights = weights;
    const auto test = [&](const CoxCases& cases, const VectorXd& score) {
      return against_half(concordance(cases, score, options), "c index", "c_index");
    };
    CHECK(test(few(), perfect).estimate == 1);
    CHECK(test(few(), perfect).reason == Reason::degenerate);
    CHECK(test(few(), -perfect).estimate == 0);
    CHECK(test(few(), -perfect).ci_reason == Reason::degenerate);
    CHECK(test(few(), VectorXd::Constant(5, 2)).estimate == 0.5);
    CHECK(test(few(), VectorXd::Constant(5, 2)).reason == Reason::constant);
    CoxCases cases = few();
    cases.event.assign(5, 0);
    CHECK(test(cases, perfect).reason == Reason::one_class);
    cases.event = {0, 0, 0, 0, 1};  // nobody lives longer than the only event
    CHECK(test(cases, perfect).reason == Reason::too_few);
    CHECK(test(few(), VectorXd::Constant(5, missing)).reason == Reason::too_few);
    options.tau = 0.5;  // no event so early
    CHECK(test(few(), perfect).reason == Reason::one_class);
    CHECK(std::isnan(test(few(), perfect).estimate));
  }
  CoxCases weighted = few();
  weighted.weight = VectorXd::Ones(5);
  CHECK_THROWS_AS(concordance(weighted, perfect), std::invalid_argument);
  CHECK(difference_of(concordance(few(), perfect), concordance(few(), 3 * perfect)).reason == Reason::degenerate);
}
