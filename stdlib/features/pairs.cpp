#include "stdlib/features/pairs.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rgx::features {

namespace {

// Matrices up to this many cells are counted twice over, even and odd voxels apart: where neighbours have one level, a
// counter would be asked for again before it is ready. Larger ones would lose more in the cache than they win.
constexpr std::size_t kTwice = 4096;

template <std::size_t N>
void count(const std::uint8_t* grid, std::span<const RowRun> runs, const std::int64_t* steps, std::size_t stride,
           std::uint32_t* even, std::uint32_t* odd) {
  std::array<std::int64_t, N> step;
  std::copy_n(steps, N, step.begin());
  const std::size_t cells = stride * stride;
  const auto take = [&](const std::uint8_t* at, std::uint32_t* into) {
    std::uint32_t* row = into + *at * stride;
    for (std::size_t d = 0; d < N; ++d) ++row[d * cells + at[step[d]]];
  };
  for (const RowRun run : runs) {
    const std::uint8_t *at = grid + run.first, *end = at + run.length;
    for (; at + 1 < end; at += 2) {
      take(at, even);
      take(at + 1, odd);
    }
    if (at < end) take(at, even);
  }
}

}  // namespace

void count_pairs(const LevelBox& box, std::span<const RowRun> runs, std::span<const std::int64_t> steps,
                 std::uint32_t* counts) {
  const std::size_t stride = static_cast<std::size_t>(box.highest) + 1, cells = stride * stride;
  box.with_grid([&]<typename T>(const T* grid) {
    if constexpr (sizeof(T) == 1) {
      std::vector<std::uint32_t> second(cells <= kTwice ? 4 * cells : 0);
      for (std::size_t d = 0; d < steps.size();) {
        // Four matrices at once stay in the first cache and share the reading of the voxel.
        const std::size_t n = std::min<std::size_t>(steps.size() - d, 4);
        std::uint32_t* first = counts + d * cells;
        std::uint32_t* odd = first;
        if (!second.empty()) {
          std::fill_n(second.begin(), n * cells, 0);
          odd = second.data();
        }
        const std::int64_t* step = steps.data() + d;
        if (n == 4) count<4>(grid, runs, step, stride, first, odd);
        if (n == 3) count<3>(grid, runs, step, stride, first, odd);
        if (n == 2) count<2>(grid, runs, step, stride, first, odd);
        if (n == 1) count<1>(grid, runs, step, stride, first, odd);
        if (!second.empty()) {
          for (std::size_t i = 0; i < n * cells; ++i) first[i] += odd[i];
        }
        d += n;
      }
    }
  });
}

std::vector<PairCell> list_pairs(const LevelBox& box, std::span<const RowRun> runs, std::int64_t step) {
  // Levels are at most 4096, so that a pair of them, each less one, is a number of two digits of 12 bits.
  constexpr std::uint32_t kDigit = 12, kValues = 1u << kDigit;
  static_assert(kMaxLevels <= static_cast<int>(kValues));
  std::vector<std::uint32_t> keys, sorted;
  box.with_grid([&](const auto* grid) {
    for (const RowRun run : runs) {
      for (std::uint32_t i = run.first; i < run.first + run.length; ++i) {
        const std::uint32_t a = grid[i], b = grid[i + step];
        if (b != 0) keys.push_back((std::min(a, b) - 1) << kDigit | (std::max(a, b) - 1));
      }
    }
  });
  sorted.resize(keys.size());
  for (std::uint32_t shift = 0; shift < 2 * kDigit; shift += kDigit) {
    std::vector<std::uint32_t> place(kValues + 1, 0);
    for (const std::uint32_t key : keys) ++place[(key >> shift & (kValues - 1)) + 1];
    for (std::size_t v = 0; v < kValues; ++v) place[v + 1] += place[v];
    for (const std::uint32_t key : keys) sorted[place[key >> shift & (kValues - 1)]++] = key;
    keys.swap(sorted);
  }
  std::vector<PairCell> out;
  for (std::size_t i = 0; i < keys.size();) {
    const std::size_t first = i;
    while (i < keys.size() && keys[i] == keys[first]) ++i;
    out.push_back({static_cast<std::uint16_t>((keys[first] >> kDigit) + 1),
                   static_cast<std::uint16_t>((keys[first] & (kValues - 1)) + 1),
                   static_cast<std::uint32_t>(i - first)});
  }
  return out;
}

}  // namespace rgx::features
