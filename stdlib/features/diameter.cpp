#include "stdlib/features/diameter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stdlib/features/bit_rows.hpp"
#include "stdlib/features/mesh.hpp"
#include "stdlib/features/plane_hull.hpp"

namespace rgx::features {

namespace {

using Point = std::array<std::int32_t, 3>;

// The farthest pair by a tree of boxes. A bound is the same sum as a distance, of steps at least as large: rounding
// keeps the order, so no pair is left out wrongly.
class FarthestPair {
 public:
  FarthestPair(std::span<const Point> points, const std::array<double, 3>& unit)
      : points_(points.begin(), points.end()) {
    for (std::size_t a = 0; a < 3; ++a) squared_unit_[a] = unit[a] * unit[a];
  }

  double squared() {
    // A good pair first: from any point to the farthest one, and on from there.
    std::size_t from = 0;
    for (int sweep = 0; sweep < 3; ++sweep) {
      double most = -1;
      std::size_t farthest = 0;
      for (std::size_t i = 0; i < points_.size(); ++i) {
        const double d = distance(points_[from], points_[i]);
        if (d > most) {
          most = d;
          farthest = i;
        }
      }
      best_ = std::max(best_, most);
      from = farthest;
    }
    nodes_.reserve(points_.size() / 2 + 2);
    const int root = build(0, static_cast<int>(points_.size()));
    visit(root, root);
    return best_;
  }

 private:
  struct Node {
    Point low, high;
    int first, last;
    int left = -1, right = -1;
  };
  static constexpr int kLeaf = 8;

  double sum(double x, double y, double z) const {
    return x * x * squared_unit_[0] + y * y * squared_unit_[1] + z * z * squared_unit_[2];
  }
  double distance(const Point& p, const Point& q) const { return sum(p[0] - q[0], p[1] - q[1], p[2] - q[2]); }
  double bound(const Node& a, const Node& b) const {
    std::array<double, 3> d{};
    for (std::size_t i = 0; i < 3; ++i) d[i] = std::max(a.high[i] - b.low[i], b.high[i] - a.low[i]);
    return sum(d[0], d[1], d[2]);
  }
  double width(const Node& a, std::size_t axis) const {
    const double d = a.high[axis] - a.low[axis];
    return d * d * squared_unit_[axis];
  }

  int build(int first, int last) {
    Node node{points_[static_cast<std::size_t>(first)], points_[static_cast<std::size_t>(first)], first, last};
    for (int i = first; i < last; ++i) {
      for (std::size_t a = 0; a < 3; ++a) {
        node.low[a] = std::min(node.low[a], points_[static_cast<std::size_t>(i)][a]);
        node.high[a] = std::max(node.high[a], points_[static_cast<std::size_t>(i)][a]);
      }
    }
    const int place = static_cast<int>(nodes_.size());
    nodes_.push_back(node);
    if (last - first > kLeaf) {
      std::size_t axis = 0;
      for (std::size_t a = 1; a < 3; ++a) {
        if (width(node, a) > width(node, axis)) axis = a;
      }
      const int middle = first + (last - first) / 2;
      std::nth_element(points_.begin() + first, points_.begin() + middle, points_.begin() + last,
                       [axis](const Point& p, const Point& q) { return p[axis] < q[axis]; });
      const int left = build(first, middle);
      const int right = build(middle, last);
      nodes_[static_cast<std::size_t>(place)].left = left;
      nodes_[static_cast<std::size_t>(place)].right = right;
    }
    return place;
  }

  void visit(int i, int j) {
    const Node& a = nodes_[static_cast<std::size_t>(i)];
    const Node& b = nodes_[static_cast<std::size_t>(j)];
    if (bound(a, b) <= best_) return;
    if (i == j && a.left >= 0) {
      visit(a.left, a.right);
      visit(a.left, a.left);
      visit(a.right, a.right);
      return;
    }
    if (a.left < 0 && b.left < 0) {
      for (int p = a.first; p < a.last; ++p) {
        for (int q = b.first; q < b.last; ++q)
          best_ = std::max(best_, distance(points_[static_cast<std::size_t>(p)], points_[static_cast<std::size_t>(q)]));
      }
      return;
    }
    const bool split_b = a.left < 0 || (b.left >= 0 && b.last - b.first > a.last - a.first);
    const Node& whole = split_b ? b : a;
    const int other = split_b ? i : j;
    const Node& against = nodes_[static_cast<std::size_t>(other)];
    const bool left_first = bound(nodes_[static_cast<std::size_t>(whole.left)], against) >=
                            bound(nodes_[static_cast<std::size_t>(whole.right)], against);
    const std::array<int, 2> order =
        left_first ? std::array{whole.left, whole.right} : std::array{whole.right, whole.left};
    for (const int half : order) visit(half, other);
  }

  std::vector<Point> points_;
  std::array<double, 3> squared_unit_{};
  std::vector<Node> nodes_;
  double best_ = 0;
};

// Of the corners of a hull, counter-clockwise.
double farthest_corners(const std::vector<PlanePoint>& corner, double unit0, double unit1) {
  const std::size_t n = corner.size();
  double best = 0;
  const auto meet = [&](std::size_t i, std::size_t j) {
    const double a = corner[i][0] - corner[j][0], b = corner[i][1] - corner[j][1];
    best = std::max(best, a * a * unit0 + b * b * unit1);
  };
  if (n < 2) return 0;
  const auto next = [n](std::size_t i) { return i + 1 == n ? 0 : i + 1; };
  std::size_t j = 1;
  for (std::size_t i = 0; i < n; ++i) {
    const auto& p = corner[i];
    const auto& q = corner[next(i)];
    // Turning against the edge from i: j goes on while the corners behind it lie farther from that edge.
    const auto rise = [&](std::size_t k) {
      const auto& r = corner[k];
      const auto& s = corner[next(k)];
      return (static_cast<std::int64_t>(q[0]) - p[0]) * (static_cast<std::int64_t>(s[1]) - r[1]) -
             (static_cast<std::int64_t>(q[1]) - p[1]) * (static_cast<std::int64_t>(s[0]) - r[0]);
    };
    meet(i, j);
    while (rise(j) > 0) {
      j = next(j);
      meet(i, j);
    }
    meet(next(i), j);
    if (rise(j) == 0) {  // parallel edges
      meet(i, next(j));
      meet(next(i), next(j));
    }
  }
  return best;
}

// Mesh vertices of planes normal to one axis, a plane as lines of which the outermost vertices are kept.
class Planes {
 public:
  Planes(double unit0, double unit1) : unit0_(unit0 * unit0), unit1_(unit1 * unit1) {}

  void begin() { points_.clear(); }
  // Outermost places on line `at` (all in half voxels), lines in ascending order.
  void line(int at, int low, int high) {
    points_.push_back({low, at});
    if (high > low) points_.push_back({high, at});
  }
  void end() {
    if (points_.size() < 2) return;
    Plane plane{0, {points_}};
    std::int32_t low = points_[0][0], high = low;
    for (const PlanePoint& p : points_) {
      low = std::min(low, p[0]);
      high = std::max(high, p[0]);
    }
    const double a = high - low, b = points_.back()[1] - points_.front()[1];
    plane.bound = a * a * unit0_ + b * b * unit1_;
    planes_.push_back(std::move(plane));
  }
  // Of all planes; those whose surrounding rectangle is the largest come first and rule most others out.
  double largest() {
    std::sort(planes_.begin(), planes_.end(), [](const Plane& a, const Plane& b) { return a.bound > b.bound; });
    double best = 0;
    for (Plane& plane : planes_) {
      if (plane.bound <= best) break;
      keep_hull(plane.points);
      best = std::max(best, farthest_corners(plane.points, unit0_, unit1_));
    }
    return std::sqrt(best);
  }

 private:
  struct Plane {
    double bound;
    std::vector<PlanePoint> points;
  };
  double unit0_, unit1_;
  std::vector<PlanePoint> points_;
  std::vector<Plane> planes_;
};

// One plane through voxel centres, of lines `extents` (of voxels inside) at places 0, 1, ...: on a line of voxels the
// outermost vertices lie half a voxel beyond; between two lines, half-way points beside the outermost voxels of both,
// which are vertices or lie between two vertices.
void through_centres(const std::vector<Extent>& extents, Planes& planes) {
  planes.begin();
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const Extent& e = extents[i];
    const int at = 2 * static_cast<int>(i);
    if (!e.empty()) planes.line(at, 2 * e.first - 1, 2 * e.last + 1);
    if (i + 1 == extents.size()) continue;
    const Extent& f = extents[i + 1];
    if (e.empty() && f.empty()) continue;
    const int first = e.empty() ? f.first : f.empty() ? e.first : std::min(e.first, f.first);
    const int last = e.empty() ? f.last : f.empty() ? e.last : std::max(e.last, f.last);
    planes.line(at + 1, 2 * first, 2 * last);
  }
  planes.end();
}

// One plane half-way between voxels: `extents` of the places where the voxels on its two sides differ.
void between_centres(const std::vector<Extent>& extents, Planes& planes) {
  planes.begin();
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (!extents[i].empty()) planes.line(2 * static_cast<int>(i), 2 * extents[i].first, 2 * extents[i].last);
  }
  planes.end();
}

// Planes of equal z (axis 2) or equal y (axis 1): their lines run along x, bits of a row.
double across_rows(const BitRows& bits, std::size_t axis, const std::array<double, 3>& unit) {
  const std::size_t lines = axis == 2 ? 1 : 2;  // the axis along which lines follow each other
  Planes planes(unit[0], unit[lines]);
  std::vector<Extent> centre(static_cast<std::size_t>(bits.size[lines])), between(centre.size());
  for (int p = 0; p < bits.size[axis]; ++p) {
    const bool last = p + 1 == bits.size[axis];
    for (int l = 0; l < bits.size[lines]; ++l) {
      const std::uint64_t* row = axis == 2 ? bits.row(l, p) : bits.row(p, l);
      const std::uint64_t* beside = last ? row : axis == 2 ? bits.row(l, p + 1) : bits.row(p + 1, l);
      centre[static_cast<std::size_t>(l)] = extent(bits.words, [row](int w) { return row[w]; });
      between[static_cast<std::size_t>(l)] = extent(bits.words, [row, beside](int w) { return row[w] ^ beside[w]; });
    }
    through_centres(centre, planes);
    if (!last) between_centres(between, planes);
  }
  return planes.largest();
}

// Planes of equal x: their lines run along y. A row of bits says for all x at once where a line is entered or left.
double along_rows(const BitRows& bits, const std::array<double, 3>& unit) {
  const auto nx = static_cast<std::size_t>(bits.size[0]), nz = static_cast<std::size_t>(bits.size[2]);
  // For each z and x (or half-way between x and x + 1).
  std::vector<Extent> centre(nx * nz), between(nx * nz);
  std::vector<std::uint64_t> seen(static_cast<std::size_t>(bits.words)), seen_between(seen.size());
  for (int z = 0; z < bits.size[2]; ++z) {
    Extent* of_centre = centre.data() + nx * static_cast<std::size_t>(z);
    Extent* of_between = between.data() + nx * static_cast<std::size_t>(z);
    const auto sweep = [&](int y, bool up) {
      const std::uint64_t* row = bits.row(y, z);
      const auto enter = [&](std::uint64_t word, std::uint64_t& before, int w, Extent* out) {
        std::uint64_t fresh = word & ~before;
        before |= word;
        for (; fresh != 0; fresh &= fresh - 1) {
          Extent& e = out[64 * w + std::countr_zero(fresh)];
          (up ? e.first : e.last) = y;
        }
      };
      for (int w = 0; w < bits.words; ++w) {
        const std::uint64_t word = row[w];
        const std::uint64_t right = word >> 1 | (w + 1 < bits.words ? row[w + 1] << 63 : 0);
        enter(word, seen[static_cast<std::size_t>(w)], w, of_centre);
        enter(word ^ right, seen_between[static_cast<std::size_t>(w)], w, of_between);
      }
    };
    for (const bool up : {true, false}) {
      std::fill(seen.begin(), seen.end(), 0);
      std::fill(seen_between.begin(), seen_between.end(), 0);
      for (int i = 0; i < bits.size[1]; ++i) sweep(up ? i : bits.size[1] - 1 - i, up);
    }
  }
  Planes planes(unit[1], unit[2]);
  std::vector<Extent> lines(nz);
  for (std::size_t x = 0; x < nx; ++x) {
    for (std::size_t z = 0; z < nz; ++z) lines[z] = centre[x + nx * z];
    through_centres(lines, planes);
    for (std::size_t z = 0; z < nz; ++z) lines[z] = between[x + nx * z];
    between_centres(lines, planes);
  }
  return planes.largest();
}

}  // namespace

double largest_distance(std::span<const std::array<std::int32_t, 3>> points, const std::array<double, 3>& unit) {
  return points.size() < 2 ? 0 : std::sqrt(FarthestPair(points, unit).squared());
}

double largest_distance(std::span<const std::array<std::int32_t, 2>> points, const std::array<double, 2>& unit) {
  std::vector<PlanePoint> sorted(points.begin(), points.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const PlanePoint& a, const PlanePoint& b) { return a[1] != b[1] ? a[1] < b[1] : a[0] < b[0]; });
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  keep_hull(sorted);
  return std::sqrt(farthest_corners(sorted, unit[0] * unit[0], unit[1] * unit[1]));
}

MeshDiameters mesh_diameters(const Roi& roi) {
  MeshDiameters out;
  if (roi.count() == 0) return out;
  const std::array<double, 3> half{roi.spacing[0] / 2, roi.spacing[1] / 2, roi.spacing[2] / 2};
  const BitRows bits = pack(roi);
  out.overall = largest_distance(extreme_vertices(bits), half);
  out.in_plane = {along_rows(bits, half), across_rows(bits, 1, half), across_rows(bits, 2, half)};
  return out;
}

}  // namespace rgx::features
