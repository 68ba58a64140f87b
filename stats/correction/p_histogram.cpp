#include "stats/correction/p_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats {
namespace {

std::array<double, p_cells - 1> make_edges() {
  std::array<double, p_cells - 1> edges{};
  std::size_t used = 0;
  for (int k = 49; k >= 3; --k) edges[used++] = std::pow(10.0, -k);
  for (int i = 1; i < 100; ++i) edges[used++] = i / 100.0;
  return edges;
}

}  // namespace

std::span<const double> p_edges() {
  static const auto edges = make_edges();
  return edges;
}

std::size_t p_cell(double p) {
  const auto edges = p_edges();
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), p) - edges.begin());
}

PHistogram p_histogram(std::span<const std::uint64_t> cells) {
  PHistogram out;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    // Cells 0 to 47 lie below 0.01, one a decade; then those of a hundredth.
    const std::size_t decade = c < 48 ? 49 - c : c < 57 ? 1 : 0;
    out.decade[decade] += cells[c];
    out.equal[c < 48 ? 0 : c - 47] += cells[c];
  }
  return out;
}

}  // namespace rgx::stats
