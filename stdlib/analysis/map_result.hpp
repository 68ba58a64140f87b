#pragma once
// Maps too large to print (interface.md): the rows that matter, and how all p values lie.
#include <optional>

#include "engine/operation.hpp"
#include "stats/map/association_map.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// A table of results holds this many pairs; a larger map is listed in part.
inline constexpr std::size_t kMostPairs = 1'000'000;

// Whether the node was lowered as a map too large to list.
bool is_large_map(const engine::Context& context);

// Every left column against every right one, in the given form; without one it is refused. The correction stands in
// the node's parameters ("correct": {"method", "level", "tests"}), since q needs all p values and only some rows are
// kept. The table's meta has "map": {"pairs", "tested", "rejected", "method", "level", "cut"} and "histogram": [[from,
// to, count, reason], …]. Throws Failure "not-built": another test, `by_group`, `interact`, `joint`, `strata` or
// `audit`, or a correction that a map cannot have (none, bonferroni, BH, BY run).
engine::Output map_result(const engine::Context& context, std::optional<stats::Association> kind);

// The table NAME.histogram.csv of a map: p_low, p_high, count, and the reason where there is no p.
engine::Table map_histogram(const engine::Json& meta);

}  // namespace rgx::stdlib
