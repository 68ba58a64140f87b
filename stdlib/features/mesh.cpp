#include "stdlib/features/mesh.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "stdlib/features/plane_hull.hpp"

namespace rgx::features {

namespace {

using Point = std::array<double, 3>;

constexpr int kCases = 256;

// Corner c of the cube lies at (c & 1, c >> 1 & 1, c >> 2 & 1).
int coordinate(int corner, int axis) { return corner >> axis & 1; }

Point operator-(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
Point cross(const Point& a, const Point& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

// A directed crossing: from the corner inside to the corner outside. Unique for an edge of a given case.
struct Crossing {
  int inside, outside;
  bool operator==(const Crossing&) const = default;
  // Twice the position of the half-way point.
  std::array<std::int64_t, 3> position() const {
    return {coordinate(inside, 0) + coordinate(outside, 0), coordinate(inside, 1) + coordinate(outside, 1),
            coordinate(inside, 2) + coordinate(outside, 2)};
  }
};

struct Segment {
  Crossing from, to;
};

// The corners of a face, counter-clockwise as seen from outside the cube.
std::array<int, 4> face_corners(int axis, int side) {
  const int u = 1 << (axis + 1) % 3, v = 1 << (axis + 2) % 3, base = side << axis;
  if (side == 1) return {base, base | u, base | u | v, base | v};
  return {base, base | v, base | u | v, base | u};
}

// Walking around a face, a run of corners inside is cut off by one segment, from the crossing where the run is
// entered to the one where it is left, so that the surface's normals point out of the region. Two separate runs (the
// ambiguous face) give two segments: diagonal corners stay apart. Seen from the cube next door the same corners are
// walked the other way: the segments coincide.
std::vector<Segment> face_segments(int mask, int axis, int side) {
  const auto corner = face_corners(axis, side);
  const auto in = [&](int i) { return (mask >> corner[static_cast<std::size_t>(i & 3)] & 1) != 0; };
  std::vector<Segment> out;
  for (int i = 0; i < 4; ++i) {
    if (!in(i) || in(i + 3)) continue;  // i is the first corner of a run
    int last = i;
    while (in(last + 1)) ++last;
    const auto at = [&](int k) { return corner[static_cast<std::size_t>(k & 3)]; };
    out.push_back({{at(i), at(i + 3)}, {at(last), at(last + 1)}});
  }
  return out;
}

using Triangle = std::array<int, 3>;
using Triangulation = std::vector<Triangle>;
using Lattice = std::array<std::int64_t, 3>;  // twice a position in the unit cube

// Every way of cutting the polygon of corners first .. last into triangles.
std::vector<Triangulation> triangulations(int first, int last) {
  if (last - first < 2) return {{}};
  std::vector<Triangulation> out;
  for (int k = first + 1; k < last; ++k) {
    for (const Triangulation& left : triangulations(first, k)) {
      for (const Triangulation& right : triangulations(k, last)) {
        Triangulation t = left;
        t.insert(t.end(), right.begin(), right.end());
        t.push_back({first, k, last});
        out.push_back(std::move(t));
      }
    }
  }
  return out;
}

Lattice normal(const std::vector<Lattice>& loop, const Triangle& t) {
  const auto& p = loop[static_cast<std::size_t>(t[0])];
  const auto& q = loop[static_cast<std::size_t>(t[1])];
  const auto& r = loop[static_cast<std::size_t>(t[2])];
  const Lattice u{q[0] - p[0], q[1] - p[1], q[2] - p[2]}, v{r[0] - p[0], r[1] - p[1], r[2] - p[2]};
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

// Diagonals at which the surface bends; a triangle without area counts as more than any number of them.
int folds(const std::vector<Lattice>& loop, const Triangulation& triangulation) {
  int bends = 0;
  for (std::size_t i = 0; i < triangulation.size(); ++i) {
    const Lattice m = normal(loop, triangulation[i]);
    if (m == Lattice{0, 0, 0}) bends += 100;
    for (std::size_t j = 0; j < i; ++j) {
      int shared = 0;
      for (const int a : triangulation[i])
        shared += std::count(triangulation[j].begin(), triangulation[j].end(), a) > 0;
      if (shared < 2) continue;
      const Lattice n = normal(loop, triangulation[j]);
      const bool parallel = m[1] * n[2] == m[2] * n[1] && m[2] * n[0] == m[0] * n[2] && m[0] * n[1] == m[1] * n[0];
      if (!parallel || m[0] * n[0] + m[1] * n[1] + m[2] * n[2] < 0) ++bends;
    }
  }
  return bends;
}

// A triangle of a case; `share` is below 1 where several triangulations are equally flat (mirror images): area and
// volume are then their mean.
struct Facet {
  std::array<Lattice, 3> corner;
  double share;
};

std::vector<Facet> facets(int mask) {
  std::vector<Segment> segments;
  for (int axis = 0; axis < 3; ++axis) {
    for (int side = 0; side < 2; ++side) {
      const auto face = face_segments(mask, axis, side);
      segments.insert(segments.end(), face.begin(), face.end());
    }
  }
  std::vector<Facet> out;
  while (!segments.empty()) {
    std::vector<Lattice> loop;
    Segment current = segments.back();
    segments.pop_back();
    const Crossing first = current.from;
    loop.push_back(first.position());
    while (!(current.to == first)) {
      const auto next =
          std::find_if(segments.begin(), segments.end(), [&](const Segment& s) { return s.from == current.to; });
      current = *next;
      segments.erase(next);
      loop.push_back(current.from.position());
    }
    std::vector<Triangulation> flattest;
    int fewest = 0;
    for (Triangulation& t : triangulations(0, static_cast<int>(loop.size()) - 1)) {
      const int bends = folds(loop, t);
      if (flattest.empty() || bends < fewest) {
        flattest.clear();
        fewest = bends;
      }
      if (bends == fewest) flattest.push_back(std::move(t));
    }
    for (const Triangulation& t : flattest) {
      for (const Triangle& corners : t) {
        Facet facet{{}, 1.0 / static_cast<double>(flattest.size())};
        for (std::size_t i = 0; i < 3; ++i) facet.corner[i] = loop[static_cast<std::size_t>(corners[i])];
        out.push_back(facet);
      }
    }
  }
  return out;
}

const std::array<std::vector<Facet>, kCases>& all_facets() {
  static const auto table = [] {
    std::array<std::vector<Facet>, kCases> t;
    for (int mask = 0; mask < kCases; ++mask) t[static_cast<std::size_t>(mask)] = facets(mask);
    return t;
  }();
  return table;
}

// What a cube of one case adds: area, and by the divergence theorem volume = sum over triangles of the integral of
// x n_x (and of y n_y, z n_z) over the surface; `flux` holds the integrals with the cube at the origin, `projected`
// the projected areas that multiply the cube's own position.
struct Piece {
  double area = 0;
  Point flux{0, 0, 0};
  Point projected{0, 0, 0};
};

Piece piece(int mask, const Point& spacing) {
  Piece out;
  for (const Facet& facet : all_facets()[static_cast<std::size_t>(mask)]) {
    std::array<Point, 3> p;
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t a = 0; a < 3; ++a) p[i][a] = static_cast<double>(facet.corner[i][a]) * spacing[a] / 2;
    }
    const Point n = cross(p[1] - p[0], p[2] - p[0]);  // twice the area vector
    out.area += facet.share * 0.5 * std::sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (std::size_t a = 0; a < 3; ++a) {
      out.projected[a] += facet.share * 0.5 * n[a];
      out.flux[a] += facet.share * 0.5 * n[a] * (p[0][a] + p[1][a] + p[2][a]) / 3;
    }
  }
  return out;
}

}  // namespace

MeshSize mesh_size(const BitRows& bits, const std::array<double, 3>& spacing) {
  // Counts and positions are whole numbers: the sums are exact and do not depend on where the region lies.
  std::array<std::array<std::int64_t, 4>, kCases> cubes{};  // of a case: how many, and the sums of x, y, z
  for (int z = 0; z + 1 < bits.size[2]; ++z) {
    for (int y = 0; y + 1 < bits.size[1]; ++y) {
      const std::array<const std::uint64_t*, 4> rows{bits.row(y, z), bits.row(y + 1, z), bits.row(y, z + 1),
                                                     bits.row(y + 1, z + 1)};
      // Cubes x of a word whose corners are not all alike: those at x, and at x + 1 with the next word's first.
      std::uint64_t any = rows[0][0] | rows[1][0] | rows[2][0] | rows[3][0];
      std::uint64_t all = rows[0][0] & rows[1][0] & rows[2][0] & rows[3][0];
      for (int w = 0; w < bits.words; ++w) {
        std::uint64_t any_next = 0, all_next = 0;
        if (w + 1 < bits.words) {
          any_next = rows[0][w + 1] | rows[1][w + 1] | rows[2][w + 1] | rows[3][w + 1];
          all_next = rows[0][w + 1] & rows[1][w + 1] & rows[2][w + 1] & rows[3][w + 1];
        }
        std::uint64_t surface = (any | any >> 1 | any_next << 63) & ~(all & (all >> 1 | all_next << 63));
        any = any_next;
        all = all_next;
        for (; surface != 0; surface &= surface - 1) {
          const int b = std::countr_zero(surface);
          const auto pair = [&](std::size_t r) {
            const std::uint64_t two = rows[r][w] >> b & 3;
            return b < 63 || w + 1 == bits.words ? two : two | (rows[r][w + 1] & 1) << 1;
          };
          auto& c = cubes[pair(0) | pair(1) << 2 | pair(2) << 4 | pair(3) << 6];
          ++c[0];
          c[1] += 64 * w + b;
          c[2] += y;
          c[3] += z;
        }
      }
    }
  }
  MeshSize out;
  for (int mask = 1; mask < kCases - 1; ++mask) {
    const auto& c = cubes[static_cast<std::size_t>(mask)];
    if (c[0] == 0) continue;
    const Piece p = piece(mask, spacing);
    const auto n = static_cast<double>(c[0]);
    out.area += n * p.area;
    for (std::size_t a = 0; a < 3; ++a) {
      out.volume += (n * p.flux[a] + static_cast<double>(c[a + 1]) * spacing[a] * p.projected[a]) / 3;
    }
  }
  return out;
}

MeshSize mesh_size(const Roi& roi) { return roi.count() == 0 ? MeshSize{} : mesh_size(pack(roi), roi.spacing); }

std::vector<std::array<std::int32_t, 3>> extreme_vertices(const BitRows& bits) {
  // A mesh vertex lies half a voxel from the centre of a voxel inside, along an axis. Of a row of voxels only the
  // first and the last can hold corners of the hull; a half-way point that is no vertex (its neighbour is inside too)
  // lies within the hull anyway. So a plane of equal z has two points a line: beyond the ends of a row, and beside the
  // outermost ends of two rows that follow each other in y (or, for planes between slices, in z).
  std::vector<std::array<std::int32_t, 3>> out;
  std::vector<Extent> below(static_cast<std::size_t>(bits.size[1])), here(below.size());
  std::vector<PlanePoint> plane;
  const auto line = [&plane](int at, int low, int high) {
    plane.push_back({low, at});
    if (high > low) plane.push_back({high, at});
  };
  const auto both = [](const Extent& a, const Extent& b) {
    if (a.empty() || b.empty()) return a.empty() ? b : a;
    return Extent{std::min(a.first, b.first), std::max(a.last, b.last)};
  };
  const auto close = [&](int z) {
    keep_hull(plane);
    std::sort(plane.begin(), plane.end(),
              [](const PlanePoint& a, const PlanePoint& b) { return std::tie(a[1], a[0]) < std::tie(b[1], b[0]); });
    for (const PlanePoint& p : plane) out.push_back({p[0], p[1], z});
    plane.clear();
  };
  for (int z = 0; z < bits.size[2]; ++z) {
    for (int y = 0; y < bits.size[1]; ++y) {
      const std::uint64_t* row = bits.row(y, z);
      here[static_cast<std::size_t>(y)] = extent(bits.words, [row](int w) { return row[w]; });
    }
    for (std::size_t y = 0; y < here.size(); ++y) {
      const Extent e = both(below[y], here[y]);
      if (!e.empty()) line(2 * static_cast<int>(y), 2 * e.first, 2 * e.last);
    }
    close(2 * z - 1);
    for (std::size_t y = 0; y < here.size(); ++y) {
      const Extent& e = here[y];
      if (!e.empty()) line(2 * static_cast<int>(y), 2 * e.first - 1, 2 * e.last + 1);
      if (y + 1 == here.size()) continue;
      const Extent pair = both(e, here[y + 1]);
      if (!pair.empty()) line(2 * static_cast<int>(y) + 1, 2 * pair.first, 2 * pair.last);
    }
    close(2 * z);
    std::swap(below, here);
  }
  return out;
}

std::vector<std::array<std::int32_t, 3>> extreme_vertices(const Roi& roi) { return extreme_vertices(pack(roi)); }

}  // namespace rgx::features
