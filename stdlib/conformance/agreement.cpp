// Repeats and readers: stats/agreement.
#include "stats/agreement/bland_altman.hpp"
#include "stats/agreement/concordance.hpp"
#include "stats/agreement/icc.hpp"
#include "stats/agreement/kappa.hpp"
#include "stats/agreement/repeatability.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

// The block stands in a table of its own as subject by subject, repeat by repeat: what screens read.
std::array<TestResult, 6> correlations(const Fields& f) {
  const MatrixXd x = matrix_of(f.at("icc_x"), f.at("repeats")[0]);
  RepeatLayout layout(x.rows(), x.cols());
  for (Index i = 0; i < layout.size(); ++i) layout.data()[i] = static_cast<int>(i);
  return icc_screen_all(x.reshaped(), layout, f.at("level")[0])[0];
}

void icc_values(const Fields& f, Numbers& n) {
  if (!f.contains("icc_x")) return;
  const auto found = correlations(f);
  for (std::size_t i = 0; i < found.size(); ++i) {
    n.add(static_cast<double>(found[i].n), f.at("n")[0]);
    n.add(found[i].estimate, f.at("icc").at(i), 1);
    n.add(found[i].statistic, f.at("f").at(i));
    n.add(found[i].df, f.at("df1").at(i));
    n.add(found[i].df2, f.at("df2").at(i));
    n.log10_p(found[i].log10_p, f.at("log10_p").at(i));
  }
}

void icc_intervals(const Fields& f, Numbers& n) {
  if (!f.contains("icc_x")) return;
  const auto found = correlations(f);
  for (std::size_t i = 0; i < found.size(); ++i) {
    n.add(found[i].ci_low, f.at("low").at(i), 1);
    n.add(found[i].ci_high, f.at("high").at(i), 1);
  }
}

void ccc(const Fields& f, Numbers& n) {
  if (!f.contains("ccc")) return;
  const TestResult r = concordance(f.at("ccc_x"), f.at("ccc_y"), f.at("level")[0]);
  n.add(static_cast<double>(r.n), f.at("n")[0]);
  n.estimate(r, f.at("ccc"), 0, 1);
}

void add(const Estimate& e, const std::vector<double>& expected, Numbers& n) {
  n.add(e.value, expected.at(0), 1);
  n.add(e.ci.low, expected.at(1), 1);
  n.add(e.ci.high, expected.at(2), 1);
}

void limits(const Fields& f, Numbers& n) {
  if (!f.contains("bias")) return;
  const auto scale = static_cast<DifferenceScale>(f.at("scale")[0]);
  const BlandAltman r = bland_altman(f.at("ba_x"), f.at("ba_y"), scale, f.at("level")[0]);
  n.add(static_cast<double>(r.n), f.at("n")[0]);
  n.add(r.sd, f.at("sd")[0]);
  add(r.bias, f.at("bias"), n);
  add(r.lower, f.at("lower"), n);
  add(r.upper, f.at("upper"), n);
  if (!f.contains("slope")) return;
  add(r.slope, f.at("slope"), n);
  n.add(r.slope_p, f.at("slope").at(3));
}

void within(const Fields& f, Numbers& n) {
  if (!f.contains("rc_x")) return;
  const Repeatability r = repeatability(matrix_of(f.at("rc_x"), f.at("repeats")[0]), f.at("level")[0]);
  n.add(static_cast<double>(r.n), f.at("n")[0]);
  n.add(r.df, f.at("df")[0]);
  add(r.within_sd, f.at("within_sd"), n);
  add(r.coefficient, f.at("coefficient"), n);
  if (f.contains("within_cv")) add(r.within_cv, f.at("within_cv"), n), add(r.percent_coefficient, f.at("percent"), n);
  if (f.contains("ratio")) n.add(r.ratio_limits.low, f.at("ratio")[0]), n.add(r.ratio_limits.high, f.at("ratio")[1]);
}

// estimate, low, high, se, null se, z, p, observed, expected
void add(const Kappa& k, const std::vector<double>& expected, Numbers& n) {
  n.estimate(k.result, expected, 0, 1);
  n.add(k.se, expected.at(3));
  n.add(k.null_se, expected.at(4));
  n.add(k.result.statistic, expected.at(5), 1);
  n.add(k.result.p, expected.at(6));
  n.add(k.observed, expected.at(7));
  n.add(k.expected, expected.at(8));
}

void two_readers(const Fields& f, Numbers& n) {
  if (!f.contains("first")) return;
  const auto a = codes(f.at("first")), b = codes(f.at("second"));
  const int categories = static_cast<int>(f.at("categories")[0]);
  for (const auto& [name, weights] : {std::pair{"none", KappaWeights::none},
                                      {"linear", KappaWeights::linear},
                                      {"quadratic", KappaWeights::quadratic}})
    add(cohen_kappa(a, b, categories, weights, f.at("level")[0]), f.at(name), n);
}

void many_readers(const Fields& f, Numbers& n) {
  if (!f.contains("ratings")) return;
  const auto ratings = codes(f.at("ratings"));
  const auto readers = static_cast<Index>(f.at("readers")[0]);
  const Eigen::Map<const Eigen::MatrixXi> table(ratings.data(), static_cast<Index>(ratings.size()) / readers, readers);
  const Kappa k = fleiss_kappa(table, static_cast<int>(f.at("categories")[0]), f.at("level")[0]);
  n.add(static_cast<double>(k.result.n), f.at("n")[0]);
  add(k, f.at("fleiss"), n);
  n.add(k.category, f.at("category"), 1);
}

}  // namespace

std::vector<StatsCheck> agreement_checks() {
  return {
      by_case("icc", "agreement", "psych", "ICC(lmer = FALSE), all six forms", kFormula, icc_values),
      by_case("icc: intervals", "agreement", "psych", "ICC(lmer = FALSE), quantiles of F at df of any size", kNumeric,
              icc_intervals),
      by_case("ccc", "agreement", "epiR", "epi.ccc(ci = \"z-transform\")", kFormula, ccc),
      by_case("bland_altman", "agreement", "R", "Bland & Altman 1999; t.test(d), lm(d ~ m)", kFormula, limits),
      by_case("repeatability", "agreement", "R", "anova(lm(x ~ subject)), qchisq()", kFormula, within),
      by_case("kappa", "agreement", "vcd", "Kappa(t, weights), psych::cohen.kappa(); null se by its formula", kFormula,
              two_readers),
      by_case("kappa: many readers", "agreement", "R", "Fleiss 1971, Gwet 2008, in base R", kFormula, many_readers),
  };
}

}  // namespace rgx::conformance
