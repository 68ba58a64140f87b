#pragma once
// Nodes that look at the regions of every `images` block, unless the report says `pictures: none`. Internal to
// engine/lower*.
#include "engine/lower_builder.hpp"

namespace rgx::engine {

// Once all blocks are lowered. Tables NAME.segmentation.csv and NAME.pictures.csv.
void lower_pictures(Builder& b);

}  // namespace rgx::engine
