#pragma once
// Dendrograms as rule segments beside a heat map. Internal to engine/figure*.
#include "engine/average_linkage.hpp"
#include "engine/value.hpp"

namespace rgx::engine {

// Segments a, h – a2, h2: leaves at ½, 1½, … along, heights 0 … 1 of the highest merge. Empty where all is alike.
Json dendrogram_lines(const Dendrogram& of);

// A layer of them in a plot of `leaves` cells: beyond its upper edge for columns, for rows beyond its right one, which
// is `pixels` from the left. Its scales are its own.
Json dendrogram_layer(const Json& lines, std::size_t leaves, bool columns, double pixels);

}  // namespace rgx::engine
