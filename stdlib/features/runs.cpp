#include "stdlib/features/runs.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "stdlib/features/lanes.hpp"

namespace rgx::features {

namespace {

// Length of the run that ends here, counted back.
template <typename T>
std::uint32_t length_back(const T* at, std::int64_t step) {
  std::uint32_t length = 1;
  for (const T level = *at; at[-step * static_cast<std::int64_t>(length)] == level;) ++length;
  return length;
}

// Where runs are counted: by itself for loops that write bytes, which might be the matrix's own fields for all the
// compiler knows.
struct InPlace {
  std::uint32_t* cells;
  std::size_t width;
  void operator()(std::uint32_t level, std::uint32_t length) const { ++cells[level * width + length]; }
};
struct Listed {
  SizeMatrix* matrix;
  void operator()(std::uint32_t level, std::uint32_t length) const { matrix->count(level, length); }
};

// Along a row the predecessor's length is not known before its own: runs are counted back from their ends.
template <typename T, typename Count>
void along_rows(const T* grid, std::span<const RowRun> runs, Count count) {
  for (const RowRun run : runs) {
    for (std::uint32_t i = 0; i < run.length; i += 64) {
      const T* at = grid + run.first + i;
      const std::uint32_t left = run.length - i;
      std::uint64_t ends = lanes::equal(at, at - 1) & ~lanes::equal(at, at + 1);
      if (left < 64) ends &= (std::uint64_t{1} << left) - 1;
      for (; ends != 0; ends &= ends - 1) {
        const T* end = at + std::countr_zero(ends);
        count(*end, length_back(end, 1));
      }
    }
  }
}

// For each voxel how many lie before it in its run, of two slices in turn (T is wide enough, or full: then the run is
// counted back). Many voxels at once, no branch but on the ends of runs, which are few: a run of one is not looked at,
// one of more ends once.
template <typename T, typename Count>
void across_rows(const Roi& roi, const T* grid, std::span<const RowRun> runs, const std::array<int, 3>& direction,
                 T* before, std::size_t padded, Count count) {
  using V = lanes::Vector<T>;
  constexpr std::size_t kLanes = lanes::kLanes<T>;
  constexpr std::uint32_t kFull = static_cast<T>(~T{0});
  const auto plane = static_cast<std::size_t>(roi.step(2));
  const std::int64_t step = offset(roi, direction);
  const std::int64_t in_plane = offset(roi, {direction[0], direction[1], 0});
  for (const RowRun run : runs) {
    const std::size_t z = run.first / plane, place = run.first % plane;
    T* const own = before + (z & 1) * padded + place;
    const T* const others = before + ((z - static_cast<std::size_t>(direction[2])) & 1) * padded + place - in_plane;
    for (std::size_t i = 0; i < run.length; i += 64) {
      const T* const at = grid + run.first + i;
      std::uint64_t ends = 0;
      for (std::size_t k = 0; k < 64; k += kLanes) {
        const V level = lanes::load(at + k);
        const auto same_before = reinterpret_cast<V>(level == lanes::load(at + k - step));
        const auto same_after = reinterpret_cast<V>(level == lanes::load(at + k + step));
        V length = lanes::load(others + i + k) + 1;
        length |= reinterpret_cast<V>(length == 0);
        length &= same_before;
        lanes::store(own + i + k, length);
        ends |= lanes::bits(same_before & ~same_after) << k;
      }
      if (run.length - i < 64) ends &= (std::uint64_t{1} << (run.length - i)) - 1;
      for (; ends != 0; ends &= ends - 1) {
        const int lane = std::countr_zero(ends);
        const std::uint32_t found = own[i + static_cast<std::size_t>(lane)];
        count(at[lane], found < kFull ? found + 1 : length_back(at + lane, step));
      }
    }
  }
}

}  // namespace

void count_runs(const LevelBox& box, const Slab& slab, std::array<int, 3> direction, SizeMatrix& into,
                RunMemory& memory) {
  // Runs have no sense: within a slice their earlier voxel is to lie in the earlier row.
  if (direction[2] == 0 && direction[1] < 0) direction = {-direction[0], -direction[1], 0};
  const std::size_t padded = static_cast<std::size_t>(box.roi.step(2)) + 64;
  box.with_grid([&]<typename T>(const T* grid) {
    memory.storage.resize(std::max(memory.storage.size(), padded * sizeof(T)));
    const std::span<const RowRun> runs = runs_of(box.roi, slab);
    const auto all = [&](auto count) {
      if (direction[1] == 0 && direction[2] == 0) {
        along_rows(grid, runs, count);
      } else {
        across_rows(box.roi, grid, runs, direction, reinterpret_cast<T*>(memory.storage.data()), padded, count);
      }
    };
    if (into.dense() != nullptr) {
      all(InPlace{into.dense(), into.width()});
    } else {
      all(Listed{&into});
    }
  });
}

}  // namespace rgx::features
