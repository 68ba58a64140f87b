#include "stats/base/describe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {
namespace {

std::vector<double> sorted_present(std::span<const double> x) {
  auto present = without_missing(x);
  std::sort(present.begin(), present.end());
  return present;
}

}  // namespace

std::vector<double> mid_ranks(std::span<const double> x) {
  if (std::any_of(x.begin(), x.end(), [](double v) { return std::isnan(v); })) {
    throw std::invalid_argument("ranks of missing values");
  }
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> rank(x.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && x[order[end]] == x[order[begin]]) ++end;
    const double shared = static_cast<double>(begin + 1 + end) / 2;
    for (; begin < end; ++begin) rank[order[begin]] = shared;
  }
  return rank;
}

std::vector<std::size_t> tie_groups(std::span<const double> x) {
  const auto sorted = sorted_present(x);
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i] == sorted[i - 1]) {
      ++groups.back();
    } else {
      groups.push_back(1);
    }
  }
  return groups;
}

double tie_term(std::span<const double> x) {
  double term = 0;
  for (const std::size_t group : tie_groups(x)) {
    const double t = static_cast<double>(group);
    term += t * t * t - t;
  }
  return term;
}

double quantile_sorted(std::span<const double> sorted, double p, int type) {
  if (!(p >= 0 && p <= 1)) throw std::invalid_argument("quantile outside 0 to 1");
  if (type < 1 || type > 9) throw std::invalid_argument("quantile type outside 1 to 9");
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double n = static_cast<double>(sorted.size());
  const auto at = [&](double k) { return sorted[static_cast<std::size_t>(std::clamp(k, 1.0, n)) - 1]; };
  // A position meant to be whole but rounded, as 0.3 · 10; type 7 goes without, as in R.
  const double fuzz = type == 7 ? 0 : 4 * std::numeric_limits<double>::epsilon();
  if (type <= 3) {
    const double position = type == 3 ? n * p - 0.5 : n * p;
    const double j = std::floor(position + fuzz);
    const bool above = position > j + fuzz;
    if (type == 1) return at(above ? j + 1 : j);
    if (type == 2) return above ? at(j + 1) : (at(j) + at(j + 1)) / 2;
    return at(above || std::fmod(j, 2.0) != 0 ? j + 1 : j);
  }
  // Position of p is a + p·(n + 1 - a - b), written as (n + slope)·p + offset.
  double slope = 0, offset = 0;
  switch (type) {
    case 5:
      offset = 0.5;
      break;
    case 6:
      slope = 1;
      break;
    case 7:
      slope = -1, offset = 1;
      break;
    case 8:
      slope = offset = 1.0 / 3;
      break;
    case 9:
      slope = 0.25, offset = 0.375;
      break;
    default:
      break;
  }
  const double position = (n + slope) * p + offset;
  const double j = std::floor(position + fuzz);
  double part = position - j;
  if (std::abs(part) < fuzz) part = 0;
  const double low = at(j), high = at(j + 1);
  if (part == 0 || low == high) return low;
  return part == 1 ? high : (1 - part) * low + part * high;
}

double quantile(std::span<const double> x, double p, int type) { return quantile_sorted(sorted_present(x), p, type); }

double median(std::span<const double> x) { return quantile(x, 0.5, 2); }

std::vector<std::size_t> complete_cases(std::initializer_list<std::span<const double>> columns) {
  std::vector<std::size_t> cases;
  if (columns.size() == 0) return cases;
  const std::size_t n = columns.begin()->size();
  for (const auto& column : columns) {
    if (column.size() != n) throw std::invalid_argument("columns of different lengths");
  }
  for (std::size_t i = 0; i < n; ++i) {
    const bool complete =
        std::none_of(columns.begin(), columns.end(), [i](const auto& column) { return std::isnan(column[i]); });
    if (complete) cases.push_back(i);
  }
  return cases;
}

std::vector<double> gather(std::span<const double> x, std::span<const std::size_t> cases) {
  std::vector<double> out(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) out[i] = x[cases[i]];
  return out;
}

std::vector<double> without_missing(std::span<const double> x) {
  std::vector<double> out;
  out.reserve(x.size());
  std::copy_if(x.begin(), x.end(), std::back_inserter(out), [](double v) { return !std::isnan(v); });
  return out;
}

bool is_constant(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [&](double v) { return v == x[0]; });
}

bool all_finite(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
}

std::vector<std::vector<double>> by_group(std::span<const double> x, std::span<const int> group, int groups) {
  if (x.size() != group.size()) throw std::invalid_argument("columns of different lengths");
  std::vector<std::vector<double>> out(static_cast<std::size_t>(std::max(groups, 0)));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (group[i] >= groups) throw std::invalid_argument("group code beyond the number of groups");
    if (group[i] >= 0 && !std::isnan(x[i])) out[static_cast<std::size_t>(group[i])].push_back(x[i]);
  }
  return out;
}

}  // namespace rgx::stats
