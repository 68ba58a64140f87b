#pragma once
// Counting of level pairs at one step: the inner part of the co-occurrence matrix.
#include <cstdint>
#include <span>
#include <vector>

#include "stdlib/features/texture.hpp"

namespace rgx::features {

// Adds the pairs (level of a voxel, level at voxel + steps[d]) of the runs to matrix d of `counts`: stride * stride
// cells each, N_g + 1 = stride, one matrix behind the other. Row and column 0 may hold anything afterwards: they count
// neighbours outside. For boxes whose levels fit a byte.
void count_pairs(const LevelBox& box, std::span<const RowRun> runs, std::span<const std::int64_t> steps,
                 std::uint32_t* counts);

// Pairs of levels i <= j, in either order.
struct PairCell {
  std::uint16_t i, j;
  std::uint32_t count;
};
// The same of one step where levels x levels cells would not fit: the pairs found, ordered by i, then j. Takes memory
// for the voxels, whatever the levels.
std::vector<PairCell> list_pairs(const LevelBox& box, std::span<const RowRun> runs, std::int64_t step);

}  // namespace rgx::features
