#pragma once
// The readings that perturbations of a `robust` block give. Internal to engine/lower*.
#include <string>

#include "engine/lower_builder.hpp"

namespace rgx::engine {

bool perturbs(const lang::Block& robust);

// A features table with a row for each subject and key of the level `perturbation`: `original`, then each change or
// chain of changes in the order of writing. Kept as `repeated` of the block's own name, and printed. The block's `from`
// is a features block that extracts, lowered before.
std::size_t lower_perturbed(Builder& b, const lang::Block& robust, const std::string& cohort);

}  // namespace rgx::engine
