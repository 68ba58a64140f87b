#pragma once
// Masks of `robust` blocks whose `from` is images. Internal to engine/lower*.
#include "engine/lower_builder.hpp"

namespace rgx::engine {

bool compares_masks(const Builder& b, const lang::Block& robust);
// A node a subject that has two of the keys, and one over all: `NAME.csv`, `NAME.overlap.csv`.
void lower_overlap(Builder& b, const lang::Block& robust);

}  // namespace rgx::engine
