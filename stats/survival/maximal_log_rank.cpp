#include "stats/survival/maximal_log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/survival/tied_times.hpp"

namespace rgx::stats {
namespace {

// Cases by ascending x, and how many of them the lower group can hold.
struct Ladder {
  std::vector<double> x, score;  // score about its mean, of length 1
  std::vector<std::size_t> lower;
  Reason reason = Reason::none;
};

Ladder ladder(const SurvivalCases& cases, std::span<const double> x, const CutSearch& search) {
  if (!cases.entry.empty()) throw std::invalid_argument("maximally selected log-rank knows no left truncation");
  if (x.size() != cases.time.size()) throw std::invalid_argument("survival times and numbers of different lengths");
  if (!(search.smallest >= 0 && search.smallest < search.largest && search.largest <= 1))
    throw std::invalid_argument("shares of the lower group are not 0 <= smallest < largest <= 1");
  std::vector<std::size_t> rows = survival_rows(cases, {});
  std::erase_if(rows, [&](std::size_t i) { return std::isnan(x[i]); });
  std::ranges::stable_sort(rows, {}, [&](std::size_t i) { return x[i]; });
  Ladder out;
  std::vector<double> time;
  std::vector<int> event;
  for (const std::size_t i : rows) {
    if (cases.time[i] < 0) throw std::invalid_argument("negative time");
    out.x.push_back(x[i]);
    time.push_back(cases.time[i]);
    event.push_back(cases.event[i] > 0);
  }
  const auto n = static_cast<double>(rows.size());
  if (rows.size() < 3) out.reason = Reason::too_few;
  if (rows.size() < 3) return out;
  if (std::ranges::find(event, 1) == event.end()) out.reason = Reason::one_class;
  out.score = log_rank_scores(time, event);
  const double mean = std::accumulate(out.score.begin(), out.score.end(), 0.0) / n;
  double squares = 0, largest = 0;
  for (double& s : out.score) {
    s -= mean;
    squares += s * s;
    largest = std::max(largest, std::abs(s));
  }
  // What is left of equal scores is rounding.
  if (out.reason == Reason::none && largest <= 1e-14 * std::abs(mean)) out.reason = Reason::constant;
  for (double& s : out.score) s /= std::sqrt(squares);
  const double first = std::max(1.0, std::floor(n * search.smallest)), last = std::floor(n * search.largest);
  for (std::size_t m = 1; m < out.x.size(); ++m) {
    const auto cases_below = static_cast<double>(m);
    if (out.x[m] != out.x[m - 1] && cases_below >= first && cases_below <= last) out.lower.push_back(m);
  }
  if (out.reason == Reason::none && out.lower.empty()) out.reason = Reason::constant;
  return out;
}

// 1 / standard error of the sum of m of n scores of squares 1.
std::vector<double> scales(const Ladder& l) {
  const auto n = static_cast<double>(l.x.size());
  std::vector<double> out;
  for (const std::size_t lower : l.lower) {
    const auto m = static_cast<double>(lower);
    out.push_back(std::sqrt(n * (n - 1) / (m * (n - m))));
  }
  return out;
}

MaximalCut search_of(const Ladder& l, const CutSearch& search) {
  MaximalCut out;
  out.result.test = "max_log_rank";
  out.result.n = l.x.size();
  out.result.ci_reason = Reason::not_asked;
  if (l.reason != Reason::none) {
    refuse(out.result, l.reason);
    return out;
  }
  const std::vector<double> scale = scales(l);
  double sum = 0;
  std::size_t best = 0, added = 0;
  for (std::size_t k = 0; k < l.lower.size(); ++k) {
    for (; added < l.lower[k]; ++added) sum += l.score[added];
    out.cuts.push_back(l.x[added - 1]);
    out.z_at.push_back(sum * scale[k]);
    if (std::abs(out.z_at[k]) > std::abs(out.z_at[best])) best = k;
  }
  out.cut = out.cuts[best];
  out.z = out.z_at[best];
  out.low = l.lower[best];
  out.high = l.x.size() - out.low;
  out.result.statistic = std::abs(out.z);
  Tail tail;
  if (search.improved) {
    const std::vector<double> lower(l.lower.begin(), l.lower.end());
    tail = lausen_improved(out.result.statistic, static_cast<double>(l.x.size()), lower);
  }
  out.result.set(std::isnan(tail.p) ? lausen_schumacher(out.result.statistic, search.smallest, search.largest) : tail);
  return out;
}

}  // namespace

std::vector<double> log_rank_scores(std::span<const double> time, std::span<const int> event) {
  if (time.size() != event.size()) throw std::invalid_argument("survival times and events of different lengths");
  const std::vector<double> tied = tied_times(time);
  std::map<double, std::pair<double, double>> at;  // cases and events
  for (std::size_t i = 0; i < tied.size(); ++i) {
    auto& [cases, events] = at[tied[i]];
    cases += 1;
    events += event[i] > 0 ? 1 : 0;
  }
  double gone = 0, hazard = 0;
  const auto n = static_cast<double>(tied.size());
  for (auto& [t, counts] : at) {
    gone += counts.first;
    hazard += counts.second / (n - gone + 1);
    counts.first = hazard;
  }
  std::vector<double> scores;
  for (std::size_t i = 0; i < tied.size(); ++i) scores.push_back((event[i] > 0 ? 1 : 0) - at[tied[i]].first);
  return scores;
}

MaximalCut maximal_log_rank(const SurvivalCases& cases, std::span<const double> x, const CutSearch& search) {
  return search_of(ladder(cases, x, search), search);
}

PermutedCut permute_maximal_log_rank(const SurvivalCases& cases, std::span<const double> x, const Permutations& how,
                                     const CutSearch& search) {
  if (!how.stratum.empty()) throw std::invalid_argument("maximally selected log-rank knows no strata");
  const Ladder l = ladder(cases, x, search);
  PermutedCut out;
  out.found = search_of(l, search);
  if (out.found.result.reason != Reason::none) return out;
  const std::vector<double> scale = scales(l);
  std::vector<double> values = l.score;
  std::ranges::sort(values);
  // Scores that are equal but for rounding are one, so that no arrangement is counted twice.
  constexpr double rounding = 1e-12;
  values.erase(std::unique(values.begin(), values.end(), [](double a, double b) { return b - a <= rounding; }),
               values.end());
  std::vector<int> code;
  for (const double s : l.score)
    code.push_back(static_cast<int>(std::ranges::lower_bound(values, s - rounding) - values.begin()));
  const auto extremity = [&](std::span<const int> arranged) {
    double sum = 0, most = 0;
    std::size_t added = 0;
    for (std::size_t k = 0; k < l.lower.size(); ++k) {
      for (; added < l.lower[k]; ++added) sum += values[static_cast<std::size_t>(arranged[added])];
      most = std::max(most, std::abs(sum) * scale[k]);
    }
    return most;
  };
  out.permutations = permutation_p(code, extremity, 1, how);
  out.found.result.test = out.permutations.complete ? "permutation max_log_rank complete" : "permutation max_log_rank";
  out.found.result.set(out.permutations.p);
  return out;
}

Tail lausen_schumacher(double b, double smallest, double largest) {
  if (std::isnan(b)) return {};
  if (b < 1) return {1, 0};
  const double odds = std::log(largest * (1 - smallest) / ((1 - largest) * smallest));
  const double ln = -b * b / 2 - 0.918938533204672742 + std::log(4 / b + (b - 1 / b) * odds);  // ln sqrt(2π)
  return tail_of_log(std::min(ln, 0.0));
}

Tail lausen_improved(double b, double n, std::span<const double> lower) {
  if (std::isnan(b)) return {};
  double series = 0;
  for (std::size_t k = 1; k < lower.size(); ++k) {
    const double t = std::sqrt(1 - lower[k - 1] * (n - lower[k]) / ((n - lower[k - 1]) * lower[k]));
    series += t - (b * b / 4 - 1) * t * t * t / 6;
  }
  const Tail one = normal_two_sided(b);
  constexpr double pi = 3.14159265358979323846, ln10 = 2.302585092994045684;
  const double ln_one = one.log10_p * ln10;
  const double more = std::exp(-b * b / 2 - ln_one) / pi * series;  // beside the tail of one cut
  if (!(series >= 0)) return {};
  return tail_of_log(std::min(ln_one + std::log1p(more), 0.0));
}

}  // namespace rgx::stats
