#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "stats/multivariate/canonical.hpp"
#include "stats/multivariate/factor.hpp"
#include "stats/multivariate/partial_least_squares.hpp"
#include "stats/multivariate/pca.hpp"
#include "stats/multivariate/sparse_cca.hpp"
#include "tests/stats/multivariate/blocks.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::apart;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::related_blocks;
using rgx::test::vector_of;

namespace {

double apart_all(const MatrixXd& a, const std::vector<double>& b) {
  REQUIRE(a.size() == static_cast<Index>(b.size()));
  double most = 0;
  for (Index i = 0; i < a.size(); ++i) most = std::max(most, apart(a.reshaped()[i], b[static_cast<std::size_t>(i)]));
  return most;
}

void check_two(const TwoBlockFit& fit, const Fields& f, const std::string& name, double tolerance) {
  CAPTURE(name);
  REQUIRE(fit.reason == "");
  CHECK(apart_all(fit.left.weights, f.at(name + "_left")) < tolerance);
  CHECK(apart_all(fit.right.weights, f.at(name + "_right")) < tolerance);
  CHECK(apart_all(fit.statistic, f.at(name + "_statistic")) < tolerance);
  CHECK(apart_all(fit.correlation, f.at(name + "_correlation")) < tolerance);
}

}  // namespace

TEST_CASE("components of one block equal prcomp and factanal") {
  int components = 0, factors = 0;
  for (const auto& [name, f] : rgx::test::read_cases("multivariate")) {
    if (!f.contains("x")) continue;
    CAPTURE(name);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const auto k = static_cast<Index>(f.at("components")[0]);
    if (f.contains("pca_weights")) {
      ++components;
      const PcaFit fit = pca(x, k, f.at("scale")[0] == 1);
      REQUIRE(fit.reason == "");
      CHECK(apart_all(fit.linear.weights, f.at("pca_weights")) < 1e-10);
      CHECK(apart_all(fit.scores, f.at("pca_scores")) < 1e-10);
      CHECK(apart_all(fit.sd, f.at("pca_sd")) < 1e-12);
      CHECK(apart_all(fit.share, f.at("pca_share")) < 1e-12);
      CHECK((fit.linear.scores(x) - fit.scores).cwiseAbs().maxCoeff() < 1e-9 * fit.scores.cwiseAbs().maxCoeff());
      const Block block = prepare_block(x, f.at("scale")[0] == 1);
      CHECK((variance_shares(block.values, k) - fit.share).cwiseAbs().maxCoeff() < 1e-12);
    } else {
      ++factors;
      const FactorFit fit = factor_analysis(x, k);
      REQUIRE(fit.reason == "");
      CHECK(apart_all(fit.loadings, f.at("factor_loadings")) < 1e-6);
      CHECK(apart_all(fit.uniqueness, f.at("uniqueness")) < 1e-6);
      CHECK(apart_all(fit.scores, f.at("factor_scores")) < 1e-6);
      CHECK(apart_all(fit.share, f.at("factor_share")) < 1e-6);
      if (f.contains("factor_test")) CHECK(rgx::test::worst(fit.test, f.at("factor_test")) < 1e-6);
    }
  }
  CHECK(components == 6);
  CHECK(factors == 4);
}

TEST_CASE("components of two blocks equal cancor, svd, plsr and the paper's algorithm") {
  int plain = 0, all = 0;
  for (const auto& [name, f] : rgx::test::read_cases("multivariate")) {
    if (!f.contains("left")) continue;
    CAPTURE(name);
    ++all;
    const MatrixXd x = matrix_of(f.at("left"), f.at("left_columns")[0]);
    const MatrixXd y = matrix_of(f.at("right"), f.at("right_columns")[0]);
    const CanonicalSide left = canonical_side(x, true), right = canonical_side(y, true);
    if (f.contains("cancor_left")) {
      ++plain;
      check_two(canonical_correlation(left, right, 2), f, "cancor", 1e-8);
    } else {
      CHECK(canonical_correlation(left, right, 2).reason == "saturated");
    }
    check_two(canonical_correlation(left, right, 2, {f.at("ridge")[0], f.at("ridge")[1]}), f, "ridge", 1e-8);
    check_two(pls_symmetric(left, right, 2), f, "pls", 1e-8);
    const PlsRegression regression = pls_regression(left, right, 2);
    check_two(regression.fit, f, "simpls", 1e-8);
    CHECK(apart_all(regression.coefficients, f.at("simpls_coefficients")) < 1e-8);
    CHECK(apart_all(regression.explained_left, f.at("simpls_explained_left")) < 1e-8);
    SparseCcaOptions options;
    options.penalty = {f.at("sparse_penalty")[0], f.at("sparse_penalty")[1]};
    options.epsilon = 1e-13;
    options.max_iterations = 5000;
    check_two(sparse_cca(left, right, 2, options), f, "sparse", 1e-6);
  }
  CHECK(all == 4);
  CHECK(plain == 3);
}

TEST_CASE("more components than rank, constant blocks, missing and few cases are refused with the reason") {
  const auto [x, y] = related_blocks(20, 5, 4, 1);
  CHECK(pca(x, 6).reason == "more components than rank");
  CHECK(pca(x, 0).reason == "more components than rank");
  MatrixXd doubled = x;
  doubled.col(4) = 2 * x.col(1);
  CHECK(pca(doubled, 5).reason == "more components than rank");
  CHECK(pca(doubled, 4).reason == "");
  CHECK(pca(doubled, 4).rank == 4);
  CHECK(pca(MatrixXd::Constant(10, 3, 2), 1).reason == "constant block");
  CHECK(pca(x.topRows(2), 1).reason == "too few cases");
  MatrixXd gap = x;
  gap(3, 2) = std::nan("");
  CHECK(pca(gap, 1).reason == "missing values");
  gap(3, 2) = HUGE_VAL;
  CHECK(pca(gap, 1).reason == "not finite");
  CHECK(canonical_correlation(x, y, 5).reason == "more components than rank");
  CHECK(canonical_correlation(x, MatrixXd::Ones(20, 3), 1).reason == "constant block");
  CHECK(canonical_correlation(x.topRows(10), y.topRows(10), 1).reason == "");
  CHECK(canonical_correlation(x.topRows(9), y.topRows(9), 1).reason == "saturated");
  CHECK(canonical_correlation(x.topRows(9), y.topRows(9), 1, {0.1, 0}).reason == "");
  CHECK_THROWS_AS(canonical_correlation(x, y.topRows(9), 1), std::invalid_argument);
  CHECK_THROWS_AS(canonical_correlation(x, y, 1, {-1, 0}), std::invalid_argument);
  CHECK(factor_analysis(x, 3).reason == "too many factors");
  CHECK(factor_analysis(x.topRows(5), 1).reason == "collinear");
  CHECK(factor_analysis(doubled, 1).reason == "collinear");
  SparseCcaOptions wrong;
  wrong.penalty = {0, 0.5};
  CHECK_THROWS_AS(sparse_cca(x, y, 1, wrong), std::invalid_argument);
  CHECK(pls_symmetric(canonical_side(x, true), canonical_side(y, true), 5).reason == "more components than rank");
}

TEST_CASE("units and origin of a column change no component of scaled columns") {
  const auto [x, y] = related_blocks(40, 5, 4, 2);
  MatrixXd moved = x;
  for (Index j = 0; j < 5; ++j) moved.col(j) = x.col(j) * std::pow(10.0, 30 * (j - 2));
  CHECK((pca(x, 3).scores - pca(moved, 3).scores).cwiseAbs().maxCoeff() < 1e-10);
  const auto a = canonical_correlation(x, y, 2), b = canonical_correlation(moved, y, 2);
  CHECK((a.statistic - b.statistic).cwiseAbs().maxCoeff() < 1e-10);
  CHECK((sparse_cca(x, y, 1).left.weights - sparse_cca(moved, y, 1).left.weights).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("three columns leave one factor without degrees of freedom, and it fits them exactly") {
  Stream stream(3);
  const MatrixXd shared = rgx::test::normals(60, 1, stream);
  const MatrixXd x = shared * MatrixXd::Ones(1, 3) + rgx::test::normals(60, 3, stream);
  const FactorFit fit = factor_analysis(x, 1);
  CHECK(fit.reason == "");
  CHECK(std::isnan(fit.test.statistic));
  const MatrixXd z = prepare_block(x, true).values;
  MatrixXd r = z.transpose() * z / 59;
  r -= fit.loadings * fit.loadings.transpose();
  r.diagonal() -= fit.uniqueness;
  CHECK(r.cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("the soft threshold meets its bound") {
  const VectorXd a = (VectorXd(5) << 3, -2, 0.5, 2, 0).finished();
  for (const double bound : {1.0, 1.2, 1.7, 2.0}) {
    const VectorXd u = soft_unit(a, bound);
    CHECK(u.norm() == doctest::Approx(1).epsilon(1e-12));
    const double l1 = std::min(bound, a.cwiseAbs().sum() / a.norm());
    CHECK(u.cwiseAbs().sum() == doctest::Approx(l1).epsilon(1e-12));
  }
  CHECK(soft_unit(a, 1)[0] == 1);
  CHECK((soft_unit(a, 9) - a.normalized()).norm() < 1e-15);
  CHECK(soft_unit(VectorXd::Zero(3), 1.5).norm() == 0);
  // Equal entries cannot be told apart by any threshold: the first stands for all.
  CHECK(soft_unit(VectorXd::Ones(4), 1)[0] == 1);
}

TEST_CASE("canonical correlations of a block with itself are 1, and signs follow the left side") {
  const auto [x, y] = related_blocks(30, 4, 3, 4);
  const auto fit = canonical_correlation(x, x, 3);
  CHECK((fit.statistic.array() - 1).abs().maxCoeff() < 1e-10);
  CHECK((fit.left.weights - fit.right.weights).cwiseAbs().maxCoeff() < 1e-8);
  const auto turned = canonical_correlation(x, -y, 2), straight = canonical_correlation(x, y, 2);
  CHECK((turned.left.weights - straight.left.weights).cwiseAbs().maxCoeff() < 1e-9);
  CHECK((turned.right.weights + straight.right.weights).cwiseAbs().maxCoeff() < 1e-9);
}
