#pragma once
// Maps too large to print (interface.md): the rows that matter, and how all p values lie.
#include "engine/operation.hpp"
#include "stats/association_map.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// A table of results holds this many pairs; a larger map is listed in part.
inline constexpr std::size_t kMostPairs = 1'000'000;

// Every left column against every right one. The correction stands in the node's parameters ("correct": {"method",
// "level", "tests"}), since q needs all p values and only some rows are kept. The table's meta has "map": {"pairs",
// "tested", "rejected", "method", "level", "cut"} and "histogram": [[from, to, count, reason], …]. Throws Failure
// "not-built" without a correction that a map can have (none, bonferroni, BH, BY).
engine::Output map_result(const engine::Context& context, const Frame& frame, const std::vector<FrameColumn>& left,
                          const std::vector<FrameColumn>& right, const std::vector<FrameColumn>& adjust,
                          stats::Association kind);

// The table NAME.histogram.csv of a map: p_low, p_high, count, and the reason where there is no p.
engine::Table map_histogram(const engine::Json& meta);

}  // namespace rgx::stdlib
