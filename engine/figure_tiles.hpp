#pragma once
// Internal to engine/figure* and report*.
#include <optional>
#include <string>

#include "engine/figure.hpp"

namespace rgx::engine {

// A map with more names than a heat map can name, as tiles of neighbouring rows and columns: the strongest test of
// each. `listed`: the table holds only the strongest pairs of the map, so that names are ordered by their letters.
// Nothing where the heat map names everything.
std::optional<ReportFigure> map_tiles(const std::string& block, const Table& table, bool listed);

}  // namespace rgx::engine
