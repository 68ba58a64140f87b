#pragma once
// Feature families as bands of colour beside maps. Internal to engine/figure*.
#include <map>
#include <string>
#include <vector>

#include "engine/figure.hpp"

namespace rgx::engine {

// `part_of`: "log.sigma_2 glcm" or "shape" of a column, as dictionaries have it. The family alone; empty where it is
// not known.
std::string family_of(const std::map<std::string, std::string>& part_of, const std::string& column);

// A colour a family, ten that the colour-blind can tell apart (Paul Tol's muted scheme); families beyond share grey.
Json family_colours(const std::vector<std::string>& families);

// The families that occur, in order; empty when fewer than two do, for then a band says nothing.
std::vector<std::string> families_among(const std::map<std::string, std::string>& part_of,
                                        const std::vector<std::string>& columns);

// The heat map of figure.hpp with the families of its rows as a band.
std::optional<ReportFigure> annotated_heat_map(const std::string& block, const Table& table,
                                               const std::map<std::string, std::string>& part_of);

}  // namespace rgx::engine
