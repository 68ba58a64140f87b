#include "stdlib/features/pyradiomics/mesh.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace rgx::features::pyradiomics {

namespace {

constexpr int kCases = 256;
constexpr int kTurning = 0b01000000;  // corner (0, 1, 1)

using Point = std::array<double, 3>;
using Lattice = std::array<int, 3>;  // twice a position in the unit cube

// Corner c of the cube lies at (c & 1, c >> 1 & 1, c >> 2 & 1).
int coordinate(int corner, int axis) { return corner >> axis & 1; }

template <typename T>
std::array<T, 3> minus(const std::array<T, 3>& a, const std::array<T, 3>& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}
template <typename T>
std::array<T, 3> cross(const std::array<T, 3>& a, const std::array<T, 3>& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
template <typename T>
T dot(const std::array<T, 3>& a, const std::array<T, 3>& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

struct Segment {
  Lattice from, to;
};

// The corners of a face, counter-clockwise as seen from outside the cube.
std::array<int, 4> face_corners(int axis, int side) {
  const int u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3, base = side << axis;
  if (side == 1) return {base, base | u, base | u | v, base | v};
  return {base, base | v, base | u | v, base | u};
}

// Twice the half-way point of two corners.
Lattice crossing(int a, int b) {
  return {coordinate(a, 0) + coordinate(b, 0), coordinate(a, 1) + coordinate(b, 1),
          coordinate(a, 2) + coordinate(b, 2)};
}

// Rule 2: walking around a face, each run of corners inside is cut off by one segment, from where the run is entered
// to where it is left.
void add_segments(int cube, int axis, int side, std::vector<Segment>& out) {
  const auto corner = face_corners(axis, side);
  const auto at = [&](int i) { return corner[static_cast<std::size_t>(i & 3)]; };
  const auto in = [&](int i) { return (cube >> at(i) & 1) != 0; };
  for (int i = 0; i < 4; ++i) {
    if (!in(i) || in(i + 3)) continue;
    int last = i;
    while (in(last + 1)) ++last;
    out.push_back({crossing(at(i), at(i + 3)), crossing(at(last), at(last + 1))});
  }
}

using Loop = std::vector<Lattice>;

std::vector<Loop> loops(int cube) {
  std::vector<Segment> segments;
  for (int axis = 0; axis < 3; ++axis) {
    for (int side = 0; side < 2; ++side) add_segments(cube, axis, side, segments);
  }
  std::vector<Loop> out;
  while (!segments.empty()) {
    Segment current = segments.back();
    segments.pop_back();
    Loop loop{current.from};
    while (current.to != loop.front()) {
      const auto next =
          std::find_if(segments.begin(), segments.end(), [&](const Segment& s) { return s.from == current.to; });
      current = *next;
      segments.erase(next);
      loop.push_back(current.from);
    }
    out.push_back(std::move(loop));
  }
  return out;
}

using Triangle = std::array<Lattice, 3>;

std::vector<Triangle> fan(const Loop& loop, std::size_t about) {
  std::vector<Triangle> out;
  const auto at = [&](std::size_t k) { return loop[(about + k) % loop.size()]; };
  for (std::size_t k = 1; k + 1 < loop.size(); ++k) out.push_back({at(0), at(k), at(k + 1)});
  return out;
}

Lattice normal(const Triangle& t) { return cross(minus(t[1], t[0]), minus(t[2], t[0])); }

// Diagonals at which the surface bends; a triangle without area counts as more than any number of them.
int folds(const std::vector<Triangle>& triangles) {
  int bends = 0;
  for (std::size_t i = 0; i < triangles.size(); ++i) {
    const Lattice n = normal(triangles[i]);
    if (n == Lattice{0, 0, 0}) bends += 100;
    if (i == 0) continue;
    const Lattice before = normal(triangles[i - 1]);
    if (cross(before, n) != Lattice{0, 0, 0} || dot(before, n) < 0) ++bends;
  }
  return bends;
}

// The vertex whose neighbours on both sides lie alike: at equal distances from it and from each other.
std::size_t symmetric_vertex(const Loop& loop) {
  const std::size_t n = loop.size();
  const auto distance = [&](std::size_t a, std::size_t b) {
    const Lattice d = minus(loop[a % n], loop[b % n]);
    return dot(d, d);
  };
  for (std::size_t v = 0; v < n; ++v) {
    bool alike = true;
    for (std::size_t j = 0; j <= n / 2; ++j) {
      for (std::size_t k = 0; k <= n / 2; ++k) {
        alike = alike && distance(v + j, v + k) == distance(v + n - j, v + n - k);
      }
    }
    if (alike) return v;
  }
  return 0;
}

std::vector<Triangle> triangles(int cube) {
  std::vector<Triangle> out;
  const bool turned = (cube & kTurning) != 0;
  for (const Loop& loop : loops(turned ? kCases - 1 - cube : cube)) {
    std::size_t about = 0;
    if (loop.size() == 7) {
      about = symmetric_vertex(loop);
    } else {
      for (std::size_t v = 1; v < loop.size(); ++v) {
        if (folds(fan(loop, v)) < folds(fan(loop, about))) about = v;
      }
    }
    for (Triangle t : fan(loop, about)) {
      if (turned) std::swap(t[1], t[2]);
      out.push_back(t);
    }
  }
  return out;
}

const std::array<std::vector<Triangle>, kCases>& table() {
  static const auto all = [] {
    std::array<std::vector<Triangle>, kCases> t;
    for (int cube = 1; cube + 1 < kCases; ++cube) t[static_cast<std::size_t>(cube)] = triangles(cube);
    return t;
  }();
  return all;
}

// What a cube of one case adds. The volume is that of the cones from the origin to the triangles, as PyRadiomics sums
// it (the mesh need not be closed): sum of c . n / 6 over the triangles, n twice the area vector. It is `cone` with the
// cube at the origin; each unit that the cube lies off along an axis adds `lean` of that axis.
struct Piece {
  double area = 0, cone = 0;
  Point lean{0, 0, 0};
};

Piece piece(int cube, const Point& spacing) {
  Piece out;
  for (const Triangle& t : table()[static_cast<std::size_t>(cube)]) {
    std::array<Point, 3> p;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t a = 0; a < 3; ++a) p[i][a] = t[i][a] * spacing[a] / 2;
    }
    const Point n = cross(minus(p[1], p[0]), minus(p[2], p[0]));
    out.area += 0.5 * std::sqrt(dot(n, n));
    out.cone += dot(p[0], n) / 6;
    for (std::size_t a = 0; a < 3; ++a) out.lean[a] += n[a] / 6;
  }
  return out;
}

// Cubes of each case and the sums of their positions: whole numbers, so the order of adding does not matter.
struct Census {
  std::array<std::int64_t, kCases> cubes{};
  std::array<std::array<std::int64_t, 3>, kCases> positions{};
};

void count_row(const Roi& region, int y, int z, Census& into) {
  const std::int64_t dy = region.step(1), dz = region.step(2);
  const std::uint8_t* row = region.inside.data() + z * dz + y * dy;
  const std::array<const std::uint8_t*, 4> rows{row, row + dy, row + dz, row + dz + dy};
  const auto column = [&](int x) { return rows[0][x] | rows[1][x] << 2 | rows[2][x] << 4 | rows[3][x] << 6; };
  constexpr std::uint64_t kAll = 0x0101010101010101u;
  int x = 0;
  const int last = region.size[0] - 1;
  while (x < last) {
    if (x + 9 <= region.size[0]) {
      // Nine columns alike, all outside or all inside, hold eight cubes without a surface.
      std::uint64_t any = 0, every = ~std::uint64_t{0};
      for (const std::uint8_t* r : rows) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, r + x, sizeof eight);
        any |= eight;
        every &= eight;
      }
      const int ninth = column(x + 8);
      if ((any == 0 && ninth == 0) || (every == kAll && ninth == 0b01010101)) {
        x += 8;
        continue;
      }
    }
    const int end = std::min(last, x + 8);
    int left = column(x);
    for (; x < end; ++x) {
      const int right = column(x + 1), cube = left | right << 1;
      left = right;
      if (cube == 0 || cube == kCases - 1) continue;
      const auto c = static_cast<std::size_t>(cube);
      ++into.cubes[c];
      into.positions[c][0] += x;
      into.positions[c][1] += y;
      into.positions[c][2] += z;
    }
  }
}

}  // namespace

MeshSize mesh_size(const Roi& region, const stats::ParallelFor& parallel) {
  if (region.count() == 0) return {};
  const auto slabs = static_cast<std::size_t>(region.size[2]) - 1;
  constexpr std::size_t kSlab = 8;  // slices counted together
  std::vector<Census> parts((slabs + kSlab - 1) / kSlab);
  parallel(parts.size(), [&](std::size_t s) {
    const auto end = static_cast<int>(std::min(slabs, (s + 1) * kSlab));
    for (int z = static_cast<int>(s * kSlab); z < end; ++z) {
      for (int y = 0; y + 1 < region.size[1]; ++y) count_row(region, y, z, parts[s]);
    }
  });
  MeshSize out;
  for (int cube = 1; cube + 1 < kCases; ++cube) {
    const auto c = static_cast<std::size_t>(cube);
    std::int64_t cubes = 0;
    std::array<std::int64_t, 3> positions{0, 0, 0};
    for (const Census& part : parts) {
      cubes += part.cubes[c];
      for (std::size_t a = 0; a < 3; ++a) positions[a] += part.positions[c][a];
    }
    if (cubes == 0) continue;
    const Piece p = piece(cube, region.spacing);
    out.area += static_cast<double>(cubes) * p.area;
    out.volume += static_cast<double>(cubes) * p.cone;
    for (std::size_t a = 0; a < 3; ++a) {
      // PyRadiomics pads the cropped mask by one voxel: its origin is the first voxel of a border of one.
      const std::int64_t from_origin = positions[a] - cubes * (region.margin - 1);
      out.volume += static_cast<double>(from_origin) * region.spacing[a] * p.lean[a];
    }
  }
  return out;
}

MeshSize case_size(int cube, const std::array<double, 3>& spacing, const std::array<double, 3>& corner) {
  const Piece p = piece(cube, spacing);
  return {p.area, p.cone + dot(corner, p.lean)};
}

}  // namespace rgx::features::pyradiomics
