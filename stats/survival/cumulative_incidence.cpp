#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/survival/competing.hpp"
#include "stats/survival/competing_times.hpp"

namespace rgx::stats {
namespace {

// Share of the variance that ties leave: d of n without replacement.
double ties_left(double d, double n) { return d > 1 ? 1 - (d - 1) / (n - 1) : 1; }

struct Step {
  double at_risk, own, other;  // events of the cause and of all others
  double before, after;        // without any event, just before and from here on
  double incidence;            // from here on
};

// Each event adds (1 - (F(t) - F(s)) / S(s))² (own) or ((F(t) - F(s)) / S(s))² (other) times S(s-)² d / n². The squares
// are expanded in F(t), so that one pass serves all t.
struct VarianceSums {
  double constant = 0, linear = 0, square = 0;
  void add(double share, double slope, double mass) {
    constant += share * share * mass;
    linear += share * slope * mass;
    square += slope * slope * mass;
  }
  void add(const Step& at) {
    const double slope = at.after > 0 ? 1 / at.after : 0;
    const double unit = at.before * at.before / (at.at_risk * at.at_risk);
    if (at.other > 0 && at.after > 0)
      add(at.incidence * slope, slope, unit * at.other * ties_left(at.other, at.at_risk));
    if (at.own > 0) add(1 + at.incidence * slope, slope, unit * at.own * ties_left(at.own, at.at_risk));
  }
  [[nodiscard]] double at(double f) const { return std::max(0.0, constant + f * (f * square - 2 * linear)); }
};

}  // namespace

CumulativeIncidence cumulative_incidence(const CompetingCases& cases, int cause, double level) {
  const std::vector<Eigen::Index> rows = competing_rows(cases);
  CumulativeIncidence curve;
  curve.n = rows.size();
  const double margin = normal_margin(level);
  Step step{0, 0, 0, 1, 1, 0};
  VarianceSums sums;
  for (const CompetingTime& at : competing_times(cases, rows, cause)) {
    if (at.own + at.other == 0) continue;
    step.at_risk = at.at_risk;
    step.own = at.own;
    step.other = at.other;
    step.before = step.after;
    step.after *= (at.at_risk - at.own - at.other) / at.at_risk;
    step.incidence += step.before * at.own / at.at_risk;
    sums.add(step);
    if (at.own == 0) continue;
    const double f = step.incidence, variance = sums.at(f);
    curve.events += static_cast<std::size_t>(at.own);
    curve.time.push_back(at.time);
    curve.at_risk.push_back(at.at_risk);
    curve.count.push_back(at.own);
    curve.estimate.push_back(f);
    curve.variance.push_back(variance);
    const double half = margin * std::sqrt(variance) / (f * std::abs(std::log(f)));
    const bool inside = f > 0 && f < 1 && std::isfinite(half);
    curve.ci_low.push_back(inside ? std::pow(f, std::exp(half)) : missing);
    curve.ci_high.push_back(inside ? std::pow(f, std::exp(-half)) : missing);
  }
  return curve;
}

double step_at(const CumulativeIncidence& curve, const std::vector<double>& column, double t, double before) {
  const auto after = std::ranges::upper_bound(curve.time, t) - curve.time.begin();
  return after == 0 ? before : column[static_cast<std::size_t>(after - 1)];
}

}  // namespace rgx::stats
