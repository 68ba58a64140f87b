#include "stats/multivariate/nmf.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/stats/multivariate/blocks.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::apart;
using rgx::test::matrix_of;
using rgx::test::normals;

TEST_CASE("multiplicative updates equal NMF's from the same start") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("nmf")) {
    CAPTURE(name);
    ++checked;
    const MatrixXd data = matrix_of(f.at("data"), f.at("columns")[0]);
    for (const char* method : {"brunet", "lee"}) {
      CAPTURE(method);
      NmfOptions options;
      options.divergence = std::string(method) == "lee" ? NmfDivergence::frobenius : NmfDivergence::kullback_leibler;
      options.max_iterations = static_cast<int>(f.at("steps")[0]);
      options.epsilon = 0;
      NmfFactors start;
      start.w = matrix_of(f.at("w"), f.at("components")[0]);
      start.h = matrix_of(f.at("h"), f.at("columns")[0]);
      const NmfFactors found = nmf_updates(data, start, options);
      const MatrixXd w = matrix_of(f.at(std::string(method) + "_w"), f.at("components")[0]);
      const MatrixXd h = matrix_of(f.at(std::string(method) + "_h"), f.at("columns")[0]);
      CHECK((found.w - w).cwiseAbs().maxCoeff() < 1e-6 * w.maxCoeff());
      CHECK((found.h - h).cwiseAbs().maxCoeff() < 1e-6 * h.maxCoeff());
      CHECK(apart(found.divergence, f.at(std::string(method) + "_divergence")[0]) < 1e-8);
      CHECK_FALSE(found.converged);
    }
  }
  CHECK(checked == 3);
}

TEST_CASE("parts of which the data were made are found again, and held-out cases get their scores") {
  Stream stream(61);
  MatrixXd parts = MatrixXd::Zero(20, 2);
  parts.col(0).head(10).setOnes();
  parts.col(1).tail(10).setOnes();
  const MatrixXd amounts = normals(30, 2, stream).cwiseAbs();
  const MatrixXd x = amounts * parts.transpose();
  for (const auto kind : {NmfDivergence::kullback_leibler, NmfDivergence::frobenius}) {
    NmfOptions options;
    options.divergence = kind;
    options.epsilon = 1e-10;
    const NmfFit fit = nmf(x, 2, options);
    REQUIRE(fit.reason == "");
    CHECK(fit.explained > 0.9999);
    CHECK(fit.loadings.colwise().sum().isApproxToConstant(1, 1e-12));
    CHECK(fit.share[0] >= fit.share[1]);
    CHECK(fit.share.sum() == doctest::Approx(1));
    CHECK((nmf_scores(fit, x, options) - fit.scores).cwiseAbs().maxCoeff() < 0.02 * fit.scores.maxCoeff());
  }
}

TEST_CASE("restarts are no worse, and the same whatever is asked beside them") {
  Stream stream(62);
  const MatrixXd x = normals(15, 12, stream).cwiseAbs();
  NmfOptions options;
  options.max_iterations = 200;
  const NmfFit plain = nmf(x, 3, options);
  options.restarts = 5;
  options.stream = Stream(63);
  const NmfFit best = nmf(x, 3, options);
  CHECK(best.divergence <= plain.divergence);
  CHECK(nmf(x, 3, options).loadings == best.loadings);
}

TEST_CASE("negative values, missing ones and too many parts are refused with the reason") {
  Stream stream(64);
  MatrixXd x = normals(6, 4, stream).cwiseAbs();
  CHECK(nmf(x, 5).reason == "more components than rank");
  x(2, 1) = -1e-9;
  CHECK(nmf(x, 2).reason == "negative values");
  x(2, 1) = std::nan("");
  CHECK(nmf(x, 2).reason == "missing values");
  CHECK(nmf(MatrixXd::Ones(5, 3), 1).reason == "constant block");
}
