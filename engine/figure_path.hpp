#pragma once
// Internal to engine/figure* and report*.
#include <optional>
#include <string>

#include "engine/figure.hpp"

namespace rgx::engine {

// Of NAME.path.csv of a model whose penalty was searched along a path.
std::optional<ReportFigure> path_figure(const std::string& result, const Table& path);

}  // namespace rgx::engine
