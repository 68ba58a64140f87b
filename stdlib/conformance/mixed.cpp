// Models with a random intercept: stats/regression/mixed.hpp, mixed_screen.hpp.
#include "stats/regression/mixed.hpp"

#include "stats/regression/mixed_screen.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd design_of(const Fields& f) { return side_by_side(f, "x", 0, static_cast<Index>(f.at("columns")[0])); }

MixedFit fit_of(const Fields& f, Likelihood likelihood) {
  return linear_mixed(design_of(f), vector_of(f.at("y")), codes(f.at("cluster")), likelihood);
}

auto fit(Likelihood likelihood) {
  return [likelihood](const Fields& f, Numbers& n) {
    const MixedFit m = fit_of(f, likelihood);
    const std::string prefix = likelihood == Likelihood::ml ? "ml_" : "reml_";
    n.add(static_cast<double>(m.n), f.at("n")[0]);
    n.add(m.theta, f.at(prefix + "theta")[0]);
    n.add(m.sigma, f.at(prefix + "sigma")[0]);
    n.add(m.criterion, f.at(prefix + "criterion")[0], 1);
    n.add(m.aic, f.at(prefix + "aic")[0], 1);
    n.add(m.coefficient, f.at(prefix + "coefficient"));
    n.add(m.se, f.at(prefix + "se"));
    n.add(m.t, f.at(prefix + "t"));
  };
}

void satterthwaite(const Fields& f, Numbers& n) {
  for (const Likelihood likelihood : {Likelihood::ml, Likelihood::reml}) {
    const MixedFit m = fit_of(f, likelihood);
    const std::string prefix = likelihood == Likelihood::ml ? "ml_" : "reml_";
    n.add(m.df, f.at(prefix + "df"));
    n.add(m.p, f.at(prefix + "p"));
    n.log10_p(m.log10_p, f.at(prefix + "log10_p"));
  }
}

void ratio(const Fields& f, Numbers& n) {
  const MatrixXd x = design_of(f);
  const auto tested = static_cast<Index>(f.at("tested")[0]);
  const MixedTest t =
      mixed_test(x.leftCols(x.cols() - tested), x.rightCols(tested), vector_of(f.at("y")), codes(f.at("cluster")));
  n.chi_square(ChiSquare{t.chi_square, t.df, {t.p, t.log10_p}},
               {f.at("chi_square")[0], f.at("df")[0], f.at("p")[0], f.at("log10_p")[0]});
}

}  // namespace

std::vector<StatsCheck> mixed_checks() {
  return {
      by_case("mixed: ML", "mixed", "lme4", "lmer(REML = FALSE), θ to the last digits", kIterative,
              fit(Likelihood::ml)),
      by_case("mixed: REML", "mixed", "lme4", "lmer(REML = TRUE), θ to the last digits", kIterative,
              fit(Likelihood::reml)),
      by_case("mixed: likelihood ratio", "mixed", "lme4", "anova(lmer, lmer), REML = FALSE", kIterative, ratio),
      by_case("mixed: Satterthwaite", "mixed", "lmerTest", "summary(): df and p of t", kDegrees, satterthwaite),
  };
}

}  // namespace rgx::conformance
