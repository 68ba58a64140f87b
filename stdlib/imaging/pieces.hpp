#pragma once
// In how many pieces a region lies: one or a few of a lesion, many of a mask with stray voxels.
#include <cstddef>

#include "engine/image.hpp"

namespace rgx::stdlib {

// Connected components by faces, edges and corners (26 neighbours); 0 of an empty mask.
std::size_t pieces_of(const engine::Mask& mask);

}  // namespace rgx::stdlib
