#pragma once
// A filter of the image: what its declaration carries (`engine::Operation::part`) and what every filter shares.
//
// A filter gives one response or several (`wavelet` gives eight). Its declaration names them from the parameters alone,
// so that columns are known before anything runs; the extractor asks for one response at a time, and only for the box
// that the region needs.
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/image.hpp"
#include "engine/operation.hpp"

namespace rgx::filters {

// What a filter reads beyond the border of the image (IBSI 2, section 2.5).
enum class Boundary : std::uint8_t {
  zero,      // 0 0 | a b c | 0 0
  nearest,   // a a | a b c | c c
  periodic,  // b c | a b c | a b
  mirror     // b a | a b c | c b   (half-sample)
};

// Voxels low .. high - 1 on each axis of the image's grid.
struct Box {
  std::array<std::int64_t, 3> low{0, 0, 0}, high{0, 0, 0};
};
inline Box whole(const engine::Geometry& grid) { return {{0, 0, 0}, grid.size}; }

struct Ask {
  const engine::Image& image;
  const engine::Json& params;  // as declared, defaults filled in, lengths in mm
  bool by_slice = false;       // 2D: each slice (constant k) by itself
  std::size_t response = 0;    // place in `names`
  Box wanted;                  // the voxels whose response is read
  const engine::ParallelFor& parallel;
  // An earlier response, no longer needed, whose memory `apply` may take: fresh pages for every response of a large
  // image cost more than the response.
  engine::Image* spare = nullptr;
};

struct Filter {
  // The third part of a column's name for each response, in order: letters, digits and `_` only, different for
  // parameters that give different responses (`log_2mm`, `wavelet_coif1_LLH`). Throws std::invalid_argument for
  // parameters that do not go together.
  std::function<std::vector<std::string>(const engine::Json& params, bool by_slice)> names;
  // An image on the whole grid of `image` whose voxels in `wanted` are the response; the others may be anything.
  // What is in `wanted` is the same whatever `wanted` is, and at any number of threads.
  std::function<engine::Image(const Ask&)> apply;
};

}  // namespace rgx::filters
