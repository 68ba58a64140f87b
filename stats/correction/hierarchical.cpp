#include "stats/correction/hierarchical.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/correction/correct.hpp"

namespace rgx::stats {

double simes(std::span<const double> p) {
  double least = missing;
  for (const double q : adjust(p, Correction::BH)) least = std::fmin(least, q);
  return least;
}

std::vector<bool> Hierarchical::selected(double q) const {
  std::vector<bool> out;
  for (const double p : family_adjusted) out.push_back(p <= q);
  return out;
}

Hierarchical hierarchical(std::span<const double> p, std::span<const int> family) {
  if (family.size() != p.size()) throw std::invalid_argument("families of another number of p values");
  std::size_t families = 0;
  for (const int f : family) families = std::max(families, static_cast<std::size_t>(std::max(0, f + 1)));
  std::vector<std::vector<std::size_t>> members(families);
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (family[i] >= 0) members[static_cast<std::size_t>(family[i])].push_back(i);
  }
  Hierarchical out;
  std::vector<std::vector<double>> within;
  for (const auto& own : members) {
    std::vector<double> values;
    for (const std::size_t i : own) values.push_back(p[i]);
    out.family_p.push_back(simes(values));
    within.push_back(adjust(values, Correction::BH));
  }
  out.family_adjusted = adjust(out.family_p, Correction::BH);
  std::vector<double> levels;  // at levels[r - 1] the r-th family is selected
  for (const double level : out.family_adjusted) {
    if (!std::isnan(level)) levels.push_back(level);
  }
  std::sort(levels.begin(), levels.end());
  const double m = static_cast<double>(levels.size());
  out.adjusted.assign(p.size(), missing);
  for (std::size_t f = 0; f < families; ++f) {
    for (std::size_t k = 0; k < members[f].size(); ++k) {
      if (std::isnan(within[f][k])) continue;
      // With r families selected, the level must select them and this one, and be m/r times the BH value inside.
      double least = 1;
      for (std::size_t r = 1; r <= levels.size(); ++r) {
        const double inside = within[f][k] * m / static_cast<double>(r);
        least = std::min(least, std::max({levels[r - 1], out.family_adjusted[f], inside}));
      }
      out.adjusted[members[f][k]] = least;
    }
  }
  return out;
}

}  // namespace rgx::stats
