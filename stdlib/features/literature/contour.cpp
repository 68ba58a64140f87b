#include "stdlib/features/literature/contour.hpp"

#include <algorithm>

namespace rgx::features {

namespace {

// The eight neighbours in the order of a turn from east over south (y grows downwards).
constexpr std::array<std::array<int, 2>, 8> kTurn{
    {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}};

int direction_of(int dx, int dy) {
  for (int d = 0; d < 8; ++d) {
    if (kTurn[static_cast<std::size_t>(d)][0] == dx && kTurn[static_cast<std::size_t>(d)][1] == dy) return d;
  }
  return 0;
}

struct Plane {
  int width, height;
  std::vector<int> part;  // 0 outside, else the number of the 8-connected part
  int at(int x, int y) const {
    return part[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

}  // namespace

int largest_slice(const Roi& roi) {
  int best = -1;
  std::uint32_t most = 0;
  for (std::size_t z = 0; z + 1 < roi.slices.size(); ++z) {
    const std::uint32_t count = roi.slices[z + 1] - roi.slices[z];
    if (count > most) {
      most = count;
      best = static_cast<int>(z);
    }
  }
  return best;
}

Contour outer_contour(const Roi& roi, int slice) {
  Contour out;
  if (slice < 0 || roi.count() == 0) return out;
  const auto z = static_cast<std::size_t>(slice);
  const std::int64_t base = slice * roi.step(2);
  Plane plane{roi.size[0], roi.size[1], std::vector<int>(static_cast<std::size_t>(roi.step(2)), 0)};

  // Parts by flood fill; the border of the box keeps neighbours inside the plane.
  int parts = 0, chosen = 0;
  std::size_t most = 0;
  std::array<int, 2> start{0, 0};
  std::vector<std::int64_t> stack;
  for (std::uint32_t v = roi.slices[z]; v < roi.slices[z + 1]; ++v) {
    const std::int64_t seed = roi.voxels[v] - base;
    if (plane.part[static_cast<std::size_t>(seed)] != 0) continue;
    ++parts;
    std::size_t count = 0;
    double sx = 0, sy = 0;
    plane.part[static_cast<std::size_t>(seed)] = parts;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const std::int64_t p = stack.back();
      stack.pop_back();
      ++count;
      sx += static_cast<double>(p % plane.width);
      sy += static_cast<double>(p / plane.width);
      for (const auto& d : kTurn) {
        const std::int64_t q = p + d[0] + static_cast<std::int64_t>(d[1]) * plane.width;
        if (roi.inside[static_cast<std::size_t>(base + q)] == 0 || plane.part[static_cast<std::size_t>(q)] != 0)
          continue;
        plane.part[static_cast<std::size_t>(q)] = parts;
        stack.push_back(q);
      }
    }
    if (count <= most) continue;
    most = count;
    chosen = parts;
    start = {static_cast<int>(seed % plane.width), static_cast<int>(seed / plane.width)};
    out.centre = {sx / static_cast<double>(count), sy / static_cast<double>(count)};
  }
  if (most == 0) return out;

  // The first pixel met row by row has nothing of its part to the west or north.
  std::array<int, 2> at = start;
  int outside = 4, first_move = -1;
  while (true) {
    int move = -1;
    for (int turn = 1; turn <= 8 && move < 0; ++turn) {
      const int d = (outside + turn) % 8;
      const auto& step = kTurn[static_cast<std::size_t>(d)];
      if (plane.at(at[0] + step[0], at[1] + step[1]) == chosen) move = d;
    }
    if (first_move >= 0 && at == start && move == first_move) break;
    out.pixels.push_back(at);
    if (move < 0) break;  // a single pixel
    if (first_move < 0) first_move = move;
    const auto& step = kTurn[static_cast<std::size_t>(move)];
    const auto& last = kTurn[static_cast<std::size_t>((move + 7) % 8)];
    outside = direction_of(last[0] - step[0], last[1] - step[1]);
    at = {at[0] + step[0], at[1] + step[1]};
  }
  return out;
}

}  // namespace rgx::features
