// The four diameters of PyRadiomics' mesh, exact: the ends of a largest distance are corners of the convex hull of
// their plane, so only those are compared.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "stdlib/features/pyradiomics/mesh.hpp"

namespace rgx::features::pyradiomics {

namespace {

// Twice a position in voxels of the box.
using Vertex = std::array<std::int32_t, 3>;

// For each plane of equal coordinate along `axis` and each row in it, the ends of the row.
class Planes {
 public:
  Planes(const Roi& region, std::size_t axis) : axis_(axis), row_(axis == 2 ? 1 : 2), along_(axis == 0 ? 1 : 0) {
    rows_ = 2 * static_cast<std::size_t>(region.size[row_]);
    ends_.assign(2 * static_cast<std::size_t>(region.size[axis_]) * rows_, {kNone, -1});
  }
  void add(const Vertex& v) {
    auto& [low, high] = ends_[static_cast<std::size_t>(v[axis_]) * rows_ + static_cast<std::size_t>(v[row_])];
    low = std::min(low, v[along_]);
    high = std::max(high, v[along_]);
  }
  // The corners of each plane's hull; planes without a vertex are left out.
  std::vector<std::vector<Vertex>> hulls() const {
    std::vector<std::vector<Vertex>> out;
    for (std::size_t plane = 0; plane * rows_ < ends_.size(); ++plane) {
      std::vector<Vertex> lower, upper;
      for (std::size_t row = 0; row < rows_; ++row) {
        const auto& [low, high] = ends_[plane * rows_ + row];
        if (low == kNone) continue;
        Vertex v{};
        v[axis_] = static_cast<std::int32_t>(plane);
        v[row_] = static_cast<std::int32_t>(row);
        v[along_] = low;
        extend(lower, v, 1);
        v[along_] = high;
        extend(upper, v, -1);
      }
      if (lower.empty()) continue;
      lower.insert(lower.end(), upper.begin(), upper.end());
      out.push_back(std::move(lower));
    }
    return out;
  }

 private:
  static constexpr std::int32_t kNone = 1 << 30;
  // A chain that bends to one side only.
  void extend(std::vector<Vertex>& chain, const Vertex& v, int side) const {
    while (chain.size() > 1) {
      const Vertex &a = chain[chain.size() - 2], &b = chain.back();
      const std::int64_t turn = static_cast<std::int64_t>(b[row_] - a[row_]) * (v[along_] - a[along_]) -
                                static_cast<std::int64_t>(v[row_] - a[row_]) * (b[along_] - a[along_]);
      if (turn * side > 0) break;
      chain.pop_back();
    }
    chain.push_back(v);
  }

  std::size_t axis_, row_, along_, rows_ = 0;
  std::vector<std::pair<std::int32_t, std::int32_t>> ends_;
};

double largest(const std::vector<Vertex>& a, const std::vector<Vertex>& b, const std::array<double, 3>& half) {
  double most = 0;
  for (const Vertex& p : a) {
    for (const Vertex& q : b) {
      double d = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double x = (p[k] - q[k]) * half[k];
        d += x * x;
      }
      most = std::max(most, d);
    }
  }
  return most;
}

double largest_in_plane(const std::vector<std::vector<Vertex>>& planes, const std::array<double, 3>& half) {
  double most = 0;
  for (const auto& hull : planes) most = std::max(most, largest(hull, hull, half));
  return most;
}

// A circle around a plane's hull: no two points of two planes are farther apart than their circles allow.
struct Circle {
  std::array<double, 3> centre{};
  double radius = 0;
};

Circle around(const std::vector<Vertex>& hull, const std::array<double, 3>& half) {
  Circle out;
  for (std::size_t k = 0; k < 3; ++k) {
    const auto by_axis = [k](const Vertex& a, const Vertex& b) { return a[k] < b[k]; };
    const auto [low, high] = std::minmax_element(hull.begin(), hull.end(), by_axis);
    out.centre[k] = ((*low)[k] + (*high)[k]) * half[k] / 2;
  }
  for (const Vertex& v : hull) {
    out.radius = std::max(out.radius, std::hypot(v[0] * half[0] - out.centre[0], v[1] * half[1] - out.centre[1]));
  }
  return out;
}

double largest_of_all(const std::vector<std::vector<Vertex>>& slices, const std::array<double, 3>& half) {
  struct Pair {
    double bound;
    std::size_t a, b;
  };
  std::vector<Circle> circles;
  for (const auto& hull : slices) circles.push_back(around(hull, half));
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < slices.size(); ++a) {
    for (std::size_t b = a; b < slices.size(); ++b) {
      const Circle &p = circles[a], &q = circles[b];
      const double in_plane = std::hypot(p.centre[0] - q.centre[0], p.centre[1] - q.centre[1]) + p.radius + q.radius;
      const double apart = p.centre[2] - q.centre[2];
      pairs.push_back({in_plane * in_plane + apart * apart, a, b});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.bound > y.bound; });
  double most = 0;
  for (const Pair& pair : pairs) {
    if (pair.bound * (1 + 1e-12) < most) break;
    most = std::max(most, largest(slices[pair.a], slices[pair.b], half));
  }
  return most;
}

// Calls visit(place) for the region's voxels that have a neighbour outside across a face, eight voxels at a time.
template <typename Visit>
void each_surface_voxel(const Roi& region, Visit visit) {
  const std::uint8_t* inside = region.inside.data();
  const std::array<std::int64_t, 3> step{region.step(0), region.step(1), region.step(2)};
  const auto eight = [](const std::uint8_t* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
  };
  // The region's voxels lie within the border, so that a step along any axis stays in the box; the last words of a
  // slice of the box may reach over its rows, never over the box.
  const auto last = static_cast<std::int64_t>(region.inside.size()) - step[2] - 8;
  std::int64_t at = step[2];
  for (; at <= last; at += 8) {
    const std::uint64_t here = eight(inside + at);
    if (here == 0) continue;
    std::uint64_t around = ~std::uint64_t{0};
    for (const std::int64_t s : step) around &= eight(inside + at - s) & eight(inside + at + s);
    const std::uint64_t surface = here & ~around;
    for (std::int64_t k = 0; surface != 0 && k < 8; ++k) {
      if (surface >> (8 * k) & 1) visit(at + k);
    }
  }
  for (; at < static_cast<std::int64_t>(region.inside.size()) - step[2]; ++at) {
    if (inside[at] != 0) visit(at);
  }
}

}  // namespace

Diameters diameters(const Roi& region) {
  if (region.count() == 0) return {};
  Planes of_x(region, 0), of_y(region, 1), of_z(region, 2);
  each_surface_voxel(region, [&](std::int64_t at) {
    const auto p = region.position(static_cast<std::uint32_t>(at));
    for (std::size_t a = 0; a < 3; ++a) {
      for (const int d : {-1, 1}) {
        if (region.inside[static_cast<std::size_t>(at + d * region.step(static_cast<int>(a)))] != 0) continue;
        Vertex v{2 * p[0], 2 * p[1], 2 * p[2]};
        v[a] += d;
        of_x.add(v);
        of_y.add(v);
        of_z.add(v);
      }
    }
  });
  const std::array<double, 3> half{region.spacing[0] / 2, region.spacing[1] / 2, region.spacing[2] / 2};
  const auto slices = of_z.hulls();
  Diameters out;
  out.slice = std::sqrt(largest_in_plane(slices, half));
  out.column = std::sqrt(largest_in_plane(of_y.hulls(), half));
  out.row = std::sqrt(largest_in_plane(of_x.hulls(), half));
  out.all = std::sqrt(largest_of_all(slices, half));
  return out;
}

}  // namespace rgx::features::pyradiomics
