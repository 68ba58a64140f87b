#pragma once
// Internal to engine/figure* and report*.
#include <map>
#include <optional>
#include <string>

#include "engine/figure.hpp"

namespace rgx::engine {

// How the columns of a features table go together: |Spearman ρ| of each two in the order of their average linkage, with
// the families as a band (`part_of` as in figure_families.hpp). Of complete columns that vary, in five rows or more;
// nothing below three of them. Many are drawn as tiles of neighbours.
std::optional<ReportFigure> correlation_figure(const std::string& name, const Table& features,
                                               const std::map<std::string, std::string>& part_of);

}  // namespace rgx::engine
