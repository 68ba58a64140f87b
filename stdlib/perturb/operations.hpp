#pragma once
// Operations of this room, registered by stdlib/register.cpp.
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

// rotate, translate, noise, grow, shrink, contour: steps of `robust`.
std::vector<engine::Operation> perturbations();
// dice, surface_distance: measures of `robust` from images; and the nodes behind them.
std::vector<engine::Operation> overlap_operations();
// One subject's features after one chain of changes: perturbs its case, runs the preprocessing and extracts, without
// keeping the images in between. Finds steps and filters in `registry`, which has to outlive it.
engine::Operation extract_perturbed_operation(const engine::Registry& registry);

}  // namespace rgx::stdlib
