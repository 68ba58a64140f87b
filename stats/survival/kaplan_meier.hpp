#pragma once
// The share that is still without the event (Kaplan & Meier 1958), with Greenwood's variance (1926).
// R: survival::survfit(Surv(entry, time, event) ~ group, conf.type = …).
#include <optional>
#include <string_view>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/survival/risk_table.hpp"

namespace rgx::stats {

// Scale on which the interval is symmetric: ln S, ln(-ln S), S (Kalbfleisch & Prentice 2002, §1.4). Limits beyond [0,
// 1] are cut to it.
enum class SurvivalInterval { log, log_log, plain };
// "log", "log_log", "plain"; another name gives nothing.
std::optional<SurvivalInterval> survival_interval_named(std::string_view name);

struct SurvivalCurve {
  std::size_t n = 0, events = 0;
  // One place a time at which a case of the group left, ascending.
  std::vector<double> time;
  std::vector<double> at_risk, events_at, censored_at;  // numbers of cases
  std::vector<double> survival;                         // just after the time
  std::vector<double> se_log;  // standard error of ln S: sqrt(Σ d / (r (r - d))); infinite once S is 0
  // Missing once S is 0; `log_log` also where S is 1.
  std::vector<double> ci_low, ci_high;
};

// One curve a group, empty where a group has no cases. Input: risk_table.hpp.
std::vector<SurvivalCurve> kaplan_meier(const SurvivalCases& cases, std::span<const int> group, int groups,
                                        SurvivalInterval interval = SurvivalInterval::log, double level = 0.95);

// Time by which a share p (0 < p < 1) has had the event, with the times at which the interval's ends do (Brookmeyer &
// Crowley 1982); missing where the curve or the end stays above 1 - p. Where the curve is level at 1 - p (to 2⁻²⁶): the
// middle of that step; to the last time where it never falls again. R: quantile(survfit, p), save where an end of the
// interval rises again late: the first time counts, as in print(survfit).
struct SurvivalQuantile {
  double time = missing, ci_low = missing, ci_high = missing;
};
SurvivalQuantile survival_quantile(const SurvivalCurve& curve, double p);

// The curve at a time. R: summary(survfit, times). Missing beyond the last time, unless the curve is 0 there.
struct SurvivalAt {
  double at_risk = missing;  // at the first time of the curve from `time` on; 0 beyond the last
  double survival = missing, ci_low = missing, ci_high = missing;
};
SurvivalAt survival_at(const SurvivalCurve& curve, double time);

}  // namespace rgx::stats
