// Outcomes of several categories: stats/regression/ordinal.hpp, multinomial.hpp.
#include "stats/regression/multinomial.hpp"
#include "stats/regression/ordinal.hpp"
#include "stdlib/conformance/model_case.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

void ordinal(const Fields& f, Numbers& n) {
  const ModelCase given(f), m = given.complete();
  const auto test = [&](ModelTest kind) {
    return ordinal_test(given.x, given.classes(), given.tested, kind, given.w, given.o);
  };
  n.chi_square(test(ModelTest::likelihood_ratio), f.at("test_lr"));
  if (!f.contains("coefficient")) return;  // separated
  n.chi_square(test(ModelTest::wald), f.at("test_wald"));
  if (f.contains("odds_ratio")) n.estimate(test(ModelTest::wald), f.at("odds_ratio"));
  const OrdinalFit fit = ordinal_regression(m.x, m.classes(), m.w, m.o);
  n.add(fit.threshold, f.at("threshold"));
  n.add(fit.threshold_se, f.at("threshold_se"));
  n.add(fit.coefficient, f.at("coefficient"));
  n.add(fit.se, f.at("se"));
  n.add(fit.z, f.at("z"));
  n.log10_p(fit.log10_p, f.at("log10_p"));
  n.add(fit.log_likelihood, f.at("ll")[0]);
}

void multinomial(const Fields& f, Numbers& n) {
  const ModelCase given(f), m = given.complete();
  const auto test = [&](ModelTest kind) {
    return multinomial_test(given.x, given.classes(), given.tested, kind, given.w);
  };
  n.chi_square(test(ModelTest::likelihood_ratio), f.at("test_lr"));
  if (!f.contains("coefficient")) return;  // separated
  n.chi_square(test(ModelTest::wald), f.at("test_wald"));
  const MultinomialFit fit = multinomial_regression(m.x, m.classes(), m.w);
  const auto in_line = [](const Eigen::MatrixXd& x) { return Eigen::VectorXd(x.reshaped()); };
  n.add(in_line(fit.coefficient), f.at("coefficient"));
  n.add(in_line(fit.se), f.at("se"));
  n.add(in_line(fit.z), f.at("z"));
  n.log10_p(in_line(fit.log10_p), f.at("log10_p"));
  n.add(in_line(fit.fitted), f.at("fitted"));
  n.add(fit.log_likelihood, f.at("ll")[0]);
}

}  // namespace

std::vector<StatsCheck> category_checks() {
  return {
      by_case("ordinal", "ordinal", "ordinal", "clm(y ~ x, gradTol = 1e-12); MASS::polr to 1e-3", kIterative, ordinal),
      by_case("multinomial", "multinomial", "VGAM", "vglm(y ~ x, multinomial, epsilon = 1e-13)", kIterative,
              multinomial),
  };
}

}  // namespace rgx::conformance
