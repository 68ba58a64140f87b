#include "stats/correction/weighted.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/result.hpp"
#include "stats/correction/correct.hpp"

namespace rgx::stats {
namespace {

// BH of values that may lie above 1, times `factor`, at most 1. NaN does not count.
std::vector<double> bh_of_ratios(const std::vector<double>& ratio, double factor) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    if (!std::isnan(ratio[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ratio[a] < ratio[b]; });
  std::vector<double> out(ratio.size(), missing);
  double lowest = 1;
  for (std::size_t k = order.size(); k-- > 0;) {
    const double m = static_cast<double>(order.size()), rank = static_cast<double>(k + 1);
    lowest = std::min(lowest, factor * (m / rank * ratio[order[k]]));
    out[order[k]] = lowest;
  }
  return out;
}

double least_slope(const std::vector<double>& ascending) {
  const double n = static_cast<double>(ascending.size());
  double before = std::numeric_limits<double>::infinity(), inverse = before;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    inverse = (n - static_cast<double>(i)) / (1 - ascending[i]);
    if (inverse > before) break;
    before = inverse;
  }
  return std::min(1.0, (std::floor(inverse) + 1) / n);
}

double two_stage(const std::vector<double>& ascending, double level) {
  const auto q = adjust(ascending, Correction::BH);
  const auto left = std::count_if(q.begin(), q.end(), [&](double v) { return v > level / (1 + level); });
  return static_cast<double>(left) / static_cast<double>(ascending.size());
}

void check(double p) {
  if (p < 0 || p > 1) throw std::invalid_argument("p value outside 0 to 1");
}

}  // namespace

std::vector<double> weighted_bh(std::span<const double> p, std::span<const double> weight) {
  if (weight.size() != p.size()) throw std::invalid_argument("weights of another number of p values");
  double sum = 0, m = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!(weight[i] >= 0) || std::isinf(weight[i])) throw std::invalid_argument("weight negative or not finite");
    check(p[i]);
    if (std::isnan(p[i])) continue;
    sum += weight[i];
    m += 1;
  }
  if (m > 0 && !(sum > 0)) throw std::invalid_argument("no weight above 0");
  std::vector<double> ratio(p.begin(), p.end());
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    ratio[i] = weight[i] > 0 ? p[i] / (weight[i] * m / sum) : std::numeric_limits<double>::infinity();
  }
  return bh_of_ratios(ratio, 1);
}

std::optional<GroupPi0> group_pi0_named(std::string_view name) {
  for (const auto method : {GroupPi0::lsl, GroupPi0::tst}) {
    if (group_pi0_name(method) == name) return method;
  }
  return std::nullopt;
}

std::string_view group_pi0_name(GroupPi0 method) { return method == GroupPi0::lsl ? "lsl" : "tst"; }

GroupAdaptive group_adaptive_bh(std::span<const double> p, std::span<const int> group, GroupPi0 method, double level) {
  if (group.size() != p.size()) throw std::invalid_argument("groups of another number of p values");
  if (!(level > 0 && level < 1)) throw std::invalid_argument("level outside 0 to 1");
  std::vector<std::vector<double>> members;
  for (std::size_t i = 0; i < p.size(); ++i) {
    check(p[i]);
    if (group[i] < 0) continue;
    if (static_cast<std::size_t>(group[i]) >= members.size()) members.resize(static_cast<std::size_t>(group[i]) + 1);
    if (!std::isnan(p[i])) members[static_cast<std::size_t>(group[i])].push_back(p[i]);
  }
  GroupAdaptive out;
  double counted = 0, null = 0;
  for (auto& own : members) {
    std::sort(own.begin(), own.end());
    const double pi0 = own.empty() ? missing : method == GroupPi0::lsl ? least_slope(own) : two_stage(own, level);
    out.pi0.push_back(pi0);
    if (own.empty()) continue;
    counted += static_cast<double>(own.size());
    null += pi0 * static_cast<double>(own.size());
  }
  std::vector<double> ratio(p.size(), missing);
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (group[i] < 0 || std::isnan(p[i])) continue;
    const double pi0 = out.pi0[static_cast<std::size_t>(group[i])];
    ratio[i] = pi0 < 1 ? p[i] * pi0 / (1 - pi0) : std::numeric_limits<double>::infinity();
  }
  // Where every π₀ is 1 the factor is taken as 1, not 0: 0 times infinity is no number.
  const double real = 1 - null / counted;
  out.adjusted = bh_of_ratios(ratio, real > 0 ? real : 1);
  return out;
}

}  // namespace rgx::stats
