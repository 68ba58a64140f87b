#include "stats/correction/correct.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace rgx::stats {
namespace {

constexpr std::array<std::pair<Correction, std::string_view>, 8> names{{{Correction::none, "none"},
                                                                        {Correction::bonferroni, "bonferroni"},
                                                                        {Correction::sidak, "sidak"},
                                                                        {Correction::holm, "holm"},
                                                                        {Correction::hochberg, "hochberg"},
                                                                        {Correction::hommel, "hommel"},
                                                                        {Correction::BH, "BH"},
                                                                        {Correction::BY, "BY"}}};

using Column = std::vector<double>;

// Ascending p, i-th (from 1) multiplied by factor(i); then the running maximum from the smallest p.
template <class Factor>
Column step_down(const Column& p, const Factor& factor) {
  Column q(p.size());
  double highest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    highest = std::max(highest, factor(static_cast<double>(i + 1)) * p[i]);
    q[i] = std::min(1.0, highest);
  }
  return q;
}

// The same with the running minimum from the largest p.
template <class Factor>
Column step_up(const Column& p, const Factor& factor) {
  Column q(p.size());
  double lowest = 1;
  for (std::size_t i = p.size(); i-- > 0;) {
    lowest = std::min(lowest, factor(static_cast<double>(i + 1)) * p[i]);
    q[i] = lowest;
  }
  return q;
}

// Hommel 1988 in the closed form of Wright 1992: the largest j for which the j largest p values all lie above their
// Simes line decides; here as the running bounds over j that p.adjust documents.
Column hommel(Column p, std::size_t m) {
  const std::size_t counted = p.size();
  p.resize(m, 1.0);
  const double size = static_cast<double>(m);
  double simes = 1;
  for (std::size_t i = 0; i < m; ++i) simes = std::min(simes, size * p[i] / static_cast<double>(i + 1));
  Column bound(m, simes), adjusted(m, simes);
  for (std::size_t j = m - 1; j >= 2 && j < m; --j) {
    const double members = static_cast<double>(j);
    double lowest = members * p[m - j + 1] / 2;
    for (std::size_t k = 3; k <= j; ++k) {
      lowest = std::min(lowest, members * p[m - j + k - 1] / static_cast<double>(k));
    }
    for (std::size_t i = 0; i <= m - j; ++i) bound[i] = std::min(members * p[i], lowest);
    for (std::size_t i = m - j + 1; i < m; ++i) bound[i] = bound[m - j];
    for (std::size_t i = 0; i < m; ++i) adjusted[i] = std::max(adjusted[i], bound[i]);
  }
  for (std::size_t i = 0; i < m; ++i) adjusted[i] = std::max(adjusted[i], p[i]);
  adjusted.resize(counted);
  return adjusted;
}

Column adjust_sorted(const Column& p, Correction correction, std::size_t tests) {
  const double m = static_cast<double>(tests);
  Column q = p;
  switch (correction) {
    case Correction::none:
      return q;
    case Correction::bonferroni:
      for (double& v : q) v = std::min(1.0, m * v);
      return q;
    case Correction::sidak:
      for (double& v : q) v = -std::expm1(m * std::log1p(-v));
      return q;
    case Correction::holm:
      return step_down(p, [m](double i) { return m + 1 - i; });
    case Correction::hochberg:
      return step_up(p, [m](double i) { return m + 1 - i; });
    case Correction::hommel:
      return tests > 1 ? hommel(p, tests) : q;
    case Correction::BH:
      return step_up(p, [m](double i) { return m / i; });
    case Correction::BY: {
      double harmonic = 0;
      for (std::size_t i = 1; i <= tests; ++i) harmonic += 1 / static_cast<double>(i);
      return step_up(p, [m, harmonic](double i) { return harmonic * m / i; });
    }
  }
  return q;
}

}  // namespace

std::optional<Correction> correction_named(std::string_view name) {
  for (const auto& [correction, known] : names) {
    if (known == name) return correction;
  }
  return std::nullopt;
}

std::string_view correction_name(Correction correction) {
  for (const auto& [known, name] : names) {
    if (known == correction) return name;
  }
  return "";
}

std::vector<double> adjust(std::span<const double> p, Correction correction, std::optional<std::size_t> tests) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    if (p[i] < 0 || p[i] > 1) throw std::invalid_argument("p value outside 0 to 1");
    order.push_back(i);
  }
  if (tests && *tests < order.size()) throw std::invalid_argument("fewer tests declared than p values counted");
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  Column ascending;
  ascending.reserve(order.size());
  for (const std::size_t i : order) ascending.push_back(p[i]);
  const Column q = adjust_sorted(ascending, correction, tests.value_or(order.size()));
  std::vector<double> out(p.begin(), p.end());
  for (std::size_t k = 0; k < order.size(); ++k) out[order[k]] = q[k];
  return out;
}

}  // namespace rgx::stats
