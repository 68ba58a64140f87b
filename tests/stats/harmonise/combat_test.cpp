#include "stats/harmonise/combat.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::matrix_of;
using rgx::test::Fields;

namespace {

struct Given {
  MatrixXd x, z;
  std::vector<int> batch;
  CombatOptions options;
};

Given given(const Fields& f) {
  Given g;
  g.x = matrix_of(f.at("x"), f.at("features")[0]);
  g.z = f.contains("z") ? matrix_of(f.at("z"), f.at("columns")[0]) : MatrixXd(g.x.rows(), 0);
  g.batch = rgx::test::codes(f.at("batch"));
  if (f.at("reference")[0] >= 0) g.options.reference = static_cast<int>(f.at("reference")[0]);
  if (f.at("nonparametric")[0] == 1) g.options.prior = CombatPrior::nonparametric;
  if (f.contains("no_prior")) g.options.prior = CombatPrior::none;
  g.options.mean_only = f.at("mean_only")[0] == 1;
  return g;
}

}  // namespace

TEST_CASE("ComBat on its training cases is sva's") {
  for (const auto& [name, f] : rgx::test::read_cases("combat")) {
    const Given g = given(f);
    const Combat fit = fit_combat(g.x, g.batch, g.z, g.options);
    REQUIRE_MESSAGE(fit.reason.empty(), name, fit.reason);
    const MatrixXd y = transformed(fit, g.x, g.batch, g.z);
    const MatrixXd expected = matrix_of(f.at("adjusted"), f.at("features")[0]);
    double worst = 0;
    for (Index j = 0; j < y.cols(); ++j) {
      double size = 0;
      for (const double v : expected.col(j)) size = std::isnan(v) ? size : std::max(size, std::abs(v));
      for (Index i = 0; i < y.rows(); ++i) {
        CHECK(std::isnan(y(i, j)) == std::isnan(expected(i, j)));
        if (!std::isnan(y(i, j))) worst = std::max(worst, std::abs(y(i, j) - expected(i, j)) / size);
      }
    }
    CHECK_MESSAGE(worst < 1e-10, name, worst);
  }
}

TEST_CASE("held-out cases move by what training cases taught, alone or together, at any number of threads") {
  const Given g = given(rgx::test::read_cases("combat").at("covariates"));
  std::vector<Index> train, held;
  std::vector<int> batch, other;
  for (Index i = 0; i < g.x.rows(); ++i) {
    (i % 4 == 0 ? held : train).push_back(i);
    (i % 4 == 0 ? other : batch).push_back(g.batch[i]);
  }
  const MatrixXd x = g.x(train, Eigen::all), z = g.z(train, Eigen::all);
  for (const auto prior : {CombatPrior::parametric, CombatPrior::nonparametric}) {
    const Combat fit = fit_combat(x, batch, z, {prior, false, {}});
    const Combat again = fit_combat(x, batch, z, {prior, false, {}}, rgx::test::backwards);
    CHECK(fit.gamma == again.gamma);
    CHECK(fit.delta == again.delta);
    const MatrixXd all = transformed(fit, g.x, g.batch, g.z);
    const MatrixXd part = transformed(fit, MatrixXd(g.x(held, Eigen::all)), other, MatrixXd(g.z(held, Eigen::all)),
                                      UnseenBatch::refused, rgx::test::backwards);
    CHECK(part == MatrixXd(all(held, Eigen::all)));
  }
}

TEST_CASE("a batch without training cases is refused, left as it is, or placed by its own cases") {
  const Given g = given(rgx::test::read_cases("combat").at("covariates"));
  std::vector<Index> train, held;
  std::vector<int> batch;
  for (Index i = 0; i < g.x.rows(); ++i) {
    (g.batch[i] == 2 ? held : train).push_back(i);
    if (g.batch[i] != 2) batch.push_back(g.batch[i]);
  }
  Combat fit = fit_combat(MatrixXd(g.x(train, Eigen::all)), batch, MatrixXd(g.z(train, Eigen::all)));
  const MatrixXd x = g.x(held, Eigen::all), z = g.z(held, Eigen::all);
  const std::vector<int> unseen(held.size(), 2);
  CHECK_THROWS_AS(transformed(fit, x, unseen, z), std::invalid_argument);
  CHECK(transformed(fit, x, unseen, z, UnseenBatch::unchanged) == x);
  CHECK_THROWS_AS(add_location(fit, 1, x, z), std::invalid_argument);
  CHECK_THROWS_AS(add_location(fit, 2, x.topRows(1), z.topRows(1)), std::invalid_argument);
  add_location(fit, 2, x, z);
  const MatrixXd placed = transformed(fit, x, unseen, z);
  // The residuals of the batch now have mean 0; their spread is as it was.
  for (Index j = 0; j < x.cols(); ++j) {
    const VectorXd expected = (z * fit.covariate.col(j)).array() + fit.mean[j];
    CHECK(std::abs((placed.col(j) - expected).mean()) < 1e-9 * fit.sd[j]);
    const VectorXd moved = placed.col(j) - x.col(j);
    CHECK(moved.maxCoeff() - moved.minCoeff() < 1e-9 * (std::abs(moved[0]) + fit.sd[j]));
  }
}

TEST_CASE("what ComBat cannot fit") {
  const Given g = given(rgx::test::read_cases("combat").at("covariates"));
  const MatrixXd none(g.x.rows(), 0);
  CHECK(fit_combat(g.x, std::vector<int>(g.batch.size(), 3), none).reason == "one batch");
  CHECK(fit_combat(g.x, g.batch, none, {CombatPrior::parametric, false, 7}).reason == "no such reference");
  CHECK(fit_combat(g.x.leftCols(1), g.batch, none).reason == "one feature");
  CHECK(fit_combat(g.x.leftCols(1), g.batch, none, {CombatPrior::none, true, {}}).reason.empty());
  MatrixXd confounded(g.x.rows(), 1);
  for (Index i = 0; i < confounded.rows(); ++i) confounded(i, 0) = g.batch[i] == 1 ? 61.3 : 40.1;
  CHECK(fit_combat(g.x, g.batch, confounded).reason == "confounded");
  MatrixXd copied(g.x.rows(), 2);
  copied << g.z.col(0), 3 * g.z.col(0).array() + 1;
  CHECK(fit_combat(g.x, g.batch, copied).reason == "confounded");
  MatrixXd gap = g.z;
  gap(3, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK(fit_combat(g.x, g.batch, gap).reason == "missing covariate");
  CHECK(fit_combat(MatrixXd(0, 3), {}, MatrixXd(0, 0)).reason == "one batch");
  CHECK_THROWS_AS(fit_combat(g.x, std::vector<int>(3, 0), none), std::invalid_argument);
  MatrixXd absent = g.x;
  for (Index i = 0; i < absent.rows(); ++i)
    if (g.batch[i] == 0) absent(i, 4) = std::numeric_limits<double>::quiet_NaN();
  const Combat fit = fit_combat(absent, g.batch, none);
  CHECK(fit.left_alone[4] == "no cases");
  CHECK(fit.left_alone[5].empty());
}

TEST_CASE("many cases do not drown the non-parametric prior") {
  // 2000 cases a batch: every likelihood underflows, and sva gives 0/0.
  const Index n = 4000;
  MatrixXd x(n, 6);
  std::vector<int> batch;
  for (Index i = 0; i < n; ++i) {
    batch.push_back(static_cast<int>(i % 2));
    for (Index j = 0; j < 6; ++j)
      x(i, j) =
          std::sin(static_cast<double>(1 + i * (j + 3))) + static_cast<double>(i % 2) * 0.1 * static_cast<double>(j);
  }
  const Combat fit = fit_combat(x, batch, MatrixXd(n, 0), {CombatPrior::nonparametric, false, {}});
  CHECK(fit.gamma.allFinite());
  CHECK(fit.delta.allFinite());
  CHECK(fit.delta.minCoeff() > 0);
}
