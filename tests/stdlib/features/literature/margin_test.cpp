#include "stdlib/features/literature/margin.hpp"

#include <numbers>
#include <set>
#include <stdexcept>

#include "stdlib/features/literature/contour.hpp"
#include "stdlib/features/literature/enclosing_ellipsoid.hpp"
#include "tests/stdlib/features/literature/support.hpp"

using namespace rgx;
using namespace rgx::features;
using std::numbers::pi;

TEST_CASE("contour: round a rectangle once, in order, each pixel beside the last") {
  const Roi roi = crop(test::block(7, 4, 1));
  const Contour c = outer_contour(roi, largest_slice(roi));
  CHECK(c.pixels.size() == 2 * (7 + 4) - 4);
  CHECK(std::set<std::array<int, 2>>(c.pixels.begin(), c.pixels.end()).size() == c.pixels.size());
  for (std::size_t i = 0; i < c.pixels.size(); ++i) {
    const auto& a = c.pixels[i];
    const auto& b = c.pixels[(i + 1) % c.pixels.size()];
    CHECK(std::max(std::abs(a[0] - b[0]), std::abs(a[1] - b[1])) == 1);
  }
  CHECK(c.centre[0] == 4);  // the box has a border of one
  CHECK(c.centre[1] == 2.5);
}

TEST_CASE("contour: of a line both ways, of one pixel, of a ring the outer rim, of the largest part") {
  const auto contour = [](const engine::Mask& mask) {
    const Roi roi = crop(mask);
    return outer_contour(roi, largest_slice(roi));
  };
  CHECK(contour(test::block(5, 1, 1)).pixels.size() == 8);
  CHECK(contour(test::block(1, 1, 1)).pixels.size() == 1);
  CHECK(contour(test::body({9, 9, 1}, [](int i, int j, int) {
          return i < 2 || i > 6 || j < 2 || j > 6;
        })).pixels.size() == 32);
  // A diagonal pair is one part; a block of four further off is the larger one.
  const auto two = contour(test::body({9, 9, 1}, [](int i, int j, int) {
    return (i == 0 && j == 0) || (i == 1 && j == 1) || (i > 4 && i < 7 && j > 4 && j < 7);
  }));
  CHECK(two.pixels.size() == 4);
  CHECK(two.centre[0] == 6.5);
  const Roi empty = crop(test::body({3, 3, 3}, [](int, int, int) { return false; }));
  CHECK(largest_slice(empty) == -1);
  CHECK(outer_contour(empty, -1).pixels.empty());
}

TEST_CASE("margin: a disc is smooth, a square has the deviations of a square") {
  const double disc = margin(crop(test::star(100, [](double) { return 100.2; })))[0].value;
  CHECK(disc < 0.005);  // what whole pixels leave
  CHECK(disc > 0);
  // The same sum over the boundary of the square without pixels: distances along a side are sqrt(1 + t^2).
  std::array<double, 10> sum{}, square{}, count{};
  double mean = 0;
  const int steps = 100000;
  const auto each = [&](const auto& visit) {
    for (int side = 0; side < 4; ++side) {
      for (int i = 0; i < steps; ++i) {
        const double t = -1 + 2.0 * (i + 0.5) / steps;
        double angle = std::atan2(t, 1) + side * pi / 2;
        if (angle < 0) angle += 2 * pi;
        visit(std::min(static_cast<std::size_t>(angle / (2 * pi) * 10), std::size_t{9}), std::sqrt(1 + t * t));
      }
    }
  };
  each([&](std::size_t, double d) { mean += d / (4.0 * steps); });
  each([&](std::size_t s, double d) {
    sum[s] += d / mean;
    square[s] += d * d / mean / mean;
    count[s] += 1;
  });
  double expected = 0;
  for (std::size_t s = 0; s < 10; ++s)
    expected += std::sqrt(square[s] / count[s] - std::pow(sum[s] / count[s], 2)) / 10;
  CHECK(expected > 0.03);
  CHECK(margin(crop(test::block(401, 401, 1)))[0].value == doctest::Approx(expected).epsilon(0.01));
}

TEST_CASE("margin: fluctuation of a wavy disc is the wave that the moving average does not keep") {
  // Amplitude e and k waves round the contour: the average over a share s keeps sin(pi k s) / (pi k s) of each.
  const auto wavy = [](int k) {
    return crop(test::star(260, [k](double angle) { return 240 * (1 + 0.04 * std::cos(k * angle)); }));
  };
  const auto kept = [](int k, double s) { return std::sin(pi * k * s) / (pi * k * s); };
  for (const auto& [k, s] : {std::pair{10, 0.1}, {5, 0.1}, {4, 0.25}, {3, 0.05}}) {
    CAPTURE(k);
    const double expected = 0.04 / std::sqrt(2.0) * std::fabs(1 - kept(k, s));
    CHECK(margin(wavy(k), s)[1].value == doctest::Approx(expected).epsilon(0.08));
  }
  // Twice the size, the same fluctuation.
  const auto half = crop(test::star(130, [](double angle) { return 120 * (1 + 0.04 * std::cos(10 * angle)); }));
  CHECK(margin(half, 0.1)[1].value == doctest::Approx(margin(wavy(10), 0.1)[1].value).epsilon(0.03));
}

TEST_CASE("margin: ellipsoids round boxes and balls") {
  // The smallest ellipsoid round a box of sides 2a, 2b, 2c has the axes sqrt(3) a, ...: ratio 2 / (pi sqrt(3)); in the
  // plane sqrt(2): 2 / pi. Both stay under a linear map, so spacing does not matter.
  for (const auto& spacing : {std::array{1.0, 1.0, 1.0}, std::array{0.7, 1.9, 5.0}}) {
    const auto v = margin(crop(test::block(9, 5, 3, spacing)));
    CHECK(v[2].value == doctest::Approx(2 / (pi * std::sqrt(3.0))).epsilon(1e-7));
    CHECK(v[3].value == doctest::Approx(2 / pi).epsilon(1e-7));
  }
  const auto one = margin(crop(test::block(1, 1, 1)));
  CHECK(one[2].value == doctest::Approx(2 / (pi * std::sqrt(3.0))).epsilon(1e-7));
  CHECK(enclosing_ellipsoid_volume(crop(test::block(2, 1, 1, {1, 2, 3}))) ==
        doctest::Approx(4 * pi * std::sqrt(3.0) * 12 / 8).epsilon(1e-7));

  // A ball: voxels reach at most half their diagonal beyond the radius.
  const auto ball = test::body({61, 61, 61}, [](int i, int j, int k) {
    return (i - 30) * (i - 30) + (j - 30) * (j - 30) + (k - 30) * (k - 30) <= 900;
  });
  const double ratio = margin(crop(ball))[2].value;
  CHECK(ratio < 1);
  CHECK(ratio > std::pow(30 / (30 + std::sqrt(3.0) / 2), 3) * 0.99);
}

TEST_CASE("margin: an L-shaped body has the ellipsoid that another program finds") {
  // Boxes of 6 x 4 x 3 and 3 x 9 x 2 voxels of 1 x 1.5 x 2.5 mm. Reference: Khachiyan's algorithm with plain steps in
  // numpy 1.24, 400 000 iterations in space (to about 1e-5), 1e-7 in the plane.
  const auto body =
      test::body({6, 9, 3}, [](int i, int j, int k) { return (i < 6 && j < 4 && k < 3) || (i < 3 && j < 9 && k < 2); },
                 {1, 1.5, 2.5});
  const auto v = margin(crop(body));
  CHECK(v[2].value == doctest::Approx(0.3009155627).epsilon(1e-5));
  CHECK(v[3].value == doctest::Approx(0.5593550612).epsilon(1e-6));
}

TEST_CASE("margin: what moving and turning the region leaves as it is") {
  const auto lump =
      test::body({15, 13, 9},
                 [](int i, int j, int k) {
                   return std::pow((i - 7) / 6.3, 2) + std::pow((j - 6) / 4.8, 2) + std::pow((k - 4) / 3.6, 2) <= 1 &&
                          !(i > 8 && j > 6 && (i + j) % 3 != 0);
                 },
                 {1.1, 1.1, 2});
  const auto here = margin(crop(lump), 0.2);
  const auto same = [&](const engine::Mask& other, std::size_t from) {
    const auto there = margin(crop(other), 0.2);
    for (std::size_t f = from; f < 4; ++f) CHECK(there[f].value == doctest::Approx(here[f].value).epsilon(1e-6));
  };
  auto moved = test::body({30, 30, 30}, [](int, int, int) { return false; }, {1.1, 1.1, 2});
  for (int k = 0; k < 9; ++k) {
    for (int j = 0; j < 13; ++j) {
      for (int i = 0; i < 15; ++i)
        moved.voxels[moved.geometry.index(i + 11, j + 6, k + 3)] = lump.voxels[lump.geometry.index(i, j, k)];
    }
  }
  same(moved, 0);
  same(test::turned(lump, {0, 1, 2}, {false, false, true}), 0);
  same(test::turned(lump, {0, 1, 2}, {true, true, false}), 0);  // 180 degrees in the slice
  // Ten sectors do not fit into a quarter turn, so the angular deviation may change; the others may not.
  same(test::turned(lump, {1, 0, 2}, {true, false, false}), 1);
  same(test::turned(lump, {1, 0, 2}, {false, false, false}), 1);
}

TEST_CASE("margin: what cannot be said has its reason") {
  const auto one = margin(crop(test::block(1, 1, 1)), 0.1);
  CHECK(one[0].reason == Reason::single_voxel);
  CHECK(one[1].reason == Reason::single_voxel);
  CHECK(margin(crop(test::block(5, 5, 1)))[1].reason == Reason::not_declared);
  CHECK(margin(crop(test::block(2, 1, 1)), 0.5)[1].reason == Reason::too_small);  // two pixels, the average takes three
  CHECK_THROWS_AS(margin(crop(test::block(5, 5, 1)), 1.0), std::invalid_argument);
  CHECK_THROWS_AS(margin(crop(test::block(5, 5, 1)), 0.0), std::invalid_argument);
  for (const Value& v : margin(crop(test::body({3, 3, 3}, [](int, int, int) { return false; })), 0.1))
    CHECK(v.reason == Reason::empty_region);
}
