#include "stdlib/features/enclosing.hpp"

#include <cmath>
#include <numbers>

#include "stdlib/features/mesh.hpp"
#include "stdlib/features/morphology.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

using Point = std::array<double, 3>;

// Turned about all three axes.
Point turned(const Point& p, double a, double b, double c) {
  const Point q{p[0], p[1] * std::cos(a) - p[2] * std::sin(a), p[1] * std::sin(a) + p[2] * std::cos(a)};
  const Point r{q[0] * std::cos(b) + q[2] * std::sin(b), q[1], -q[0] * std::sin(b) + q[2] * std::cos(b)};
  return {r[0] * std::cos(c) - r[1] * std::sin(c), r[0] * std::sin(c) + r[1] * std::cos(c), r[2]};
}

// On a lattice of 1e-4 mm, as the hull takes whole numbers only.
constexpr double kStep = 1e-4;
Hull hull_of(const std::vector<Point>& points) {
  std::vector<std::array<std::int32_t, 3>> lattice;
  for (const Point& p : points) {
    lattice.push_back({static_cast<std::int32_t>(std::lround(p[0] / kStep)),
                       static_cast<std::int32_t>(std::lround(p[1] / kStep)),
                       static_cast<std::int32_t>(std::lround(p[2] / kStep))});
  }
  return convex_hull(lattice);
}

const std::array<double, 3> kUnit{kStep, kStep, kStep};

std::vector<Point> box_corners(double x, double y, double z) {
  std::vector<Point> out;
  for (int i = 0; i < 8; ++i)
    out.push_back({(i & 1) != 0 ? x / 2 : -x / 2, (i & 2) != 0 ? y / 2 : -y / 2, (i & 4) != 0 ? z / 2 : -z / 2});
  return out;
}

void same(const std::array<double, 3>& found, const std::array<double, 3>& expected, double epsilon) {
  for (std::size_t a = 0; a < 3; ++a) CHECK(found[a] == doctest::Approx(expected[a]).epsilon(epsilon));
}

}  // namespace

TEST_CASE("the smallest box around a turned box is that box") {
  for (int k = 0; k < 12; ++k) {
    std::vector<Point> corners = box_corners(7, 5, 3);
    for (Point& p : corners) p = turned(p, 0.3 * k, 0.7 * k, 1.1 * k);
    same(smallest_box(hull_of(corners), kUnit).edges, {7, 5, 3}, 1e-3);
  }
}

TEST_CASE("the smallest box: a prism over a rhombus, spacing, one voxel") {
  // The rhombus (0, +-1), (+-2, 0) has its smallest rectangle along a side: 16 / 5 wide, sqrt 5 ... area 6.4, not the
  // 8 of the axes.
  std::vector<Point> prism;
  for (const double z : {0.0, 10.0}) {
    prism.push_back({0, 1, z});
    prism.push_back({0, -1, z});
    prism.push_back({2, 0, z});
    prism.push_back({-2, 0, z});
  }
  const Box box = smallest_box(hull_of(prism), kUnit);
  CHECK(box.volume() == doctest::Approx(64).epsilon(1e-6));
  // The same lattice points stretched along an axis: a box 1 x 2 x 3 units becomes 1 x 2 x 12.
  const Box stretched = smallest_box(
      convex_hull({{0, 0, 0}, {1, 0, 0}, {0, 2, 0}, {1, 2, 0}, {0, 0, 3}, {1, 0, 3}, {0, 2, 3}, {1, 2, 3}}), {1, 1, 4});
  same(stretched.edges, {12, 2, 1}, 1e-12);
  // A voxel's octahedron with corners half a voxel out: flush with a face its smallest box has height 1 / sqrt 3 and a
  // hexagon of area sqrt 3 / 4 within the rectangle sqrt(1/2) x sqrt(2/3).
  const Box octahedron =
      smallest_box(convex_hull({{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}), {0.5, 0.5, 0.5});
  CHECK(octahedron.volume() ==
        doctest::Approx(1 / std::sqrt(3.0) * std::sqrt(0.5) * std::sqrt(2.0 / 3)).epsilon(1e-12));
}

TEST_CASE("the smallest box does not grow with points inside and does not depend on threads") {
  std::vector<Point> points;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const auto draw = [i](std::uint32_t k) { return (test::scramble(3 * i + k) % 2001) / 100.0 - 10; };
    points.push_back({draw(0), draw(1) * 0.6, draw(2) * 0.3});
  }
  const Hull hull = hull_of(points);
  const Box box = smallest_box(hull, kUnit);
  double aligned = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    double low = 1e9, high = -1e9;
    for (const Point& p : points) {
      low = std::min(low, p[a]);
      high = std::max(high, p[a]);
    }
    aligned *= high - low;
  }
  CHECK(box.volume() > hull_volume(hull, kUnit));
  CHECK(box.volume() < aligned);
  const stats::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  CHECK(smallest_box(hull, kUnit, backwards).edges == box.edges);
  for (Point& p : points) p = turned(p, 0.4, 1.9, -0.8);
  CHECK(smallest_box(hull_of(points), kUnit).volume() == doctest::Approx(box.volume()).epsilon(1e-4));
}

TEST_CASE("the smallest ellipsoid around known bodies") {
  // Around a box it goes through the eight corners: semi-axes sqrt(3) / 2 of the edges.
  std::vector<Point> corners = box_corners(8, 4, 2);
  const double f = std::sqrt(3.0) / 2;
  for (int k = 0; k < 5; ++k) {
    std::vector<Point> some = corners;
    for (Point& p : some) p = turned(p, 0.9 * k, 0.2 * k, 0.5 * k);
    same(smallest_ellipsoid(hull_of(some), kUnit), {8 * f, 4 * f, 2 * f}, 1e-4);
  }
  same(smallest_ellipsoid(hull_of(corners), kUnit), {8 * f, 4 * f, 2 * f}, 5e-6);
  // A regular tetrahedron's is the sphere through its corners.
  const Hull tetrahedron = convex_hull({{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}});
  same(smallest_ellipsoid(tetrahedron, {1, 1, 1}), {std::sqrt(3.0), std::sqrt(3.0), std::sqrt(3.0)}, 5e-6);
  // Points on an ellipsoid, centre away from the origin.
  std::vector<Point> points;
  for (int i = 0; i < 40; ++i) {
    for (int j = 1; j < 20; ++j) {
      const double u = 2 * std::numbers::pi * i / 40, v = std::numbers::pi * j / 20;
      Point p = turned({9 * std::sin(v) * std::cos(u), 6 * std::sin(v) * std::sin(u), 4 * std::cos(v)}, 1, 2, 3);
      points.push_back({p[0] + 5, p[1] - 3, p[2] + 1});
    }
  }
  same(smallest_ellipsoid(hull_of(points), kUnit), {9, 6, 4}, 5e-3);
}

TEST_CASE("the smallest ellipsoid holds every corner and is not larger than a ball around") {
  std::vector<Point> points;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const auto draw = [i](std::uint32_t k) { return (test::scramble(3 * i + k + 77) % 2001) / 100.0 - 10; };
    points.push_back({draw(0), draw(1), draw(2)});
  }
  const Hull hull = hull_of(points);
  const auto axes = smallest_ellipsoid(hull, kUnit);
  const double volume = 4 * std::numbers::pi / 3 * axes[0] * axes[1] * axes[2];
  const double radius = hull_diameter(hull, kUnit);
  CHECK(volume > hull_volume(hull, kUnit));
  CHECK(volume < 4 * std::numbers::pi / 3 * radius * radius * radius);
  CHECK(axes[0] >= hull_diameter(hull, kUnit) / 2);
}

TEST_CASE("densities of one voxel, a row and a slice are numbers") {
  for (const std::array<std::int64_t, 3>& size :
       {std::array<std::int64_t, 3>{1, 1, 1}, {7, 1, 1}, {1, 1, 5}, {6, 5, 1}, {1, 9, 4}}) {
    engine::Mask mask;
    mask.geometry.size = size;
    mask.geometry.spacing = {0.7, 1.2, 3};
    mask.voxels.assign(mask.geometry.voxels(), 1);
    const auto v = geometry(crop(mask));
    for (const std::size_t i : {16u, 17u, 25u, 26u}) {
      REQUIRE(v[i].present());
      CHECK(v[i].value > 0);
      CHECK(v[i].value <= 1.8);
    }
    // No box or ellipsoid around the mesh is smaller than the mesh; no smallest box larger than the aligned one by more
    // than a face's worth.
    CHECK(v[16].value <= 1);
    CHECK(v[25].value <= 1);
  }
}
