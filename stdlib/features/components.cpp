#include "stdlib/features/components.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "stdlib/features/lanes.hpp"

namespace rgx::features {

namespace {

// Where runs of one level begin, as bits: a row of the box has its own words, and each word the number of runs before
// it, so that the run of a voxel is found by counting bits.
struct Starts {
  Starts(const Roi& roi, std::size_t width)
      : words((width + 63) / 64),
        bits(std::make_unique_for_overwrite<std::uint64_t[]>(words * rows(roi))),
        before(std::make_unique_for_overwrite<std::uint32_t[]>(words * rows(roi))) {}
  static std::size_t rows(const Roi& roi) {
    return static_cast<std::size_t>(roi.size[1]) * static_cast<std::size_t>(roi.size[2]);
  }
  std::uint32_t run(std::size_t row, std::size_t x) const {
    const std::size_t w = row * words + x / 64;
    const std::uint64_t up_to = bits[w] & (~std::uint64_t{0} >> (63 - x % 64));
    return before[w] + static_cast<std::uint32_t>(std::popcount(up_to)) - 1;
  }
  std::size_t words;
  std::unique_ptr<std::uint64_t[]> bits;  // of words that no voxel lies in: anything
  std::unique_ptr<std::uint32_t[]> before;
};

// Visits the rows of a slice that hold voxels: visit(row of the box, first x, end) from its first to its last voxel.
template <typename Visit>
void each_row(const Roi& roi, const Slab& slab, Visit visit) {
  const auto width = static_cast<std::uint32_t>(roi.size[0]);
  const std::span<const RowRun> runs = runs_of(roi, slab);
  for (std::size_t r = 0; r < runs.size();) {
    const std::uint32_t row = runs[r].first / width, first = runs[r].first % width;
    while (r + 1 < runs.size() && runs[r + 1].first / width == row) ++r;
    visit(std::size_t{row}, std::size_t{first}, std::size_t{runs[r].first % width + runs[r].length});
    ++r;
  }
}

std::uint64_t below(std::size_t count) { return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

}  // namespace

std::uint32_t Components::root(std::uint32_t run) {
  while (parent_[run] != run) run = parent_[run] = parent_[parent_[run]];
  return run;
}

// The earlier root stays.
void Components::join(std::uint32_t a, std::uint32_t b) {
  a = root(a);
  b = root(b);
  parent_[std::max(a, b)] = std::min(a, b);
}

Components::Components(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance,
                       const engine::ParallelFor& parallel) {
  const Roi& roi = box.roi;
  const auto width = static_cast<std::size_t>(roi.size[0]), height = static_cast<std::size_t>(roi.size[1]);
  const std::vector<Slab> parts = planar ? each_slice(roi) : slabs(roi, 8);
  Starts starts(roi, width);

  box.with_grid([&]<typename T>(const T* grid) {
    // The words of a row are cut at its first voxel's multiple of 64, so that reading stays near the row.
    const auto word_range = [&](std::size_t first, std::size_t end) { return std::pair{first / 64, (end + 63) / 64}; };
    part_.assign(parts.size() + 1, 0);
    parallel(parts.size(), [&](std::size_t p) {
      std::uint32_t runs = 0;
      each_row(roi, parts[p], [&](std::size_t row, std::size_t first, std::size_t end) {
        const auto [from, to] = word_range(first, end);
        for (std::size_t w = from; w < to; ++w) {
          const T* at = grid + row * width + 64 * w;
          const std::uint64_t in_row = below(end - 64 * w) & ~below(first > 64 * w ? first - 64 * w : 0);
          const std::uint64_t word = lanes::nonzero(at) & ~lanes::equal(at, at - 1) & in_row;
          starts.bits[row * starts.words + w] = word;
          starts.before[row * starts.words + w] = runs;
          runs += static_cast<std::uint32_t>(std::popcount(word));
        }
      });
      part_[p + 1] = runs;
    });
    for (std::size_t p = 0; p < parts.size(); ++p) part_[p + 1] += part_[p];
    parent_ = std::make_unique_for_overwrite<std::uint32_t[]>(part_.back());
    size_ = std::make_unique_for_overwrite<std::uint32_t[]>(part_.back());
    level_ = std::make_unique_for_overwrite<std::uint16_t[]>(part_.back());
    if (!distance.empty()) distance_ = std::make_unique_for_overwrite<std::uint32_t[]>(part_.back());

    // Joins the runs of a row with those that touch them in the row `back` rows before. Only where two runs begin to
    // touch: where their predecessors touched already, or a voxel nearer by does, there is nothing to join.
    const auto join_rows = [&](std::size_t row, std::size_t back, std::size_t first, std::size_t end,
                               const auto& joined) {
      const auto [from, to] = word_range(first, end);
      const std::int64_t step = static_cast<std::int64_t>(back * width);
      for (std::size_t w = from; w < to; ++w) {
        const T* at = grid + row * width + 64 * w;
        const std::uint64_t in_row = below(end - 64 * w) & ~below(first > 64 * w ? first - 64 * w : 0);
        const std::uint64_t own = lanes::nonzero(at) & in_row;
        if (own == 0) continue;
        const std::uint64_t left = lanes::equal(at, at - 1), right = lanes::equal(at, at + 1);
        const std::uint64_t same = lanes::equal(at, at - step) & own;
        const std::uint64_t carried = (same << 1) & left;
        const auto visit = [&](std::uint64_t touching, int shift) {
          for (; touching != 0; touching &= touching - 1) {
            const std::size_t x = 64 * w + static_cast<std::size_t>(std::countr_zero(touching));
            joined(starts.run(row, x), starts.run(row - back, x + static_cast<std::size_t>(shift)));
          }
        };
        visit(same & ~carried, 0);
        visit(lanes::equal(at, at - step - 1) & own & ~same & ~left, -1);
        visit(lanes::equal(at, at - step + 1) & own & ~same & ~right, 1);
      }
    };

    parallel(parts.size(), [&](std::size_t p) {
      const Slab& slab = parts[p];
      std::uint32_t next = part_[p];
      const std::uint32_t* near = distance.empty() ? nullptr : distance.data() + roi.slices[slab.first];
      const auto join_these = [this](std::uint32_t a, std::uint32_t b) { join(a, b); };
      each_row(roi, slab, [&](std::size_t row, std::size_t first, std::size_t end) {
        const auto [from, to] = word_range(first, end);
        for (std::size_t w = from; w < to; ++w) {
          starts.before[row * starts.words + w] += part_[p];
          const T* at = grid + row * width + 64 * w;
          std::uint64_t word = starts.bits[row * starts.words + w];
          if (word == 0) continue;
          const std::uint64_t ends = lanes::nonzero(at) & ~lanes::equal(at, at + 1);
          for (; word != 0; word &= word - 1) {
            const int bit = std::countr_zero(word);
            const T* run = at + bit;
            const std::uint64_t end_bits = ends >> bit;
            auto length = static_cast<std::uint32_t>(std::countr_zero(end_bits)) + 1;
            if (end_bits == 0) {  // it goes on in the next word
              for (length = 64 - static_cast<std::uint32_t>(bit); run[length] == *run;) ++length;
            }
            parent_[next] = next;
            size_[next] = length;
            level_[next] = *run;
            if (near != nullptr) {
              distance_[next] = *std::min_element(near, near + length);
              near += length;
            }
            ++next;
          }
        }
        const std::size_t y = row % height, z = row / height;
        if (y > 0) join_rows(row, 1, first, end, join_these);
        if (planar || z == slab.first) return;
        for (std::size_t back = height - 1; back <= height + 1; ++back) join_rows(row, back, first, end, join_these);
      });
      // An earlier run's parent is a root by now. Whether a run is one cannot be foreseen: no branch.
      std::uint32_t *const parent = parent_.get(), *const size = size_.get(), *const least = distance_.get();
      for (std::uint32_t r = part_[p]; r < next; ++r) {
        const std::uint32_t top = parent[parent[r]];
        parent[r] = top;
        size[top] += top == r ? 0 : size[r];
      }
      for (std::uint32_t r = part_[p]; r < next && least != nullptr; ++r)
        least[parent[r]] = std::min(least[parent[r]], least[r]);
    });

    if (planar) return;
    const auto join_zones = [this](std::uint32_t a, std::uint32_t b) {
      a = root(a);
      b = root(b);
      if (a == b) return;
      const std::uint32_t top = std::min(a, b), other = std::max(a, b);
      parent_[other] = top;
      size_[top] += size_[other];
      if (distance_) distance_[top] = std::min(distance_[top], distance_[other]);
    };
    for (std::size_t p = 1; p < parts.size(); ++p) {
      const std::size_t z = parts[p].first;
      each_row(roi, {z, z + 1}, [&](std::size_t row, std::size_t first, std::size_t end) {
        for (std::size_t back = height - 1; back <= height + 1; ++back) join_rows(row, back, first, end, join_zones);
      });
    }
  });
}

}  // namespace rgx::features
