#pragma once
// Exact order statistics without sorting.
#include <cstddef>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"

namespace rgx::features {

// The values of the given ranks (0: the smallest), each below values.size(), in the ranks' order. Values are finite; -0
// counts as 0. A histogram of 2^14 bins over the range of the floats' own ordered bit patterns says in which bin each
// rank falls; only what lies in those bins is looked at once more. The bins follow the numbers' logarithm, or as fine
// as the range allows, so one far value does not empty the others of resolution.
std::vector<float> order_statistics(std::span<const float> values, std::span<const std::size_t> ranks,
                                    const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
