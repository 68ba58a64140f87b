// Dependence of two variables: stats/correlation/correlate.hpp, partial.hpp, kendall.hpp, distance.hpp.
#include <cmath>

#include "stats/correlation/correlate.hpp"
#include "stats/correlation/distance.hpp"
#include "stats/correlation/kendall.hpp"
#include "stats/correlation/partial.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Column = std::vector<double>;

Covariates covariates_of(const Fields& f) {
  Covariates out;
  if (f.contains("z")) out.continuous = matrix_of(f.at("z"), f.at("zcols")[0]);
  if (f.contains("g")) out.categories.push_back(codes(f.at("g")));
  return out;
}

std::string field_of(Correlation kind) { return kind == Correlation::pearson ? "pearson" : "spearman"; }

// n, df, r, t, p, log10 p, low, high
void compare(const TestResult& r, const Column& want, Numbers& n) {
  n.add(static_cast<double>(r.n), want[0]);
  n.add(r.df, want[1]);
  n.add(r.estimate, want[2], 1);
  n.add(r.statistic, want[3], 1);
  n.tail(r, want[4], want[5]);
  n.add(r.ci_low, want[6], 1);
  n.add(r.ci_high, want[7], 1);
}

auto plain(Correlation kind, bool partial) {
  return [kind, partial](const Fields& f, Numbers& n) {
    if (!f.contains(field_of(kind)) || partial != (f.contains("z") || f.contains("g"))) return;
    compare(correlate(f.at("x"), f.at("y"), kind, covariates_of(f)), f.at(field_of(kind)), n);
  };
}

auto semi(Correlation kind) {
  return [kind](const Fields& f, Numbers& n) {
    if (!f.contains(field_of(kind))) return;
    compare(semi_partial(f.at("x"), f.at("y"), kind, covariates_of(f)), f.at(field_of(kind)), n);
  };
}

void enumerated(const Fields& f, Numbers& n) {
  if (!f.contains("exact")) return;
  const auto& want = f.at("exact");
  const TestResult r = spearman_exact(f.at("x"), f.at("y"));
  n.add(r.statistic, want[0]);
  n.add(r.estimate, want[1], 1);
  n.add(r.p, want[2]);
}

void block(const Fields& f, Numbers& n) {
  if (!f.contains("left")) return;
  const Eigen::MatrixXd left = matrix_of(f.at("left"), 5), right = matrix_of(f.at("right"), 6);
  Covariates covariates;
  covariates.continuous = matrix_of(f.at("c1"), 1);
  for (const Correlation kind : {Correlation::pearson, Correlation::spearman}) {
    const CorrelationBlock b = correlate_block(left, right, kind, covariates);
    const auto want = [&](const char* what) { return matrix_of(f.at(field_of(kind) + what), 6); };
    const Eigen::MatrixXd r = want("_r"), df = want("_df"), p = want("_p");
    for (Eigen::Index i = 0; i < r.rows(); ++i)
      for (Eigen::Index j = 0; j < r.cols(); ++j) {
        const TestResult pair = b.result(i, j);
        n.add(pair.estimate, r(i, j), 1);
        if (!std::isnan(p(i, j))) n.add(pair.df, df(i, j));
        n.add(pair.p, p(i, j));
        n.log10_p(b.log10_p(i, j), std::log10(p(i, j)));
      }
  }
}

void point(const Fields& f, Numbers& n) {
  if (!f.contains("biserial")) return;
  const auto& want = f.at("biserial");
  const TestResult r = point_biserial(f.at("x"), codes(f.at("code")));
  n.add(r.statistic, want[1]);
  n.add(r.df, want[2]);
  n.tail(r, want[3], want[4]);
  n.add(r.estimate, want[0], 1);
  n.add(r.ci_low, want[5], 1);
  n.add(r.ci_high, want[6], 1);
}

void tau(const Fields& f, Numbers& n) {
  const auto &want = f.at("tau"), &normal = f.at("normal");
  const TestResult r = kendall(f.at("x"), f.at("y"), Exact::never);
  n.add(static_cast<double>(r.n), want[0]);
  n.estimate(r, want, 2, 1);
  n.add(r.statistic, normal[0], 1);
  n.tail(r, normal[1], normal[2]);
  if (!f.contains("exact")) return;
  const TestResult e = kendall(f.at("x"), f.at("y"), Exact::always);
  n.add(e.statistic, f.at("exact")[0]);
  n.add(e.p, f.at("exact")[1]);
}

void distances(const Fields& f, Numbers& n) {
  const TestResult r = distance_correlation(f.at("x"), f.at("y"));
  n.add(static_cast<double>(r.n), f.at("dcor")[0]);
  n.add(r.estimate, f.at("dcor")[1]);
  n.add(r.df, f.at("dcor_t")[2]);
}

// R*, t, df, p, log10 p
void distance_test(const Fields& f, Numbers& n) {
  const auto& want = f.at("dcor_t");
  const TestResult r = distance_correlation(f.at("x"), f.at("y"));
  n.add(r.statistic / std::sqrt(r.df + r.statistic * r.statistic), want[0], 1);
  n.add(r.statistic, want[1], 1);
  n.tail(r, want[3], want[4]);
}

}  // namespace

std::vector<StatsCheck> correlation_checks() {
  using enum Correlation;
  return {
      by_case("pearson", "correlate", "R", "cor.test(x, y)", kFormula, plain(pearson, false)),
      by_case("spearman", "correlate", "R", "cor.test(method = \"spearman\", exact = FALSE)", kFormula,
              plain(spearman, false)),
      by_case("spearman: exact", "correlate", "R", "cor.test(method = \"spearman\", exact = TRUE)", kFormula,
              enumerated),
      by_case("pearson: partial", "correlate", "R", "cor(resid(lm(x ~ z)), resid(lm(y ~ z)))", kFormula,
              plain(pearson, true)),
      by_case("spearman: partial", "correlate", "R", "the same of ranks", kFormula, plain(spearman, true)),
      by_case("correlate_block", "correlate", "R", "every pair by cor(resid(lm()), resid(lm()))", kFormula, block),
      by_case("pearson: semi-partial", "partial", "R", "cor(x, resid(lm(y ~ z)))", kFormula, semi(pearson)),
      by_case("spearman: semi-partial", "partial", "R", "the same of ranks", kFormula, semi(spearman)),
      by_case("point_biserial", "partial", "R", "cor.test(x, code), t.test(var.equal = TRUE)", kFormula, point),
      by_case("kendall", "kendall", "R", "cor.test(method = \"kendall\"), tails counted", kFormula, tau),
      by_case("distance_correlation", "distance", "energy", "dcor(x, y)", kFormula, distances),
      by_case("distance_correlation: t", "distance", "energy", "dcorT.test(x, y), upper tail", kNumeric, distance_test),
  };
}

}  // namespace rgx::conformance
