#include "stats/validation/survival_performance.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/survival/concordance.hpp"
#include "stats/survival/survival_brier.hpp"
#include "stats/survival/time_auc.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Entries = std::vector<Index>;
using Place = std::pair<int, int>;

std::string refusal(const SurvivalOutOfFold& o, SurvivalMetric metric, double horizon) {
  const Index n = o.time.size();
  const auto fits = [&](std::size_t size) { return static_cast<Index>(size) == n; };
  if (!fits(o.repeat.size()) || !fits(o.fold.size()) || !fits(o.event.size()) || o.score.size() != n ||
      !(o.train_size.empty() || fits(o.train_size.size())))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!o.time.allFinite() || !o.score.allFinite()) return "missing value";
  const bool at_a_time = metric == SurvivalMetric::time_auc || metric == SurvivalMetric::integrated_brier ||
                         metric == SurvivalMetric::uno_c;
  if (at_a_time && !(horizon > 0 && std::isfinite(horizon))) return "no horizon";
  return "";
}

CoxCases cases_of(const SurvivalOutOfFold& o, const Entries& entries) {
  CoxCases cases;
  cases.time = o.time(entries);
  for (const Index i : entries) cases.event.push_back(o.event[static_cast<std::size_t>(i)]);
  return cases;
}

struct Value {
  double value = missing, se = missing;
  Interval ci;
};

Value of_discrimination(const Discrimination& found, double level) {
  const TestResult test = against_half(found, "", "", level);
  return {found.value, found.se, {test.ci_low, test.ci_high}};
}

Value of_curves(const HeldOutSurvival& own, const CoxCases& cases, SurvivalMetric metric, double horizon,
                double level) {
  if (own.survival.rows() != cases.size()) throw std::invalid_argument("survival of other cases than the fold's");
  if (metric == SurvivalMetric::time_auc) {
    const auto past = std::ranges::upper_bound(own.time, horizon) - own.time.begin();
    const VectorXd risk = past == 0 ? VectorXd::Zero(cases.size()) : VectorXd(1 - own.survival.col(past - 1).array());
    return of_discrimination(time_auc(cases, risk, horizon), level);
  }
  const auto found = integrated_brier(cases, own.time, own.survival, horizon, level);
  return {found.value, found.se, found.ci};
}

Value fold_value(const SurvivalOutOfFold& o, SurvivalMetric metric, const Place& place, const Entries& entries,
                 double horizon, double level) {
  const CoxCases cases = cases_of(o, entries);
  const VectorXd score = o.score(entries);
  if (metric == SurvivalMetric::c_index) return of_discrimination(concordance(cases, score), level);
  if (metric == SurvivalMetric::uno_c)
    return of_discrimination(concordance(cases, score, {ConcordanceWeights::uno, horizon}), level);
  const auto own = o.survival.find(place);
  if (own != o.survival.end()) return of_curves(own->second, cases, metric, horizon, level);
  if (metric == SurvivalMetric::time_auc) return of_discrimination(time_auc(cases, score, horizon), level);
  const auto baseline = o.baseline.find(place);
  if (baseline == o.baseline.end() || baseline->second.curves.empty()) return {};
  const std::vector<double>& times = baseline->second.curves.front().time;
  const auto found = integrated_brier(cases, times, baseline->second.survival(score, times), horizon, level);
  return {found.value, found.se, found.ci};
}

// Coefficient of one repeat's scores and its standard error: of scores one standard deviation apart, or of the scores
// as they are, within folds.
std::optional<Value> coefficient(const SurvivalOutOfFold& o, const Entries& entries, bool within_folds) {
  VectorXd score = o.score(entries);
  const double sd = std::sqrt((score.array() - score.mean()).square().sum() / static_cast<double>(score.size() - 1));
  if (!(sd > 0)) return std::nullopt;
  CoxCases cases = cases_of(o, entries);
  if (within_folds) {
    for (const Index i : entries) cases.stratum.push_back(o.fold[static_cast<std::size_t>(i)]);
  } else {
    score = (score.array() - score.mean()) / sd;
  }
  const CoxFit fit = cox_regression(cases, score);
  if (fit.coefficient.size() == 0 || !std::isfinite(fit.coefficient[0])) return std::nullopt;
  return Value{fit.coefficient[0], fit.se[0], {}};
}

void regression(Performance& out, const SurvivalOutOfFold& o, const std::map<int, Entries>& repeats, bool slope,
                double level) {
  double sum = 0, variance = 0, counted = 0;
  for (const auto& [repeat, entries] : repeats) {
    const auto found = coefficient(o, entries, slope);
    if (!found) {
      ++out.left_out;
      continue;
    }
    sum += found->value;
    variance += found->se * found->se;
    ++counted;
  }
  out.method = "Wald";
  if (counted == 0) {
    out.reason = "no fit";
    return;
  }
  const double margin = normal_margin(level) * std::sqrt(variance / counted);
  const auto printed = [&](double value) { return slope ? value : std::exp(value); };
  out.estimate = printed(sum / counted);
  out.low = printed(sum / counted - margin);
  out.high = printed(sum / counted + margin);
}

}  // namespace

Performance survival_performance(const SurvivalOutOfFold& o, SurvivalMetric metric, double horizon, double level) {
  Performance out{missing, missing, missing, 0, "", 0, refusal(o, metric, horizon)};
  if (!out.reason.empty()) return out;
  std::map<Place, Entries> folds;
  std::map<int, Entries> repeats;
  for (std::size_t i = 0; i < o.repeat.size(); ++i) {
    folds[{o.repeat[i], o.fold[i]}].push_back(static_cast<Index>(i));
    repeats[o.repeat[i]].push_back(static_cast<Index>(i));
  }
  for (const auto& [repeat, entries] : repeats) out.n = std::max(out.n, entries.size());
  if (metric == SurvivalMetric::hazard_ratio || metric == SurvivalMetric::calibration_slope) {
    regression(out, o, repeats, metric == SurvivalMetric::calibration_slope, level);
    return out;
  }
  double test = 0, train = 0;
  std::vector<double> values;
  std::map<int, std::vector<double>> by_repeat;
  Value last;
  for (const auto& [place, entries] : folds) {
    const std::size_t in_repeat = repeats[place.first].size();
    test += static_cast<double>(entries.size());
    train += static_cast<double>(o.train_size.empty() ? in_repeat - entries.size()
                                                      : o.train_size[static_cast<std::size_t>(entries[0])]);
    last = fold_value(o, metric, place, entries, horizon, level);
    if (std::isnan(last.value)) {
      ++out.left_out;
      continue;
    }
    values.push_back(last.value);
    by_repeat[place.first].push_back(last.value);
  }
  const bool single = folds.size() == 1;
  const bool of_pairs = metric == SurvivalMetric::c_index || metric == SurvivalMetric::uno_c;
  out.method = !single ? "corrected resampled t" : of_pairs ? "infinitesimal jackknife" : "influence function";
  if (values.empty()) {
    out.reason = of_pairs ? "no comparable pair" : "nothing known at the horizon";
    return out;
  }
  out.estimate = 0;
  for (const auto& [repeat, some] : by_repeat) {
    double sum = 0;
    for (const double v : some) sum += v;
    out.estimate += sum / static_cast<double>(some.size()) / static_cast<double>(by_repeat.size());
  }
  if (single) {
    out.low = last.ci.low, out.high = last.ci.high;
    if (std::isnan(out.low)) out.reason = "degenerate";
    return out;
  }
  if (!(train > 0)) {
    out.reason = "size of the training part unknown";
    return out;
  }
  const auto t = corrected_resampled_t(Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size())),
                                       test / train, level);
  if (t.reason == "one value") {
    out.reason = t.reason;
    return out;
  }
  // About the mean of repeats, which is that of folds unless some were left out.
  out.low = std::clamp(out.estimate - (t.mean - t.low), 0.0, 1.0);
  out.high = std::clamp(out.estimate + (t.high - t.mean), 0.0, 1.0);
  return out;
}

}  // namespace rgx::stats
