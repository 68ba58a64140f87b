#pragma once
// p values adjusted for how many were asked.
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace rgx::stats {

// Family-wise error: bonferroni, sidak, holm (1979), hochberg (1988), hommel (1988). False discovery rate: BH
// (Benjamini & Hochberg 1995), BY (Benjamini & Yekutieli 2001).
enum class Correction { none, bonferroni, sidak, holm, hochberg, hommel, BH, BY };

// "none", "bonferroni", "sidak", "holm", "hochberg", "hommel", "BH", "BY"; another name gives nothing.
std::optional<Correction> correction_named(std::string_view name);
std::string_view correction_name(Correction correction);

// R: p.adjust(p, method, n = tests). NaN stays NaN and does not count. tests: how many the family has where not all
// were run; fewer than the p values counted, or a p outside [0, 1], throws std::invalid_argument.
std::vector<double> adjust(std::span<const double> p, Correction correction,
                           std::optional<std::size_t> tests = std::nullopt);

}  // namespace rgx::stats
