#include "stats/forest/forest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "stats/forest/forest_prediction.hpp"
#include "stdlib/conformance/forest_case.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using namespace rgx::conformance;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

ForestCase plain(const std::string& name) { return forest_case(rgx::test::read_cases("forest").at(name)); }

double worst(const MatrixXd& a, const MatrixXd& b) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  return ((a - b).array().abs() / b.array().abs().max(1)).maxCoeff();
}

}  // namespace

TEST_CASE("a tree that draws nothing is ranger's: predictions, hazards, impurities") {
  int seen = 0;
  for (const auto& [name, f] : rgx::test::read_cases("forest")) {
    if (!f.contains("impurity")) continue;
    CAPTURE(name);
    ++seen;
    const ForestCase c = forest_case(f);
    const Forest forest = grow_forest(c.x, c.outcome, c.options, 1);
    CHECK(forest.reason == "");
    CHECK(worst(forest.impurity, vector_of(f.at("impurity"))) < 1e-12);
    const MatrixXd said = forest_predict(forest, c.x);
    if (c.options.kind == ForestKind::survival) {
      CHECK(worst(hazards_at(forest, said, f.at("at")),
                  matrix_of(f.at("hazard"), static_cast<double>(f.at("at").size()))) < 1e-12);
    } else if (c.options.kind == ForestKind::votes) {
      for (Index i = 0; i < said.rows(); ++i)
        CHECK(said(i, static_cast<Index>(f.at("predicted")[static_cast<std::size_t>(i)])) == 1);
    } else {
      CHECK(worst(said, matrix_of(f.at("predicted"), static_cast<double>(said.cols()))) < 1e-12);
    }
    CHECK(forest.out_of_bag.array().isNaN().all());  // every case was drawn
    CHECK(std::isnan(forest.out_of_bag_error));
  }
  CHECK(seen == 10);
}

TEST_CASE("errors out of bag are ranger's within two standard errors, importances within four") {
  int seen = 0;
  for (const auto& [name, f] : rgx::test::read_cases("forest")) {
    if (!f.contains("error")) continue;
    CAPTURE(name);
    ++seen;
    const ForestSeeds seeds = forest_seeds(f);
    CHECK(seeds.error < 2);
    for (const double z : seeds.importance) CHECK(z < 4);
  }
  CHECK(seen == 18);
}

TEST_CASE("the bytes depend on key, replicate and nothing else") {
  for (const char* name : {"bag_votes", "bag_regression", "bag_permutation_survival", "bag_extra_probability"}) {
    CAPTURE(name);
    const ForestCase c = plain(name);
    const Forest one = grow_forest(c.x, c.outcome, c.options, 5, 2);
    const Forest other = grow_forest(c.x, c.outcome, c.options, 5, 2, VectorXd(), rgx::test::backwards);
    CHECK((one.out_of_bag.array() == other.out_of_bag.array() || one.out_of_bag.array().isNaN()).all());
    CHECK(one.impurity == other.impurity);
    CHECK(one.permutation == other.permutation);
    CHECK(one.out_of_bag_error == other.out_of_bag_error);
    CHECK(forest_predict(one, c.x) == forest_predict(other, c.x, rgx::test::backwards));
    CHECK(grow_forest(c.x, c.outcome, c.options, 5, 3).impurity != one.impurity);
    CHECK(grow_forest(c.x, c.outcome, c.options, 6, 2).impurity != one.impurity);
    // A forest of fewer trees is the beginning of this one.
    ForestOptions fewer = c.options;
    fewer.trees = 3;
    const Forest begun = grow_forest(c.x, c.outcome, fewer, 5, 2);
    for (std::size_t t = 0; t < 3; ++t) CHECK(begun.trees[t].nodes.size() == one.trees[t].nodes.size());
    CHECK(begun.drawn[2] == one.drawn[2]);
  }
}

TEST_CASE("what is said out of bag comes from the trees a case was not drawn for") {
  const ForestCase c = plain("bag_probability");
  ForestOptions options = c.options;
  options.trees = 7;
  const Forest forest = grow_forest(c.x, c.outcome, options, 3);
  for (Index i = 0; i < c.x.rows(); ++i) {
    VectorXd sum = VectorXd::Zero(2);
    int trees = 0;
    for (std::size_t t = 0; t < 7; ++t) {
      const auto place = static_cast<std::size_t>(i);
      if (forest.drawn[t][place / 64] >> (place % 64) & 1) continue;
      Forest alone = forest;
      alone.trees = {forest.trees[t]};
      sum += forest_predict(alone, c.x.row(i)).row(0).transpose();
      ++trees;
    }
    if (trees == 0)
      CHECK(std::isnan(forest.out_of_bag(i, 0)));
    else
      CHECK((sum / trees - forest.out_of_bag.row(i).transpose()).cwiseAbs().maxCoeff() < 1e-15);
  }
}

TEST_CASE("leaves and depth keep to their limits") {
  const ForestCase c = plain("bag_survival");
  ForestOptions options = c.options;
  options.min_node = 20;
  options.replace = false;
  options.sample = 1;
  options.trees = 20;
  const Forest forest = grow_forest(c.x, c.outcome, options, 1);
  for (const ForestTree& tree : forest.trees) {
    std::map<std::int32_t, int> cases;
    for (Index i = 0; i < c.x.rows(); ++i)
      ++cases[tree.leaf_of([&](std::size_t j) { return c.x(i, static_cast<Index>(j)); }).child];
    CHECK(tree.nodes.size() > 1);
    for (const auto& [leaf, n] : cases) CHECK(n >= 20);
  }
  options.max_depth = 1;
  for (const ForestTree& tree : grow_forest(c.x, c.outcome, options, 1).trees) CHECK(tree.nodes.size() == 3);
}

TEST_CASE("survival probabilities and mortality follow from the cumulative hazard") {
  const ForestCase c = plain("bag_survival_tied");
  const Forest forest = grow_forest(c.x, c.outcome, c.options, 1);
  const MatrixXd hazard = forest_predict(forest, c.x);
  const double first = forest.time.front(), last = forest.time.back();
  const std::vector<double> at{first / 2, first, (first + forest.time[1]) / 2, last, 2 * last};
  const MatrixXd survival = forest_survival(forest, hazard, at);
  CHECK((survival.col(0).array() == 1).all());
  for (Index i = 0; i < hazard.rows(); ++i) CHECK(survival(i, 1) == std::exp(-hazard(i, 0)));
  CHECK(survival.col(2) == survival.col(1));
  CHECK(survival.col(4) == survival.col(3));
  CHECK(forest_mortality(hazard)[4] == doctest::Approx(hazard.row(4).sum()));
  for (Index k = 1; k < hazard.cols(); ++k) CHECK((hazard.col(k).array() >= hazard.col(k - 1).array()).all());
}

TEST_CASE("weights say who is drawn") {
  const ForestCase c = plain("bag_probability");
  VectorXd weight = VectorXd::Ones(c.x.rows());
  weight.head(30).setZero();
  ForestOptions options = c.options;
  for (const bool replace : {true, false}) {
    options.replace = replace;
    options.sample = 0;
    const Forest forest = grow_forest(c.x, c.outcome, options, 1, 0, weight);
    for (const auto& drawn : forest.drawn) CHECK((drawn[0] & ((1U << 30) - 1)) == 0);
    CHECK_FALSE(forest.out_of_bag.topRows(30).array().isNaN().any());
  }
}

TEST_CASE("columns far from one another in scale, constant, tied or next to each other in double") {
  const Index n = 40;
  MatrixXd x(n, 5);
  ForestOutcome outcome;
  outcome.y.resize(n);
  for (Index i = 0; i < n; ++i) {
    outcome.y[i] = i < n / 2 ? 0 : 1;
    x(i, 0) = 7;                                       // constant
    x(i, 1) = i < n / 2 ? 1 : std::nextafter(1.0, 2);  // no number lies between
    x(i, 2) = i < n / 2 ? -1.7e308 : 1.7e308;          // the sum of two is beyond double
    x(i, 3) = i < n / 2 ? 0 : std::numeric_limits<double>::denorm_min();
    x(i, 4) = static_cast<double>(i % 2);  // says nothing
  }
  for (const Index j : {1, 2, 3}) {
    CAPTURE(j);
    ForestOptions options;
    options.kind = ForestKind::votes;
    options.trees = 25;
    options.mtry = 3;
    MatrixXd some(n, 3);
    some << x.col(0), x.col(j), x.col(4);
    const Forest forest = grow_forest(some, outcome, options, 1);
    CHECK(forest.out_of_bag_error == 0);
    CHECK(forest.impurity[0] == 0);
    CHECK(forest.impurity[1] > 0);
    CHECK(forest.impurity[2] == 0);
  }
  // Nothing to cut: every tree is its root.
  const Forest roots = grow_forest(x.leftCols(1), outcome, {}, 1);
  CHECK(roots.trees[0].nodes.size() == 1);
  CHECK(roots.impurity[0] == 0);
  CHECK(forest_predict(roots, x.leftCols(1)).row(0).sum() == doctest::Approx(1));
}

TEST_CASE("more columns than cases, one case of a class, all votes tied") {
  const MatrixXd x = MatrixXd::Random(12, 200);
  ForestOutcome outcome;
  outcome.y = VectorXd::Unit(12, 3);
  ForestOptions options;
  options.kind = ForestKind::votes;
  const Forest forest = grow_forest(x, outcome, options, 1);
  CHECK(forest.options.mtry == 14);
  CHECK(forest.options.min_node == 1);
  CHECK(forest.options.sample == 1);
  CHECK(forest.out_of_bag_error == doctest::Approx(1.0 / 12));
  options.replace = false;
  CHECK(grow_forest(x, outcome, options, 1).options.sample == 0.632);
  outcome.y << 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2;
  outcome.classes = 3;
  options.kind = ForestKind::probability;
  CHECK((grow_forest(x, outcome, options, 1).out_of_bag.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
}

TEST_CASE("a forest refuses with a reason") {
  MatrixXd x = MatrixXd::Random(6, 2);
  ForestOutcome outcome;
  outcome.y = VectorXd::Ones(6);
  ForestOptions options;
  CHECK(grow_forest(x, outcome, options, 1).reason == "one class");
  options.kind = ForestKind::survival;
  outcome.event.assign(6, 0);
  CHECK(grow_forest(x, outcome, options, 1).reason == "no events");
  outcome.event.pop_back();
  CHECK(grow_forest(x, outcome, options, 1).reason == "wrong sizes");
  options.kind = ForestKind::regression;
  CHECK(grow_forest(x, outcome, options, 1).reason == "");  // a constant is predicted as such
  CHECK(grow_forest(x, outcome, options, 1).out_of_bag_error == 0);
  CHECK(grow_forest(x.leftCols(0), outcome, options, 1).reason == "no columns");
  CHECK(grow_forest(x, outcome, options, 1, 0, VectorXd::Zero(6)).reason == "negative weight");
  options.trees = 0;
  CHECK(grow_forest(x, outcome, options, 1).reason == "no trees");
  x(2, 1) = std::nan("");
  options.trees = 1;
  CHECK(grow_forest(x, outcome, options, 1).reason == "missing or infinite value");
  CHECK(grow_forest(x.topRows(0), outcome, options, 1).reason == "no cases");
}
