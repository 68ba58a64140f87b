#pragma once
// Benjamini & Hochberg's procedure where some hypotheses are given more credit than others. NaN stays NaN and does not
// count; a p outside [0, 1] or vectors of different lengths throw std::invalid_argument.
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rgx::stats {

// BH on p / weight (Genovese, Roeder & Wasserman 2006). Weights are declared before the p values are seen and must not
// come from the data that made them; they are scaled to mean 1 over the p values that count. 0 gives an adjusted value
// of 1. A negative or infinite weight, or none above 0, throws std::invalid_argument.
// R: p.adjust(p / (w / mean(w)), "BH"), which for equal weights is p.adjust(p, "BH").
std::vector<double> weighted_bh(std::span<const double> p, std::span<const double> weight);

// How the share of true null hypotheses of a group is estimated (Hu, Zhao & Zhou 2010, section 3.2).
// lsl: the least slope (Benjamini & Hochberg 2000). tst: what BH at level/(1 + level) leaves (Benjamini, Krieger &
// Yekutieli 2006).
enum class GroupPi0 { lsl, tst };
// "lsl", "tst"; another name gives nothing.
std::optional<GroupPi0> group_pi0_named(std::string_view name);
std::string_view group_pi0_name(GroupPi0 method);

struct GroupAdaptive {
  std::vector<double> pi0;       // one a group; NaN without p values
  std::vector<double> adjusted;  // one a p value; NaN where p is NaN or its group negative
};
// Group-adaptive BH (Hu, Zhao & Zhou 2010, definition 2): BH on p π₀/(1 − π₀) of its group, the result times 1 less the
// share of null hypotheses over all. Where all groups have π₀ = 1 nothing is rejected, all adjusted values are 1; a
// group whose π₀ is 0 is rejected whole, with 0. group: codes from 0, negative = left out. tst: the adjusted values
// hold for this level only, as its first stage uses it; lsl: for any.
GroupAdaptive group_adaptive_bh(std::span<const double> p, std::span<const int> group, GroupPi0 method,
                                double level = 0.05);

}  // namespace rgx::stats
