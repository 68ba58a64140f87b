#pragma once
// How the p values of a family lie: in 100 equal bins, and by decades towards 0.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rgx::stats {

struct PHistogram {
  std::array<std::uint64_t, 100> equal{};  // i/100 <= p < (i + 1)/100, the last with p = 1
  std::array<std::uint64_t, 50> decade{};  // 10^-(k + 1) <= p < 10^-k, the first with p = 1, the last with all below
};

// Both scales are counted at once, in the cells between their edges taken together (ascending).
std::span<const double> p_edges();
inline constexpr std::size_t p_cells = 147;
// Number of edges that are not above p.
std::size_t p_cell(double p);
PHistogram p_histogram(std::span<const std::uint64_t> cells);

}  // namespace rgx::stats
