#include "stats/prepare/impute.hpp"

#include <limits>
#include <stdexcept>

#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::difference;

TEST_CASE("medians and modes come from the training cases and fill any") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  MatrixXd x = rgx::test::read_matrices("model_data.csv").at("correlated");
  auto r = rgx::test::read_matrices("model_steps.csv");
  for (Index j = 0; j < 20; ++j) x(j, j) = x(j + 1, j) = nan;
  x(2, 0) = nan;
  const Imputation fit = fit_impute(x);
  CHECK(difference(fit.value, r["impute/median"]) < 1e-15);
  CHECK(fit.missing[0] == 3);
  CHECK(fit.missing[1] == 2);
  const MatrixXd filled = transformed(fit, x);
  CHECK(filled.allFinite());
  CHECK(filled(0, 0) == fit.value[0]);
  CHECK(filled(49, 0) == x(49, 0));

  MatrixXd codes(6, 3);
  codes << 2, 0, nan, 1, nan, nan, 2, 1, nan, 1, 1, nan, nan, 0, nan, 0, 5, nan;
  const Imputation modes = fit_impute(codes, {FillBy::mode, FillBy::mode, FillBy::mode});
  CHECK(modes.value[0] == 1);  // 1 and 2 are equally common
  CHECK(modes.value[1] == 0);
  CHECK(modes.reason[2] == "no cases");
  CHECK(std::isnan(transformed(modes, codes)(0, 2)));
  CHECK_THROWS_AS(fit_impute(codes, {FillBy::mode}), std::invalid_argument);
  CHECK_THROWS_AS(transformed(fit, codes), std::invalid_argument);
}
