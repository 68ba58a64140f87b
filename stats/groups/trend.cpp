#include "stats/groups/trend.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

TestResult cochran_armitage(const Counts& table, std::span<const double> scores, double level) {
  if (table.cols != 2 || table.n.size() != static_cast<std::size_t>(table.rows) * 2) {
    throw std::invalid_argument("a trend of shares needs a table of two columns");
  }
  if (std::any_of(table.n.begin(), table.n.end(), [](long v) { return v < 0; })) {
    throw std::invalid_argument("negative count");
  }
  if (!scores.empty() && scores.size() != static_cast<std::size_t>(table.rows)) {
    throw std::invalid_argument("scores of another number than groups");
  }
  if (!std::all_of(scores.begin(), scores.end(), [](double s) { return std::isfinite(s); })) {
    throw std::invalid_argument("score is not finite");
  }
  TestResult result;
  result.test = "cochran_armitage";
  result.estimate_kind = "risk_slope";
  // Groups with cases.
  std::vector<double> event, cases, score;
  double n = 0, events = 0, total = 0;
  for (int r = 0; r < table.rows; ++r) {
    if (table(r, 0) + table(r, 1) == 0) continue;
    event.push_back(static_cast<double>(table(r, 1)));
    cases.push_back(static_cast<double>(table(r, 0) + table(r, 1)));
    score.push_back(scores.empty() ? r + 1 : scores[r]);
    n += cases.back();
    events += event.back();
  }
  result.n = static_cast<std::size_t>(n);
  if (n == 0 || events == 0 || events == n || std::ranges::min(score) == std::ranges::max(score)) {
    return refuse(result, Reason::one_class);
  }
  for (std::size_t i = 0; i < score.size(); ++i) total += cases[i] * score[i];
  const double centre = total / n, share = events / n;
  double cross = 0, squares = 0, variance = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    const double s = score[i] - centre;
    cross += s * (event[i] - cases[i] * share);
    squares += cases[i] * s * s;
  }
  const double slope = cross / squares;
  for (std::size_t i = 0; i < score.size(); ++i) {
    const double s = score[i] - centre, expected = share + slope * s;
    variance += s * s * (event[i] * (1 - expected) * (1 - expected) + (cases[i] - event[i]) * expected * expected);
  }
  result.df = 1;
  result.statistic = slope * cross / (share * (1 - share));
  result.set(chi_square_upper(result.statistic, 1));
  result.estimate = slope;
  const double se = std::sqrt(variance) / squares;
  // What is left of a perfect line is rounding.
  if (se <= 1e-14 * std::abs(slope)) {
    result.ci_reason = Reason::degenerate;
    return result;
  }
  result.ci_low = slope - normal_margin(level) * se;
  result.ci_high = slope + normal_margin(level) * se;
  return result;
}

}  // namespace rgx::stats
