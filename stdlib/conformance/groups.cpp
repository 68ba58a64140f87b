// One variable between groups: stats/groups/compare.hpp, ordered.hpp, dunn.hpp, brunner_munzel.hpp, effect.hpp.
#include <stdexcept>

#include "stats/base/resample_interval.hpp"
#include "stats/groups/brunner_munzel.hpp"
#include "stats/groups/compare.hpp"
#include "stats/groups/dunn.hpp"
#include "stats/groups/effect.hpp"
#include "stats/groups/ordered.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

auto two_means(bool pooled) {
  return [pooled](const Fields& f, Numbers& n) {
    const auto at = f.find(pooled ? "student" : "welch");
    if (at == f.end()) return;
    const TestResult r = pooled ? student(f.at("x"), f.at("y")) : welch(f.at("x"), f.at("y"));
    n.add(r.statistic, at->second[0]);
    n.add(r.df, at->second[1]);
    n.tail(r, at->second[2], at->second[3]);
  };
}

auto hedges(bool pooled) {
  return [pooled](const Fields& f, Numbers& n) {
    const auto at = f.find(pooled ? "student_g" : "welch_g");
    if (at == f.end()) return;
    n.estimate(pooled ? student(f.at("x"), f.at("y")) : welch(f.at("x"), f.at("y")), at->second, 0, 1);
  };
}

// p, and whether the exact distribution was taken.
void rank_sum(const Fields& f, Numbers& n) {
  if (!f.contains("wilcoxon")) return;
  const auto& want = f.at("wilcoxon");
  const TestResult r = wilcoxon(f.at("x"), f.at("y"));
  n.add(r.statistic, want[0]);
  n.add(r.p, want[1]);
  n.add(r.test == "wilcoxon exact" ? 1 : 0, want[2]);
  n.add(wilcoxon(f.at("x"), f.at("y"), Exact::never).p, f.at("wilcoxon_normal")[0]);
}

void area(const Fields& f, Numbers& n) {
  if (!f.contains("auc")) return;
  n.estimate(wilcoxon(f.at("x"), f.at("y")), f.at("auc"));
}

void kruskal(const Fields& f, Numbers& n) {
  if (!f.contains("kruskal")) return;
  const auto& want = f.at("kruskal");
  const TestResult r = kruskal_wallis(f.at("x"), codes(f.at("g")));
  n.chi_square(r, want);
  n.add(r.estimate, want[4]);
}

void variance(const Fields& f, Numbers& n) {
  if (!f.contains("anova")) return;
  const auto& want = f.at("anova");
  const TestResult r = anova(f.at("x"), codes(f.at("g")));
  n.add(r.statistic, want[0]);
  n.add(r.df, want[1]);
  n.add(r.df2, want[2]);
  n.add(r.p, want[3]);
  n.add(r.estimate, want[4]);
}

void variance_interval(const Fields& f, Numbers& n) {
  if (!f.contains("anova")) return;
  const TestResult r = anova(f.at("x"), codes(f.at("g")));
  n.add(r.ci_low, f.at("anova")[5], 1);
  n.add(r.ci_high, f.at("anova")[6], 1);
}

void welch_variance(const Fields& f, Numbers& n) {
  if (!f.contains("welch_anova")) return;
  const auto& want = f.at("welch_anova");
  const TestResult r = anova(f.at("x"), codes(f.at("g")), false);
  n.add(r.statistic, want[0]);
  n.add(r.df, want[1]);
  n.add(r.df2, want[2]);
  n.add(r.p, want[3]);
}

void partial_eta(const Fields& f, Numbers& n) {
  if (!f.contains("partial_eta")) return;
  const auto& want = f.at("partial_eta");
  const Effect e = eta_squared(want[0], want[1], want[2]);
  n.add(e.estimate, want[3]);
  n.add(e.ci.low, want[4], 1);
  n.add(e.ci.high, want[5], 1);
}

void delta(const Fields& f, Numbers& n) {
  if (!f.contains("delta")) return;
  const auto& want = f.at("delta");
  const Effect e = cliffs_delta(f.at("x"), f.at("y"));
  n.add(e.estimate, want[0]);
  n.add(e.ci.low, want[1], 1);
  n.add(e.ci.high, want[2], 1);
}

void bca(const Fields& f, Numbers& n) {
  if (!f.contains("limits")) return;
  const Interval ci =
      bca_limits(f.at("estimate")[0], f.at("replicates"), f.at("left_out"), codes(f.at("stratum")), 0.95);
  n.add(ci.low, f.at("limits")[0]);
  n.add(ci.high, f.at("limits")[1]);
}

void jonckheere(const Fields& f, Numbers& n) {
  const auto g = codes(f.at("g"));
  const auto& want = f.at("jonckheere_normal");
  const TestResult r = jonckheere_terpstra(f.at("x"), g, Exact::never);
  n.add(r.statistic, want[0]);
  n.tail(r, want[1], want[2]);
  if (!f.contains("jonckheere_exact")) return;
  n.add(jonckheere_terpstra(f.at("x"), g, Exact::always).p, f.at("jonckheere_exact")[0]);
}

void concordance(const Fields& f, Numbers& n) {
  n.estimate(jonckheere_terpstra(f.at("x"), codes(f.at("g"))), f.at("concordance"), 0, 1);
}

// Four numbers a pair: z, p, log10 p, AUC.
void dunn_pairs(const Fields& f, Numbers& n) {
  const auto& want = f.at("dunn");
  const auto pairs = dunn(f.at("x"), codes(f.at("g")));
  if (pairs.size() * 4 != want.size()) throw std::runtime_error("other pairs of groups");
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const TestResult& r = pairs[i].result;
    n.add(r.statistic, want[4 * i], 1);
    n.tail(r, want[4 * i + 1], want[4 * i + 2]);
    n.add(r.estimate, want[4 * i + 3]);
  }
}

void behrens_fisher(const Fields& f, Numbers& n) {
  if (!f.contains("brunner_munzel")) return;
  const auto& want = f.at("brunner_munzel");
  const TestResult r = brunner_munzel(f.at("positive"), f.at("other"));
  n.add(r.statistic, want[0], 1);
  n.add(r.df, want[1]);
  n.tail(r, want[2], want[3]);
  n.estimate(r, want, 4, 1);
}

}  // namespace

std::vector<StatsCheck> group_checks() {
  return {
      by_case("welch", "compare", "R", "t.test(x, y)", kFormula, two_means(false)),
      by_case("welch: Hedges g", "compare", "effectsize", "hedges_g(pooled_sd = FALSE), ends to the last bit", kNumeric,
              hedges(false)),
      by_case("student", "compare", "R", "t.test(x, y, var.equal = TRUE)", kFormula, two_means(true)),
      by_case("student: Hedges g", "compare", "effectsize", "hedges_g(), ends to the last bit", kNumeric, hedges(true)),
      by_case("wilcoxon", "compare", "R", "wilcox.test(x, y)", kFormula, rank_sum),
      by_case("wilcoxon: AUC", "compare", "pROC", "ci.auc(method = \"delong\")", kFormula, area),
      by_case("brunner_munzel", "paired", "R", "formulas of Neubert & Brunner 2007", kFormula, behrens_fisher),
      by_case("cliffs_delta", "effect", "pROC", "2 ci.auc() - 1; effectsize::cliffs_delta", kFormula, delta),
      by_case("kruskal_wallis", "compare", "R", "kruskal.test(x, g); effectsize::rank_epsilon_squared", kFormula,
              kruskal),
      by_case("dunn", "ordered", "R", "formulas of Dunn 1964", kFormula, dunn_pairs),
      by_case("anova", "compare", "R", "anova(lm(x ~ g)); effectsize::F_to_eta2", kFormula, variance),
      by_case("anova: interval of η²", "compare", "effectsize", "F_to_eta2(), ends to the last bit", kNumeric,
              variance_interval),
      by_case("anova: partial η²", "effect", "effectsize", "eta_squared(car::Anova()), ends to the last bit", kNumeric,
              partial_eta),
      by_case("anova: unequal variances", "compare", "R", "oneway.test(x ~ g)", kFormula, welch_variance),
      by_case("jonckheere", "ordered", "R", "cor.test(kendall) and Harding 1984", kFormula, jonckheere),
      by_case("jonckheere: concordance", "ordered", "survival", "concordance(g ~ x)", kFormula, concordance),
      by_case("bca_interval", "compare", "boot", "boot.ci(type = \"bca\")", kNumeric, bca),
  };
}

}  // namespace rgx::conformance
