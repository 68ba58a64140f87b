#include "stats/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/margin.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;

const double tolerance = std::sqrt(std::numeric_limits<double>::epsilon());

Interval interval_of(double s, double se, SurvivalInterval kind, double z) {
  if (s == 0) return {};
  if (kind == SurvivalInterval::plain) return {std::max(s - z * se * s, 0.0), std::min(s + z * se * s, 1.0)};
  const double ln = std::log(s);
  if (kind == SurvivalInterval::log) return {std::exp(ln - z * se), std::min(std::exp(ln + z * se), 1.0)};
  if (s == 1) return {};
  const double centre = std::log(-ln), half = z * se / -ln;
  return {std::exp(-std::exp(centre + half)), std::exp(-std::exp(centre - half))};
}

SurvivalCurve curve_of(const RiskTable& table, Index g, SurvivalInterval kind, double z) {
  SurvivalCurve out;
  double survival = 1, variance = 0;
  for (Index k = 0; k < table.at_risk.rows(); ++k) {
    const double d = table.events(k, g), c = table.censored(k, g), r = table.at_risk(k, g);
    if (d + c == 0) continue;
    out.n += static_cast<std::size_t>(d + c);
    out.events += static_cast<std::size_t>(d);
    survival *= (r - d) / r;
    if (d > 0) variance += d / (r * (r - d));  // infinite when nobody is left
    const Interval ci = interval_of(survival, std::sqrt(variance), kind, z);
    out.time.push_back(table.time[static_cast<std::size_t>(k)]);
    out.at_risk.push_back(r);
    out.events_at.push_back(d);
    out.censored_at.push_back(c);
    out.survival.push_back(survival);
    out.se_log.push_back(std::sqrt(variance));
    out.ci_low.push_back(ci.low);
    out.ci_high.push_back(ci.high);
  }
  return out;
}

// Where a falling line reaches `height`. `places` hold no value where it is missing.
double reaches(const std::vector<double>& time, const std::vector<double>& line, double height) {
  std::size_t first = 0;
  const auto known = [&](std::size_t i) { return !std::isnan(line[i]); };
  while (first < line.size() && !(line[first] <= height + tolerance)) ++first;
  if (first == line.size()) return missing;
  if (line[first] < height - tolerance) return time[first];
  for (std::size_t next = first; next < line.size(); ++next)
    if (line[next] < height - tolerance) return (time[first] + time[next]) / 2;
  // Level to the end, or as far as it is known.
  return known(line.size() - 1) ? (time[first] + time.back()) / 2 : missing;
}

}  // namespace

std::optional<SurvivalInterval> survival_interval_named(std::string_view name) {
  if (name == "log") return SurvivalInterval::log;
  if (name == "log_log") return SurvivalInterval::log_log;
  if (name == "plain") return SurvivalInterval::plain;
  return std::nullopt;
}

std::vector<SurvivalCurve> kaplan_meier(const SurvivalCases& cases, std::span<const int> group, int groups,
                                        SurvivalInterval interval, double level) {
  const RiskTable table = risk_tables(cases, group, groups).front();
  std::vector<SurvivalCurve> curves;
  for (int g = 0; g < groups; ++g) curves.push_back(curve_of(table, g, interval, normal_margin(level)));
  return curves;
}

SurvivalQuantile survival_quantile(const SurvivalCurve& curve, double p) {
  if (!(p > 0 && p < 1)) throw std::invalid_argument("quantile of survival outside (0, 1)");
  const double height = 1 - p;
  return {reaches(curve.time, curve.survival, height), reaches(curve.time, curve.ci_low, height),
          reaches(curve.time, curve.ci_high, height)};
}

SurvivalAt survival_at(const SurvivalCurve& curve, double time) {
  if (curve.time.empty()) return {};
  SurvivalAt out;
  const auto from = std::ranges::lower_bound(curve.time, time);
  out.at_risk = from == curve.time.end() ? 0 : curve.at_risk[static_cast<std::size_t>(from - curve.time.begin())];
  if (time > curve.time.back() && curve.survival.back() > 0) return out;
  const auto after = std::ranges::upper_bound(curve.time, time);
  if (after == curve.time.begin()) {
    out.survival = out.ci_low = out.ci_high = 1;
    return out;
  }
  const auto k = static_cast<std::size_t>(after - curve.time.begin()) - 1;
  out.survival = curve.survival[k];
  out.ci_low = curve.ci_low[k];
  out.ci_high = curve.ci_high[k];
  return out;
}

}  // namespace rgx::stats
