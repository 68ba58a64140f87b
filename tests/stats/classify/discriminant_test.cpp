#include "stats/classify/discriminant.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

#include "tests/stats/model_reference.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::matrix_of;
using rgx::test::vector_at;

namespace {

DiscriminantOptions options(bool quadratic, Shrinkage shrinkage = {}) {
  DiscriminantOptions o;
  o.quadratic = quadratic;
  o.shrinkage = shrinkage;
  return o;
}

constexpr Shrinkage kAutomatic{Shrinkage::Kind::automatic, 0};

struct Case {
  explicit Case(const std::string& name) : f(rgx::test::read_cases("classify").at(name)) {
    x = matrix_of(f.at("x"), f.at("columns")[0]);
    fresh = matrix_of(f.at("new"), f.at("columns")[0]);
    y = rgx::test::codes(f.at("y"));
    classes = static_cast<std::size_t>(f.at("classes")[0]);
  }
  rgx::test::Fields f;
  MatrixXd x, fresh;
  std::vector<int> y;
  std::size_t classes;
};

}  // namespace

TEST_CASE("linear and quadratic discriminants equal MASS, shrunk ones the formula of Ledoit and Wolf") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("lda")) continue;
    CAPTURE(name);
    ++checked;
    const Case c(name);
    Shrinkage shrinkage = f.contains("share_lda") ? kAutomatic : Shrinkage{};
    if (f.contains("given_share")) shrinkage = {Shrinkage::Kind::share, f.at("given_share")[0]};
    for (const bool quadratic : {false, true}) {
      DiscriminantOptions o = options(quadratic, shrinkage);
      o.prior = vector_at(f, "prior");
      const Discriminant fit = fit_discriminant(c.x, c.y, c.classes, o, vector_at(f, "weight"));
      CHECK(fit.reason == "");
      const MatrixXd expected = matrix_of(f.at(quadratic ? "qda" : "lda"), f.at("classes")[0]);
      CHECK(difference(posterior(fit, c.fresh), expected) < 1e-12);
      CHECK(posterior(fit, c.fresh).rowwise().sum().isOnes(1e-14));
    }
  }
  CHECK(checked == 20);
}

TEST_CASE("the linear rule's coefficients give its posterior odds") {
  const Case c("three");
  const Discriminant fit = fit_discriminant(c.x, c.y, 3);
  const MatrixXd score = (c.fresh * fit.coefficient).rowwise() + fit.constant.transpose();
  CHECK(difference(softmax_rows(score), posterior(fit, c.fresh)) < 1e-12);
}

TEST_CASE("shares of shrinkage: none is the plain rule, 1 knows variances only, units do not matter") {
  const Case c("three"), wide("shrunk_wide");
  const auto with = [&](Shrinkage s) { return posterior(fit_discriminant(c.x, c.y, 3, options(false, s)), c.fresh); };
  CHECK(difference(with({Shrinkage::Kind::share, 0}), with({})) < 1e-13);
  CHECK(difference(with({Shrinkage::Kind::share, 1}), with({})) > 1e-4);
  // The inverse by cases and the one by columns agree where both can be had.
  const Index n = wide.x.rows(), p = wide.x.cols();
  REQUIRE(p > n);
  const ShrunkCovariance by_cases(wide.x, VectorXd::Ones(n), 1, {Shrinkage::Kind::share, 0.2});
  const MatrixXd s = 0.8 * wide.x.transpose() * wide.x / static_cast<double>(n) +
                     0.2 * wide.x.squaredNorm() / static_cast<double>(n * p) * MatrixXd::Identity(p, p);
  CHECK(difference(by_cases.solve(s), MatrixXd::Identity(p, p)) < 1e-11);
  const MatrixXd v = wide.x.topRows(3);
  CHECK(difference(by_cases.distance(v), (v * by_cases.solve(v.transpose())).diagonal()) < 1e-11);
  const VectorXd units = VectorXd::LinSpaced(p, -6, 6).unaryExpr([](double e) { return std::pow(10, e); });
  const MatrixXd moved = wide.x * units.asDiagonal(), fresh = wide.fresh * units.asDiagonal();
  for (const bool quadratic : {false, true})
    CHECK(difference(posterior(fit_discriminant(moved, wide.y, 3, options(quadratic, kAutomatic)), fresh),
                     posterior(fit_discriminant(wide.x, wide.y, 3, options(quadratic, kAutomatic)), wide.fresh)) <
          1e-9);
  CHECK(ledoit_wolf_share(MatrixXd::Zero(4, 2), VectorXd::Ones(4)) == 1);
}

TEST_CASE("what has no discriminant says why") {
  const Case c("two"), wide("shrunk_wide");
  const auto reason = [](const MatrixXd& x, const std::vector<int>& y, std::size_t classes, bool quadratic,
                         Shrinkage s = {}, const VectorXd& w = VectorXd()) {
    return fit_discriminant(x, y, classes, options(quadratic, s), w).reason;
  };
  CHECK(reason(wide.x, wide.y, 3, false) == "collinear");
  CHECK(reason(wide.x, wide.y, 3, true) == "too few cases");
  MatrixXd copies(c.x.rows(), 3);
  copies << c.x.leftCols(2), c.x.col(0) * 3;
  CHECK(reason(copies, c.y, 2, false) == "collinear");
  CHECK(reason(copies, c.y, 2, true) == "collinear");
  CHECK(reason(copies, c.y, 2, true, kAutomatic) == "");
  MatrixXd split = c.x;
  for (Index i = 0; i < split.rows(); ++i) split(i, 1) = 7 + c.y[static_cast<std::size_t>(i)];
  CHECK(reason(split, c.y, 2, false) == "constant within classes");
  CHECK(fit_discriminant(split, c.y, 2, options(true)).column == 1);
  CHECK(reason(c.x, std::vector<int>(c.y.size(), 1), 2, false) == "one class");
  CHECK(reason(c.x, c.y, 1, false) == "no such class");
  CHECK(reason(c.x.leftCols(0), c.y, 2, false) == "no columns");
  CHECK(reason(c.x.topRows(0), {}, 2, false) == "no cases");
  CHECK(reason(c.x.topRows(3), c.y, 2, false) == "wrong sizes");
  CHECK(reason(MatrixXd::Identity(2, 2), {0, 1}, 2, false) == "too few cases");
  MatrixXd single = c.x.topRows(6);
  CHECK(reason(single, {0, 0, 0, 0, 0, 1}, 2, true, kAutomatic) == "too few cases");
  MatrixXd gap = c.x;
  gap(3, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK(reason(gap, c.y, 2, false) == "missing value");
  CHECK(reason(c.x, c.y, 2, false, {}, VectorXd::Constant(c.x.rows(), -1)) == "negative weight");
  DiscriminantOptions priors;
  priors.prior = VectorXd::Ones(3);
  CHECK_THROWS_AS(fit_discriminant(c.x, c.y, 2, priors), std::invalid_argument);
  priors.prior = VectorXd::Zero(2);
  CHECK_THROWS_AS(fit_discriminant(c.x, c.y, 2, priors), std::invalid_argument);
}

TEST_CASE("cases of weight 0 are none, and equal weights are no weights") {
  const Case c("three");
  VectorXd w = VectorXd::Constant(c.x.rows(), 2.5);
  const MatrixXd plain = posterior(fit_discriminant(c.x, c.y, 3), c.fresh);
  CHECK(difference(posterior(fit_discriminant(c.x, c.y, 3, {}, w), c.fresh), plain) < 1e-13);
  w.tail(20).setZero();
  const std::vector<int> fewer(c.y.begin(), c.y.end() - 20);
  for (const bool quadratic : {false, true})
    CHECK(difference(posterior(fit_discriminant(c.x, c.y, 3, options(quadratic), w), c.fresh),
                     posterior(fit_discriminant(c.x.topRows(c.x.rows() - 20), fewer, 3, options(quadratic)), c.fresh)) <
          1e-12);
}
