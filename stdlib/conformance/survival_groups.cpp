// Survival by group: stats/survival/kaplan_meier.hpp, restricted_mean.hpp, log_rank.hpp, maximal_log_rank.hpp.
#include <cmath>

#include "stats/survival/log_rank.hpp"
#include "stats/survival/maximal_log_rank.hpp"
#include "stats/survival/restricted_mean.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Column = std::vector<double>;

SurvivalCases survival_of(const Fields& f) {
  return {f.at("time"), codes(f.at("event")), f.contains("entry") ? f.at("entry") : Column{}};
}

int groups_of(const Fields& f) { return static_cast<int>(f.at("groups")[0]); }

constexpr std::pair<const char*, SurvivalInterval> kIntervals[] = {
    {"log", SurvivalInterval::log}, {"log_log", SurvivalInterval::log_log}, {"plain", SurvivalInterval::plain}};

// visit(curve, "log_", number of the group as text)
template <class Visit>
void each_curve(const Fields& f, const Visit& visit) {
  for (const auto& [word, kind] : kIntervals) {
    const auto curves = kaplan_meier(survival_of(f), codes(f.at("group")), groups_of(f), kind);
    for (std::size_t g = 0; g < curves.size(); ++g)
      if (curves[g].n > 0) visit(curves[g], word + std::string("_"), std::to_string(g));
  }
}

void curve(const Fields& f, Numbers& n) {
  each_curve(f, [&](const SurvivalCurve& c, const std::string& type, const std::string& g) {
    n.add(c.time, f.at("curve_time" + g));
    n.add(c.at_risk, f.at("at_risk" + g));
    n.add(c.events_at, f.at("events" + g));
    n.add(c.censored_at, f.at("censored" + g));
    n.add(c.survival, f.at("survival" + g));
    n.add(c.se_log, f.at("se_log" + g));
    n.add(c.ci_low, f.at(type + "low" + g));
    n.add(c.ci_high, f.at(type + "high" + g));
  });
}

void quantiles(const Fields& f, Numbers& n) {
  each_curve(f, [&](const SurvivalCurve& c, const std::string& type, const std::string& g) {
    const auto& want = f.at(type + "quantiles" + g);
    std::size_t at = 0;
    for (const double p : {.1, .25, .5, .75}) {
      const SurvivalQuantile q = survival_quantile(c, p);
      n.add(q.time, want.at(at));
      n.add(q.ci_low, want.at(at + 4));
      n.add(q.ci_high, want.at(at++ + 8));
    }
  });
}

void landmarks(const Fields& f, Numbers& n) {
  each_curve(f, [&](const SurvivalCurve& c, const std::string& type, const std::string& g) {
    const auto &marks = f.at("marks"), &want = f.at(type + "marks" + g);
    for (std::size_t k = 0; k < marks.size(); ++k) {
      const SurvivalAt at = survival_at(c, marks[k]);
      n.add(at.at_risk, want.at(k));
      n.add(at.survival, want.at(k + marks.size()));
      n.add(at.ci_low, want.at(k + 2 * marks.size()));
      n.add(at.ci_high, want.at(k + 3 * marks.size()));
    }
  });
}

void contrast(const TestResult& r, const std::vector<double>& want, Numbers& n) {
  n.estimate(r, want, 0, 1);
  n.add(r.statistic, want.at(3));
  n.tail(r, want.at(4), want.at(5));
}

void restricted(const Fields& f, Numbers& n) {
  std::vector<RestrictedMean> first, known;
  const auto curves = kaplan_meier(survival_of(f), codes(f.at("group")), groups_of(f));
  n.add(common_follow_up(curves), f.at("follow_up")[0]);
  for (std::size_t g = 0; g < curves.size(); ++g)
    for (std::size_t k = 0; k < f.at("tau").size(); ++k) {
      const RestrictedMean m = restricted_mean(curves[g], f.at("tau")[k]);
      if (k == 0) first.push_back(m);
      if (k == 0 && m.reason.empty()) known.push_back(m);
      const std::string field = "rmst" + std::to_string(g) + "_" + std::to_string(k + 1);
      if (f.contains(field)) n.add(Column{m.mean, m.se, m.ci_low, m.ci_high}, f.at(field));
    }
  if (f.contains("difference")) contrast(rmst_difference(known.at(1), known.at(0)), f.at("difference"), n);
  if (f.contains("ratio")) contrast(rmst_ratio(known.at(1), known.at(0)), f.at("ratio"), n);
  if (f.contains("equal")) n.chi_square(rmst_equal(first), f.at("equal"));
}

LogRank tested(const Fields& f, double rho) {
  LogRankOptions options;
  options.rho = rho;
  if (f.contains("stratum")) options.stratum = codes(f.at("stratum"));
  return log_rank(survival_of(f), codes(f.at("group")), groups_of(f), options);
}

void weighted(const Fields& f, double rho, const std::string& end, Numbers& n) {
  const LogRank found = tested(f, rho);
  n.chi_square(found.result, f.at("test" + end));
  n.add(found.observed, f.at("observed" + end));
  n.add(found.expected, f.at("expected" + end));
  if (f.contains("trend" + end))
    n.chi_square(log_rank_trend(found, f.contains("scores") ? f.at("scores") : Column{}), f.at("trend" + end));
  if (!f.contains("pairs" + end)) return;
  LogRankOptions options;
  options.rho = rho;
  if (f.contains("stratum")) options.stratum = codes(f.at("stratum"));
  Column pairs;
  for (const auto& p : pairwise_log_rank(survival_of(f), codes(f.at("group")), groups_of(f), options))
    for (const double v : {double(p.lower), double(p.upper), p.result.statistic, p.result.p}) pairs.push_back(v);
  n.add(pairs, f.at("pairs" + end));
}

void log_rank_tests(const Fields& f, Numbers& n) {
  if (f.contains("test")) weighted(f, 0, "", n);
}
void peto_tests(const Fields& f, Numbers& n) {
  if (f.contains("test_peto")) weighted(f, 1, "_peto", n);
}
void entries(const Fields& f, Numbers& n) {
  if (f.contains("entry_test")) n.chi_square(tested(f, 0).result, f.at("entry_test"));
}
void hazard_ratio(const Fields& f, Numbers& n) {
  if (f.contains("hazard_ratio")) n.estimate(tested(f, 0).result, f.at("hazard_ratio"));
}

MaximalCut cut_of(const Fields& f, bool improved) {
  return maximal_log_rank(survival_of(f), f.at("x"), {f.at("shares")[0], f.at("shares")[1], improved});
}

void maximal(const Fields& f, Numbers& n) {
  const MaximalCut found = cut_of(f, false);
  n.add(found.result.statistic, f.at("statistic")[0]);
  n.add(found.cut, f.at("cut")[0]);
  n.add(static_cast<double>(found.low), f.at("size")[0]);
  n.add(static_cast<double>(found.high), f.at("size")[1]);
  if (!f.contains("cuts")) return;
  n.add(found.cuts, f.at("cuts"));
  for (std::size_t k = 0; k < found.z_at.size(); ++k) n.add(std::abs(found.z_at[k]), f.at("stats").at(k), 1);
}

void maximal_p(const Fields& f, Numbers& n) {
  n.tail(cut_of(f, false).result, f.at("p")[0], f.at("p")[1]);
  if (f.contains("p_improved") && f.at("p_improved")[0] > 0) n.add(cut_of(f, true).result.p, f.at("p_improved")[0]);
}

void permuted(const Fields& f, Numbers& n) {
  if (!f.contains("complete")) return;
  const auto found = permute_maximal_log_rank(survival_of(f), f.at("x"), {Stream(1), 999, 1e6},
                                              {f.at("shares")[0], f.at("shares")[1], false});
  n.add(found.found.result.p, f.at("complete")[0] / f.at("complete").at(1));
}

}  // namespace

std::vector<StatsCheck> survival_group_checks() {
  const char *km = "kaplan_meier", *lr = "log_rank", *cut = "maximal_log_rank", *tool = "survival";
  return {
      by_case("kaplan_meier", km, tool, "survfit(Surv(entry, t, e) ~ g, conf.type), summary of each time", kFormula,
              curve),
      by_case("kaplan_meier: quantiles", km, tool, "quantile(survfit(…), c(.1, .25, .5, .75))", kFormula, quantiles),
      by_case("kaplan_meier: landmarks", km, tool, "summary(survfit(…), times, extend = TRUE)", kFormula, landmarks),
      by_case("rmst", km, tool, "survfit(…), area and variance of Uno et al. 2014 (as survRM2)", kFormula, restricted),
      by_case("log_rank", lr, tool, "survdiff(Surv(t, e) ~ g + strata(s)), trend, pairs", kNumeric, log_rank_tests),
      by_case("log_rank: Peto weights", lr, tool, "survdiff(…, rho = 1)", kNumeric, peto_tests),
      by_case("log_rank: left truncation", lr, tool, "coxph(Surv(entry, t, e) ~ g, ties = \"exact\")$score", kNumeric,
              entries),
      by_case("log_rank: hazard ratio", lr, tool, "coxph(Surv(t, e) ~ g + strata(s)), converged", kIterative,
              hazard_ratio),
      by_case("max_logrank", cut, "maxstat", "maxstat.test(smethod = \"LogRank\")", kFormula, maximal),
      by_case("max_logrank: p", cut, "maxstat", "maxstat.test(pmethod = \"Lau92\", \"Lau94\")", kNumeric, maximal_p),
      by_case("max_logrank: permutation", cut, "maxstat", "every order of the scores", kFormula, permuted),
  };
}

}  // namespace rgx::conformance
