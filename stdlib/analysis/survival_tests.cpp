// Survival by group: log_rank, rmst, max_logrank.
#include <fmt/format.h>

#include <cmath>

#include "stats/survival/log_rank.hpp"
#include "stats/survival/maximal_log_rank.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/survival_frame.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

const Json& args(const Context& context) { return context.params.at("args"); }

lang::TestRule survival_rule() {
  lang::TestRule rule{{"binary", "nominal", "ordinal"}, 2, 0, {}, ""};
  rule.compares_survival = true;
  return rule;
}

const std::string kTables =
    " Curves stand in NAME.curve.csv, n, events, medians, survival at `landmarks` and restricted means in "
    "NAME.summary.csv, for each group; strata are pooled there. A median is where the curve, and its interval where "
    "the ends of the curve's interval, fall to one half (Brookmeyer and Crowley 1982).";

SurvivalTested log_rank(const SurvivalGroups& groups, const Json& asked) {
  stats::LogRankOptions options;
  options.stratum = groups.stratum;
  options.rho = asked.value("weights", "log_rank") == "peto" ? 1 : 0;
  const stats::LogRank all = stats::log_rank(groups.cases, groups.group, groups.groups(), options);
  SurvivalTested out{asked.value("trend", false) ? stats::log_rank_trend(all) : all.result};
  if (asked.value("pairwise", false) && groups.groups() > 2)
    out.pairs = stats::pairwise_log_rank(groups.cases, groups.group, groups.groups(), options);
  return out;
}

SurvivalTested restricted(const std::vector<stats::SurvivalCurve>& curves, double tau, const Json& asked) {
  const bool ratio = asked.value("contrast", "difference") == "ratio";
  const auto contrast = [&](const stats::RestrictedMean& upper, const stats::RestrictedMean& lower) {
    return ratio ? stats::rmst_ratio(upper, lower) : stats::rmst_difference(upper, lower);
  };
  std::vector<stats::RestrictedMean> means(curves.size());
  std::vector<std::size_t> present;
  for (std::size_t g = 0; g < curves.size(); ++g) {
    if (!(tau > 0) || curves[g].n == 0) continue;
    means[g] = stats::restricted_mean(curves[g], tau);
    present.push_back(g);
  }
  SurvivalTested out;
  out.result = present.size() == 2 ? contrast(means[present[1]], means[present[0]]) : stats::rmst_equal(means);
  if (asked.value("pairwise", false) && present.size() > 2)
    for (std::size_t a = 0; a < present.size(); ++a)
      for (std::size_t b = a + 1; b < present.size(); ++b)
        out.pairs.push_back({static_cast<int>(present[a]), static_cast<int>(present[b]),
                             contrast(means[present[b]], means[present[a]])});
  if (tau > 0) out.note = "tau " + engine::shortest(tau);
  return out;
}

// The columns whose cut is searched.
std::vector<FrameColumn> numbers_of(const Context& context, const Frame& frame) {
  auto columns = frame.columns(Json::array({context.params.at("outcome")}));
  for (const auto& c : columns)
    if (c.kind == FrameColumn::Kind::nominal)
      throw Failure("wrong-test", "`" + c.name + "` has categories without order, and a cut needs numbers",
                    "compare them by `log_rank`");
  return columns;
}

constexpr const char* kOptimistic = "optimistic: the cut was chosen for the largest difference";

struct Searched {
  ResultRow row;
  SurvivalKey key;
  std::vector<std::string> levels;
  std::vector<stats::SurvivalCurve> curves;
  double tau = stats::missing, cut = stats::missing;
};

Searched search(const SurvivalTimes& times, const FrameColumn& column, const std::vector<std::size_t>& rows,
                const std::string& subset, const Context& context) {
  const Json& asked = args(context);
  const Frame& frame = times.frame();
  std::vector<std::size_t> known;
  std::vector<double> x;
  for (const std::size_t r : rows)
    if (times.known(r) && std::isfinite(column.numbers[r])) {
      known.push_back(r);
      x.push_back(column.numbers[r]);
    }
  const stats::SurvivalCases cases = times.of_rows(known);
  const stats::CutSearch shares{asked.at("smallest").get<double>(), asked.at("largest").get<double>(),
                                asked.value("p", "lausen_1992") == "lausen_1994"};
  if (!(shares.smallest < shares.largest))
    throw Failure("out-of-range", "`smallest` is not below `largest`", "write `smallest: 10 %, largest: 90 %`");
  stats::MaximalCut found;
  if (asked.value("p", "lausen_1992") == "permutation") {
    stats::Permutations how{stats::Stream(context.stream)};
    how.draws = static_cast<std::uint32_t>(asked.at("draws").get<double>());
    how.parallel = context.parallel;
    found = stats::permute_maximal_log_rank(cases, x, how, shares).found;
  } else {
    found = stats::maximal_log_rank(cases, x, shares);
  }
  Searched out;
  out.row.first = times.outcome().name;
  out.row.second = column.name;
  out.row.cohort = frame.cohort_label();
  out.row.group = subset;
  out.row.family = context.params.value("family", "");
  found.result.ci_reason = stats::Reason::none;  // the interval is that of the hazard ratio, below
  out.row.take(found.result);
  out.row.n = known.size();
  out.row.subjects = frame.subjects_of(known);
  out.key = {out.row.first, out.row.second, out.row.cohort, subset};
  if (std::isnan(found.cut)) return out;
  out.cut = found.cut;
  const std::string at = fmt::format("{:.4g}", found.cut);  // as a name; the cut itself stands in the summary
  out.levels = {"at most " + at, "above " + at};
  std::vector<int> group;
  for (const double v : x) group.push_back(v > found.cut);
  out.row.groups = group_counts(group, out.levels);
  // The size of the effect at the cut; the p value of these groups knows nothing of the search and is left.
  const stats::TestResult effect = stats::log_rank(cases, group, 2).result;
  out.row.estimate = effect.estimate;
  out.row.estimate_kind = effect.estimate_kind;
  out.row.ci_low = effect.ci_low;
  out.row.ci_high = effect.ci_high;
  out.row.add_note(kOptimistic);
  const SurvivalAsked shown = survival_asked(context, times);
  out.curves = stats::kaplan_meier(cases, group, 2, shown.interval);
  out.tau = stats::common_follow_up(out.curves);
  return out;
}

engine::Output search_cuts(const Context& context) {
  const SurvivalTimes times(context);
  times.require_one_event();
  const auto columns = numbers_of(context, times.frame());
  const Groups subsets = groups_of(context, times.frame());
  const std::size_t each = subsets.rows.size();
  SurvivalTables tables(times.unit(), survival_asked(context, times).landmarks);
  std::vector<ResultRow> rows;
  for (const auto& column : columns)
    for (std::size_t i = 0; i < each; ++i) {
      Searched made = search(times, column, subsets.rows[i], subsets.names[i], context);
      tables.add(made.key, made.levels, made.curves, made.tau, made.cut, kOptimistic);
      rows.push_back(std::move(made.row));
    }
  engine::Table table = result_table(rows, {"feature", "outcome"});
  table.meta["survival"] = tables.json();
  return {std::move(table), {}};
}

lang::Param share(std::string name, double fallback, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::fraction;
  out.fallback = fallback;
  out.low = 0.01;
  out.high = 0.99;
  out.text = std::move(text);
  return out;
}

Operation log_rank_operation() {
  lang::TestRule rule = survival_rule();
  rule.stratifies = rule.takes_entry = true;
  rule.otherwise = "log_rank";
  auto made = Declare<Json>("log_rank", 1).role(lang::Role::test).in("compare");
  for (auto& p : survival_params()) made.param(std::move(p));
  return made
      .param(choice_of("weights", {"log_rank", "peto"},
                       "of the events: all alike, or by the share still without one just before (Peto and Peto), which "
                       "looks at early differences"))
      .param(yes_or_no("trend", false, "test a trend over the groups in their order instead of any difference"))
      .param(yes_or_no("pairwise", false,
                       "test every pair of groups too, as a second stage: corrected by Holm, where the test of all "
                       "groups was rejected"))
      .test(rule)
      .summary("Log-rank test of survival between groups, within `strata`; curves, medians, survival at landmarks")
      .details(
          "The statistic is `survdiff` of R's survival, χ² with groups - 1 degrees of freedom; `trend: true` weighs "
          "the "
          "groups 1, 2, … and has one. Of two groups the estimate is the hazard ratio of the second, as `groups` lists "
          "them, to the first: Cox regression with Efron's ties in the same strata, Wald interval." +
          kTables + " It takes no covariates: `associate` with `cox` does.")
      .methods(
          "Survival was estimated by the Kaplan–Meier method with {interval} intervals and compared by the log-rank "
          "test (weights {weights}).")
      .cites({"brookmeyer1982", "kaplan1958", "mantel1966"})
      .run([](const Json&, const Context& c) {
        return compare_survival(c, [&c](const SurvivalGroups& groups, const std::vector<stats::SurvivalCurve>&,
                                        double) { return log_rank(groups, args(c)); });
      });
}

Operation rmst_operation() {
  auto made = Declare<Json>("rmst", 1).role(lang::Role::test).in("compare").param(tau_param());
  for (auto& p : survival_params()) made.param(std::move(p));
  lang::TestRule rule = survival_rule();
  rule.takes_entry = true;
  rule.otherwise = "rmst";
  return made
      .param(choice_of("contrast", {"difference", "ratio"},
                       "of the means of two groups: the second less, or over, the "
                       "first"))
      .param(yes_or_no("pairwise", false,
                       "contrast every pair of groups too, as a second stage: corrected by Holm, where the test of all "
                       "groups was rejected"))
      .test(rule)
      .summary("Restricted mean survival time up to a horizon: difference or ratio between groups")
      .details(
          "The mean is the area under the Kaplan–Meier curve up to `tau`; its variance is that of survRM2 (Uno and "
          "others 2014). z of the contrast of two groups (of the second, as `groups` lists them, to the first), Wald "
          "χ² of more. A group whose last case before `tau` is censored has no such mean: the run stops and says "
          "which, and the largest horizon that all reach. It asks for no proportional hazards." +
          kTables)
      .methods("Restricted mean survival times were compared by their {contrast}, with 95 % normal intervals.")
      .cites({"brookmeyer1982", "kaplan1958", "royston2013", "uno2014"})
      .run([](const Json&, const Context& c) {
        return compare_survival(c, [&c](const SurvivalGroups&, const std::vector<stats::SurvivalCurve>& curves,
                                        double tau) { return restricted(curves, tau, args(c)); });
      });
}

Operation max_logrank_operation() {
  lang::TestRule rule = survival_rule();
  rule.outcomes = {"continuous", "ordinal"};
  rule.features = {"numeric", "ordinal"};
  rule.min_groups = 0;
  rule.cuts_numbers = true;
  rule.otherwise = "log_rank";
  auto made = Declare<Json>("max_logrank", 1).role(lang::Role::test).in("compare");
  for (auto& p : survival_params()) made.param(std::move(p));
  return made.param(share("smallest", 0.1, "share of the cases that the lower group holds at least"))
      .param(share("largest", 0.9, "share of the cases that the lower group holds at most"))
      .param(choice_of("p", {"lausen_1992", "lausen_1994", "permutation"},
                       "how p takes the search into account: the approximation of Lausen and Schumacher, the improved "
                       "Bonferroni bound for few cuts, or exchanging survival over the cases"))
      .param(whole_number("draws", 9999, 99, 1e8, "random arrangements of `p: permutation`"))
      .random("permutation")
      .test(rule)
      .summary("Searches the cut of a number at which survival differs most; p is corrected for the search")
      .details(
          "The statistic is the largest |z| of log-rank scores over the cuts that leave the lower group between "
          "`smallest` and `largest` of the cases, as `maxstat.test(smethod = \"LogRank\")`; groups are \"at most\" the "
          "cut and \"above\" it. The hazard ratio and the curves are those of the cut that was found and are called "
          "optimistic, for the search chose it; the log-rank p of these groups would be far too small and is not "
          "given. Approximations are of the tail and coarse where p is large." +
          kTables)
      .methods(
          "Cut-points were searched by maximally selected log-rank statistics between {smallest} and {largest} of the "
          "cases, with p values corrected for the search ({p}); estimates at the chosen cut are optimistic.")
      .cites({"brookmeyer1982", "hothorn2003", "kaplan1958", "lausen1992"})
      .run([](const Json&, const Context& c) { return search_cuts(c); });
}

}  // namespace

std::vector<Operation> survival_operations() {
  return {log_rank_operation(), rmst_operation(), max_logrank_operation(), gray_operation()};
}

}  // namespace rgx::stdlib
