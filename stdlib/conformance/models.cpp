// Odds and counts: stats/regression/logistic.hpp, glm_test.hpp, firth.hpp, count_regression.hpp.
#include <cmath>

#include "stats/regression/count_regression.hpp"
#include "stats/regression/firth.hpp"
#include "stats/regression/glm_test.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "stdlib/conformance/model_case.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void logistic(const References& references, Comparison& out) {
  const MatrixXd& data = references.matrices("model_data").at("tall");
  const NamedMatrices& r = references.matrices("model_regress");
  MatrixXd x(data.rows(), 10);
  x << data.leftCols(8), data.middleCols(9, 2);
  for (const std::string name : {"glm", "glm_weighted", "glm_offset"}) {
    Numbers& n = out.of(name);
    const bool offset = name == "glm_offset", weighted = name == "glm_weighted";
    const LogisticFit fit = logistic_regression(with_intercept(offset ? MatrixXd(data.leftCols(3)) : x), data.col(12),
                                                weighted ? VectorXd(data.col(14)) : VectorXd(),
                                                offset ? VectorXd(0.3 * data.col(3)) : VectorXd());
    n.add(fit.coefficient, r.at(name + "/coefficient"));
    n.add(estimated(fit.se, fit.aliased), r.at(name + "/se"));
    n.add(estimated(fit.z, fit.aliased), r.at(name + "/z"));
    n.add(estimated(fit.p, fit.aliased), r.at(name + "/p"));
    n.add(fit.deviance, r.at(name + "/deviance")(0, 0));
    n.add(fit.null_deviance, r.at(name + "/null_deviance")(0, 0));
    n.add(fit.fitted, r.at(name + "/fitted"));
  }
}

void profile(const References& references, Comparison& out) {
  const MatrixXd& data = references.matrices("model_data").at("tall");
  const NamedMatrices& r = references.matrices("model_regress");
  const MatrixXd design = with_intercept(data.leftCols(4));
  const LogisticFit fit = logistic_regression(design, data.col(12));
  for (Index j = 0; j < 5; ++j) {
    const CoefficientInterval ci = profile_interval(design, data.col(12), fit, j);
    out.of("profile").add(ci.low, r.at("profile/low")(j, 0));
    out.of("profile").add(ci.high, r.at("profile/high")(j, 0));
  }
}

void nested(const Fields& f, Numbers& n) {
  if (!f.contains("nested_lr")) return;
  const ModelCase m(f);
  const auto test = [&](ModelTest kind) { return logistic_test(m.x, m.y, m.tested, kind, m.w, m.o); };
  const TestResult lr = test(ModelTest::likelihood_ratio), wald = test(ModelTest::wald);
  n.chi_square(lr, f.at("nested_lr"));
  n.chi_square(test(ModelTest::score), f.at("nested_score"));
  if (f.contains("nested_wald")) n.chi_square(wald, f.at("nested_wald"));
  if (!f.contains("odds_ratio")) return;
  n.add(lr.estimate, f.at("odds_ratio")[0]);
  n.add(lr.ci_low, f.at("profile_ci")[0]);
  n.add(lr.ci_high, f.at("profile_ci")[1]);
  n.add(wald.ci_low, f.at("wald_ci")[0]);
  n.add(wald.ci_high, f.at("wald_ci")[1]);
}

void firth_estimates(const Fields& f, Numbers& n) {
  if (!f.contains("firth")) return;
  const ModelCase m = ModelCase(f).complete();
  const FirthFit fit = firth_regression(m.x, m.y, m.w, m.o, {.tests = false});
  n.add(fit.coefficient, f.at("firth"));
  n.add(fit.se, f.at("firth_se"));
}

void firth_tests(const Fields& f, Numbers& n) {
  if (!f.contains("firth")) return;
  const ModelCase given(f), m = given.complete();
  const FirthFit fit = firth_regression(m.x, m.y, m.w, m.o);
  n.add(fit.statistic, f.at("firth_lr"));
  n.add(fit.p, f.at("firth_p"));
  n.log10_p(fit.log10_p, f.at("firth_log10_p"));
  n.add(fit.ci_low, f.at("firth_low"));
  n.add(fit.ci_high, f.at("firth_high"));
  n.chi_square(firth_test(given.x, given.y, given.tested, given.w, given.o), f.at("firth_test"));
}

auto counts(bool negative) {
  return [negative](const Fields& f, Numbers& n) {
    if (!f.contains("negative") || (f.at("negative")[0] == 1) != negative) return;
    const ModelCase given(f), m = given.complete();
    const auto test = [&](ModelTest kind) {
      return (negative ? negative_binomial_test : poisson_test)(given.x, given.y, given.tested, kind, given.w, given.o,
                                                                0.95);
    };
    n.chi_square(test(ModelTest::likelihood_ratio), f.at("test_lr"));
    if (!negative) n.chi_square(test(ModelTest::score), f.at("test_score"));
    if (!f.contains("coefficient")) return;  // separated
    const TestResult wald = test(ModelTest::wald);
    n.chi_square(wald, f.at("test_wald"));
    if (f.contains("rate_ratio")) n.estimate(wald, f.at("rate_ratio"));
    const CountFit fit = (negative ? negative_binomial_regression : poisson_regression)(m.x, m.y, m.w, m.o);
    n.add(fit.coefficient, f.at("coefficient"));
    n.add(fit.se, f.at("se"));
    n.add(fit.z, f.at("z"));
    n.log10_p(fit.log10_p, f.at("log10_p"));
    n.add(fit.log_likelihood, f.at("ll")[0]);
    n.add(fit.deviance, f.at("deviance")[0]);
    if (!negative) return;
    n.add(fit.theta, f.at("theta")[0]);
    n.add(fit.theta_se, f.at("theta")[1]);
  };
}

}  // namespace

std::vector<StatsCheck> model_checks() {
  return {
      {"logistic", "model_regress", "R", "glm(y ~ x, binomial, weights, offset), converged", kIterative, logistic},
      {"logistic: profile interval", "model_regress", "R", "roots of glm()'s deviance", kIterative, profile},
      by_case("logistic: tests", "firth", "R", "anova(glm, glm, test = \"LRT\" and \"Rao\"), vcov", kIterative, nested),
      by_case("firth", "firth", "brglm2", "brglmFit(type = \"AS_mean\"), converged", kIterative, firth_estimates),
      by_case("firth: tests", "firth", "R", "penalised likelihood of Heinze & Schemper 2002", kIterative, firth_tests),
      by_case("poisson", "count_regression", "R", "glm(y ~ x, poisson), anova(LRT, Rao), converged", kIterative,
              counts(false)),
      by_case("negative_binomial", "count_regression", "MASS", "glm.nb(y ~ x), its steps to convergence", kIterative,
              counts(true)),
  };
}

}  // namespace rgx::conformance
