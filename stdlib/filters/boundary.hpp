#pragma once
// Which voxel stands beyond the border of an image: one axis at a time, for all four boundary conditions.
#include <cstdint>
#include <string_view>

#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Throws std::invalid_argument for a word that names none.
Boundary boundary_named(std::string_view word);

// The voxel of an axis of n that stands at place `at`, which may be any whole number; -1 for Boundary::zero beyond the
// border. n at least 1.
std::int64_t place(std::int64_t at, std::int64_t n, Boundary boundary);

struct Range {
  std::int64_t low = 0, high = 0;  // low .. high - 1
  std::int64_t size() const { return high > low ? high - low : 0; }
};
// The smallest range of voxels that holds `place` of every member of `wanted`; empty where all of them are zeros.
Range needed(Range wanted, std::int64_t n, Boundary boundary);

}  // namespace rgx::filters
