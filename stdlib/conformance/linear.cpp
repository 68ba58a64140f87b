// Least squares: stats/regression/regress.hpp, linear_test.hpp.
#include <cmath>

#include "stats/regression/linear_test.hpp"
#include "stats/regression/regress.hpp"
#include "stdlib/conformance/model_case.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// `tall`: predictors 0 … 11 (8 constant, 10 the sum of 0 and 1), 12 the outcome 0/1, 13 a number, 14 weights.
void linear(const References& references, Comparison& out) {
  const MatrixXd& data = references.matrices("model_data").at("tall");
  const NamedMatrices& r = references.matrices("model_regress");
  const MatrixXd design = with_intercept(data.leftCols(12));
  for (const std::string name : {"lm", "lm_weighted"}) {
    Numbers& n = out.of(name);
    const LinearFit fit = linear_regression(design, data.col(13), name == "lm" ? VectorXd() : VectorXd(data.col(14)));
    n.add(fit.coefficient, r.at(name + "/coefficient"));
    n.add(estimated(fit.se, fit.aliased), r.at(name + "/se"));
    n.add(estimated(fit.t, fit.aliased), r.at(name + "/t"));
    n.add(estimated(fit.p, fit.aliased), r.at(name + "/p"));
    n.add(fit.fitted, r.at(name + "/fitted"));
    n.add(fit.df, r.at(name + "/df")(0, 0));
    n.add(fit.sigma, r.at(name + "/sigma")(0, 0));
  }
  const LinearFit wide = linear_regression(design.topRows(8), data.col(13).head(8));
  out.of("lm_wide").add(wide.coefficient, r.at("lm_wide/coefficient"));
}

// n, t, df, p, log10 p, estimate, low, high, partial r, low, high
void compare_t(const LinearTest& r, const std::vector<double>& want, Numbers& n) {
  n.add(static_cast<double>(r.test.n), want[0]);
  n.add(r.test.statistic, want[1]);
  n.add(r.test.df, want[2]);
  n.tail(r.test, want[3], want[4]);
  n.estimate(r.test, want, 5);
  n.add(r.partial, want[8], 1);
  n.add(r.partial_ci.low, want[9], 1);
  n.add(r.partial_ci.high, want[10], 1);
}

LinearTest test_of(const Fields& f) {
  const ModelCase m(f);
  return linear_test(m.x, m.y, m.tested);
}

void one_column(const Fields& f, Numbers& n) {
  if (f.contains("t")) compare_t(test_of(f), f.at("t"), n);
}

void several_columns(const Fields& f, Numbers& n) {
  if (!f.contains("F")) return;
  const auto& want = f.at("F");
  const LinearTest r = test_of(f);
  n.add(static_cast<double>(r.test.n), want[0]);
  n.add(r.test.statistic, want[1]);
  n.add(r.test.df, want[2]);
  n.add(r.test.df2, want[3]);
  n.tail(r.test, want[4], want[5]);
  n.add(r.partial, want[6]);
  n.add(r.test.ci_low, f.at("eta_ci")[0], 1);
  n.add(r.test.ci_high, f.at("eta_ci")[1], 1);
}

void bulk(const Fields& f, Numbers& n) {
  if (!f.contains("features")) return;
  const MatrixXd features = matrix_of(f.at("features"), f.at("feature_columns")[0]);
  const MatrixXd z = matrix_of(f.at("z"), f.at("columns")[0]);
  const Index tested[] = {1};
  for (const std::string kind : {"predictor", "response"}) {
    const auto found = kind == "predictor" ? linear_test_predictors(features, z, vector_at(f, "y"))
                                           : linear_test_responses(features, z, tested);
    for (std::size_t j = 0; j < found.size(); ++j) {
      std::vector<double> want;
      for (const char* row :
           {"n", "t", "df", "p", "log10_p", "beta", "low", "high", "partial", "partial_low", "partial_high"})
        want.push_back(f.at(kind + "_" + row).at(j));
      if (!std::isnan(want[1]))
        compare_t(found[j], want, n);
      else
        n.add(found[j].test.p, want[3]);
    }
  }
}

}  // namespace

std::vector<StatsCheck> linear_checks() {
  return {
      {"linear", "model_regress", "R", "lm(y ~ x, weights)", kFormula, linear},
      by_case("linear: t", "linear_test", "R", "summary(lm()), confint(lm())", kNumeric, one_column),
      by_case("linear: partial F", "linear_test", "R", "anova(lm, lm), ends of η² to the last bit", kNumeric,
              several_columns),
      by_case("linear: in bulk", "linear_test", "R", "lm(), a feature at a time", kFormula, bulk),
  };
}

}  // namespace rgx::conformance
