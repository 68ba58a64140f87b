#pragma once
// PyRadiomics' grey levels (its settings `binWidth` and `binCount`). They differ from IBSI's in that edges of a fixed
// width lie at multiples of the width, not at the region's minimum.
#include <span>

#include "stats/base/parallel.hpp"
#include "stdlib/features/discretise.hpp"

namespace rgx::features::pyradiomics {

// Its default `binWidth`.
inline constexpr double kBinWidth = 25;

// A level is the number of edges that are not above the intensity (numpy.digitize), in double precision:
//   width  edges low + i width with low = min - (min mod width), the multiple of the width at or below the smallest
//          intensity, as numpy.arange makes them (low + i ((low + width) - low)); every bin is half open, so a maximum
//          on an edge opens a bin of its own;
//   bins   edges min + i (max - min) / bins, the last one raised by 1 so that the maximum falls into the last bin; a
//          region of one intensity has its edges between min - 0.5 and max + 0.5.
// `highest` is the highest level found in both ways, since that is PyRadiomics' N_g. Kind `none` is refused with
// std::invalid_argument, like a width or a number of bins that is not above zero, and a number that is not whole.
Levels discretise(std::span<const float> intensity, const Discretisation& how,
                  const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
