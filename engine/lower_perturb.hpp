#pragma once
// The readings that perturbations of a `robust` block give. Internal to engine/lower*.
#include <string>
#include <vector>

#include "engine/lower_builder.hpp"

namespace rgx::engine {

// The same features of the same subjects, taken once more.
struct Reading {
  std::string key;        // original; rotate(-10); grow(0.2) + contour(1)
  std::size_t table = 0;  // node of a features table
};

bool perturbs(const lang::Block& robust);

// The features as they are and after each perturbation of the cohort's images, in the order of writing. The block's
// `from` is a features block that extracts.
std::vector<Reading> perturbed_readings(Builder& b, const lang::Block& robust, const std::string& cohort);

}  // namespace rgx::engine
