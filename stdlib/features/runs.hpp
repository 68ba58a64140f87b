#pragma once
// Counting of runs in one direction: the inner part of the run length matrix.
#include <array>
#include <cstdint>
#include <vector>

#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

// What `count_runs` needs to remember between rows and slices; one a thread, for any number of calls.
struct RunMemory {
  std::vector<std::uint16_t> storage;
};

// Adds the runs of two voxels and more that end in the slab's slices and began in them; of single voxels there are as
// many as are left (SizeMatrix::rest_is_single). The slab must be a whole region, or one slice and a direction within
// it.
void count_runs(const LevelBox& box, const Slab& slab, std::array<int, 3> direction, SizeMatrix& into,
                RunMemory& memory);

}  // namespace rgx::features
