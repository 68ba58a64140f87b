#pragma once
// False discoveries within families that were themselves selected (Benjamini & Bogomolov 2014).
#include <span>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Simes 1986: one p for the hypothesis that none of these is real, min over i of m p₍ᵢ₎ / i. NaN does not count; NaN
// when nothing counts. R: min(p.adjust(p, "BH")). A p outside [0, 1] throws std::invalid_argument, here and below.
double simes(std::span<const double> p);

struct Hierarchical {
  std::vector<double> family_p;         // Simes; NaN for a family without p values, which does not count
  std::vector<double> family_adjusted;  // BH over the families
  std::vector<double> adjusted;         // one a p value; NaN where p is NaN or its family negative
  // Families selected at level q; no p value of another has adjusted <= q.
  [[nodiscard]] std::vector<bool> selected(double q) const;
};

// The procedure at level q: BH over the families at q selects R of m; inside each selected one BH at level q·R/m
// (Benjamini & Bogomolov 2014, section 3, with Simes and BH). As q·R/m grows with q, each hypothesis has a smallest
// level at which it is rejected: `adjusted`, so that adjusted <= q is rejection at q, for every q below 1 and not for
// one only. family: a code from 0 for each p value, negative = left out; another length throws std::invalid_argument.
Hierarchical hierarchical(std::span<const double> p, std::span<const int> family);

}  // namespace rgx::stats
