// XGBoost against what its objectives say by hand: one round of a stump is a Newton step of each side.
#include "stdlib/models/boosting.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/failure.hpp"
#include "stats/base/random.hpp"
#include "stats/forest/forest.hpp"
#include "stats/forest/forest_prediction.hpp"

using namespace rgx;
using namespace rgx::stdlib;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

const VectorXd kNone;

struct Cases {
  MatrixXd x;
  VectorXd y, event;
};

Cases noisy(Index n, Index columns) {
  stats::Stream draws(17);
  Cases out{MatrixXd(n, columns), VectorXd(n), VectorXd(n)};
  for (double& v : out.x.reshaped()) v = draws.normal();
  for (Index i = 0; i < n; ++i) {
    out.y[i] = out.x(i, 0) + draws.normal();
    out.event[i] = draws.bernoulli(0.7);
  }
  return out;
}

// One round of a stump without penalties.
BoostOptions stump(BoostKind kind) {
  BoostOptions o;
  o.kind = kind;
  o.rounds = 1;
  o.depth = 1;
  o.eta = 1;
  o.lambda = 0;
  o.min_child_weight = 0;
  return o;
}

MatrixXd predicted(const Cases& c, const BoostOptions& o, std::uint64_t key = 1) {
  return boost({c.x, c.y, c.event, kNone}, o, key, 0).predict(c.x);
}

double apart(const MatrixXd& a, const MatrixXd& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("boosting numbers: a stump has the means of the best cut's sides") {
  const Cases c = noisy(80, 4);
  stats::ForestOptions tree;
  tree.kind = stats::ForestKind::regression;
  tree.trees = 1;
  tree.mtry = 4;
  tree.min_node = 1;
  tree.max_depth = 1;
  tree.replace = false;
  tree.sample = 1;
  const auto forest = stats::grow_forest(c.x, {c.y, {}, 2}, tree, 1);
  CHECK(apart(predicted(c, stump(BoostKind::squared)), stats::forest_predict(forest, c.x)) < 1e-5);
}

TEST_CASE("boosting classes: a stump is a Newton step from the prevalence") {
  Cases c = noisy(60, 1);
  for (Index i = 0; i < 60; ++i) c.x(i, 0) = i < 25, c.y[i] = i < 18 || i > 50;
  const double p = c.y.mean();
  const auto side = [&](Index from, Index n) {
    return std::log(p / (1 - p)) + (c.y.segment(from, n).array() - p).sum() / (static_cast<double>(n) * p * (1 - p));
  };
  const MatrixXd found = predicted(c, stump(BoostKind::logistic));
  CHECK(found(0, 0) == doctest::Approx(side(0, 25)).epsilon(1e-5));
  CHECK(found(59, 0) == doctest::Approx(side(25, 35)).epsilon(1e-5));
  // A case that counts twice is two cases.
  VectorXd twice = VectorXd::Ones(60);
  twice.head(10).setConstant(2);
  Cases more{MatrixXd(70, 1), VectorXd(70), {}};
  more.x << c.x, c.x.topRows(10);
  more.y << c.y, c.y.head(10);
  CHECK(apart(boost({c.x, c.y, c.event, twice}, stump(BoostKind::logistic), 1, 0).predict(c.x),
              predicted(more, stump(BoostKind::logistic)).topRows(60)) < 1e-5);
}

TEST_CASE("boosting survival: a stump is a Newton step of Breslow's partial likelihood") {
  Cases c = noisy(40, 1);
  for (Index i = 0; i < 40; ++i) c.x(i, 0) = i % 3 == 0, c.y[i] = 1e5 + static_cast<double>((i * 7) % 40);
  double step[2], gradient[2] = {0, 0}, hessian[2] = {0, 0};
  for (Index i = 0; i < 40; ++i) {
    double r = 0, s = 0;
    for (Index j = 0; j < 40; ++j) {
      if (c.event[j] == 0 || c.y[j] > c.y[i]) continue;
      const auto risk = static_cast<double>((c.y.array() >= c.y[j]).count());
      r += 1 / risk;
      s += 1 / risk / risk;
    }
    const auto g = static_cast<std::size_t>(c.x(i, 0));
    gradient[g] += r - c.event[i];
    hessian[g] += r - s;
  }
  for (std::size_t g = 0; g < 2; ++g) step[g] = -gradient[g] / hessian[g];
  const MatrixXd found = predicted(c, stump(BoostKind::cox));
  CHECK(found(0, 0) == doctest::Approx(step[1]).epsilon(1e-4));
  CHECK(found(1, 0) == doctest::Approx(step[0]).epsilon(1e-4));
  // Ranks of times are all that is read.
  Cases other = c;
  other.y = (other.y.array() - 1e5 + 1).pow(3);
  CHECK(predicted(other, stump(BoostKind::cox)) == found);
}

TEST_CASE("boosting failure times: without censoring the locations are mean log times") {
  Cases c = noisy(50, 1);
  for (Index i = 0; i < 50; ++i) c.x(i, 0) = i < 20, c.y[i] = 1000 * std::exp(c.y[i]);
  c.event.setOnes();
  BoostOptions o = stump(BoostKind::aft);
  o.rounds = 100;
  o.eta = 0.3;
  const MatrixXd found = predicted(c, o);
  CHECK(found(0, 0) == doctest::Approx(c.y.head(20).array().log().mean()).epsilon(1e-4));
  CHECK(found(49, 0) == doctest::Approx(c.y.tail(30).array().log().mean()).epsilon(1e-4));
  c.y[3] = 0;
  CHECK_THROWS_AS(predicted(c, o), engine::Failure);
}

TEST_CASE("boosting does not see the scale of columns and numbers") {
  const Cases c = noisy(60, 3);
  BoostOptions o;
  o.kind = BoostKind::squared;
  o.rounds = 10;
  const MatrixXd plain = predicted(c, o);
  Cases far = c;
  far.x = c.x.array() * 1e-3 + 1e6;
  far.y = c.y.array() * 1e-20 + 5e-18;
  CHECK(apart((predicted(far, o).array() - 5e-18) / 1e-20, plain) < 1e-3);
  Cases constant = c;
  constant.x.col(1).setConstant(4);
  constant.y.setConstant(7);
  CHECK(apart(predicted(constant, o), MatrixXd::Constant(60, 1, 7)) < 1e-6);
}

TEST_CASE("boosting several classes: probabilities and gains sum to 1, noise has no gain in a pure tree") {
  Cases c = noisy(90, 3);
  for (Index i = 0; i < 90; ++i) c.y[i] = static_cast<double>(i % 3), c.x(i, 1) = c.y[i];
  BoostOptions o;
  o.kind = BoostKind::classes;
  o.classes = 3;
  o.rounds = 20;
  const Boosted model = boost({c.x, c.y, kNone, kNone}, o, 1, 0);
  const MatrixXd p = model.predict(c.x);
  CHECK(p.cols() == 3);
  CHECK((p.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
  for (Index i = 0; i < 90; ++i) CHECK(p(i, i % 3) > 0.9);
  CHECK(model.gain().sum() == doctest::Approx(1));
  CHECK(model.gain()[1] > 0.99);
}

TEST_CASE("boosting stops early by cases held back, and learns anew from all") {
  Cases c = noisy(120, 10);
  for (const BoostKind kind : {BoostKind::squared, BoostKind::logistic, BoostKind::cox, BoostKind::aft}) {
    CAPTURE(static_cast<int>(kind));
    Cases of = c;
    if (kind == BoostKind::logistic) of.y = (c.y.array() > 0).cast<double>();
    if (kind == BoostKind::aft) of.y = c.y.array().exp();
    BoostOptions o;
    o.kind = kind;
    o.rounds = 300;
    o.early_stop = 10;
    const Boosted early = boost({of.x, of.y, of.event, kNone}, o, 5, 2);
    CHECK(early.rounds() >= 1);
    CHECK(early.rounds() < 200);
    BoostOptions fixed = o;
    fixed.early_stop = 0;
    fixed.rounds = early.rounds();
    CHECK(boost({of.x, of.y, of.event, kNone}, fixed, 5, 2).predict(of.x) == early.predict(of.x));
  }
  BoostOptions o;
  o.early_stop = 5;
  Cases two{c.x.topRows(2), (VectorXd(2) << 0, 1).finished(), {}};
  CHECK_THROWS_AS(predicted(two, o), engine::Failure);
}

TEST_CASE("boosting draws from key and replicate alone") {
  Cases c = noisy(100, 5);
  BoostOptions o;
  o.kind = BoostKind::squared;
  o.subsample = 0.5;
  o.columns = 0.5;
  o.rounds = 20;
  const MatrixXd once = predicted(c, o, 3);
  CHECK(predicted(c, o, 3) == once);
  CHECK(predicted(c, o, 4) != once);
  CHECK(boost({c.x, c.y, c.event, kNone}, o, 3, 1).predict(c.x) != once);
}
