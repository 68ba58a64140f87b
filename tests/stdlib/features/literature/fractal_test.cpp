#include "stdlib/features/literature/fractal.hpp"

#include <algorithm>

#include "tests/stdlib/features/literature/support.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

double dimension(const engine::Mask& mask) {
  const Value v = fractal(crop(mask))[0];
  REQUIRE(v.present());
  return v.value;
}

// Menger's sponge of 27^3: no voxel whose coordinates have a 1 at the same place of base 3 twice.
bool sponge(int i, int j, int k) {
  for (int n = 0; n < 3; ++n, i /= 3, j /= 3, k /= 3) {
    if ((i % 3 == 1) + (j % 3 == 1) + (k % 3 == 1) >= 2) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("fractal: line, square and cube have dimensions 1, 2 and 3") {
  CHECK(dimension(test::block(64, 1, 1)) == doctest::Approx(1).epsilon(1e-12));
  CHECK(dimension(test::block(32, 32, 1)) == doctest::Approx(2).epsilon(1e-12));
  CHECK(dimension(test::block(1, 32, 32)) == doctest::Approx(2).epsilon(1e-12));
  CHECK(dimension(test::block(16, 16, 16)) == doctest::Approx(3).epsilon(1e-12));
  // The border of a cube of n boxes a side is n^3 - (n - 2)^3 boxes; a finite border is more than its dimension 2.
  const auto slope = [](auto boxes) {
    double mx = 0, my = 0, xy = 0, xx = 0;
    for (int p = 0; p < 6; ++p) {
      mx += p / 6.0;
      my += std::log2(boxes(64.0 / (1 << p))) / 6;
    }
    for (int p = 0; p < 6; ++p) {
      xy += (p - mx) * (std::log2(boxes(64.0 / (1 << p))) - my);
      xx += (p - mx) * (p - mx);
    }
    return -xy / xx;
  };
  CHECK(fractal(crop(test::block(64, 64, 64)))[1].value ==
        doctest::Approx(slope([](double n) { return n * n * n - std::pow(n - 2, 3); })).epsilon(1e-12));
  CHECK(fractal(crop(test::block(64, 64, 1)))[1].value ==
        doctest::Approx(slope([](double n) { return 4 * n - 4; })).epsilon(1e-12));
}

TEST_CASE("fractal: self-similar sets have the dimension of their similarity") {
  // Sierpinski's triangle (binomial coefficients that are odd): three halves of itself, log2 3.
  CHECK(dimension(test::body({64, 64, 1}, [](int i, int j, int) { return (i & j) == 0; })) ==
        doctest::Approx(std::log2(3.0)).epsilon(1e-12));
  // In space four halves of itself: 2.
  CHECK(dimension(test::body({64, 64, 64}, [](int i, int j, int k) {
          return (i & j) == 0 && (j & k) == 0 && (i & k) == 0;
        })) == doctest::Approx(2).epsilon(1e-12));
  // Menger's sponge is made of twenty thirds of itself: log 20 / log 3 = 2.727 with boxes that are thirds.
  const Roi menger = crop(test::body({27, 27, 27}, sponge));
  CHECK(box_count(menger, menger.inside, 1) == 8000);
  CHECK(box_count(menger, menger.inside, 3) == 400);
  CHECK(box_count(menger, menger.inside, 9) == 20);
  CHECK(box_count(menger, menger.inside, 27) == 1);
}

TEST_CASE("fractal: box counts are those of every grid tried one by one, the fewest") {
  const auto mask = test::body({11, 9, 7}, [](int i, int j, int k) {
    return test::scramble(static_cast<std::uint32_t>(i + 11 * (j + 9 * k))) % 23 == 0;
  });
  const Roi roi = crop(mask, 2);
  CHECK(box_count(roi, roi.inside, 1) == roi.count());
  for (const int side : {2, 3, 4, 5, 9}) {
    CAPTURE(side);
    std::size_t fewest = roi.count();
    for (int x = 0; x < side; ++x) {
      for (int y = 0; y < side; ++y) {
        for (int z = 0; z < side; ++z) {
          std::vector<std::array<int, 3>> boxes;
          for (const std::uint32_t v : roi.voxels) {
            const auto p = roi.position(v);
            boxes.push_back({(p[0] + x) / side, (p[1] + y) / side, (p[2] + z) / side});
          }
          std::sort(boxes.begin(), boxes.end());
          fewest = std::min(fewest, static_cast<std::size_t>(std::unique(boxes.begin(), boxes.end()) - boxes.begin()));
        }
      }
    }
    CHECK(box_count(roi, roi.inside, side) == fewest);
    CHECK(box_count(roi, roi.inside, side, test::two_threads) == fewest);
  }
}

TEST_CASE("fractal: moved, mirrored and turned regions have the same dimension to the last bit") {
  const auto lump = test::lump({14, 13, 12}).regions.at("gtv").mask;
  const auto here = fractal(crop(lump));
  REQUIRE(here[0].present());
  const auto same = [&](const engine::Mask& other, int border = 1) {
    const auto there = fractal(crop(other, border), test::two_threads);
    CHECK(there[0].value == here[0].value);
    CHECK(there[1].value == here[1].value);
  };
  same(test::lump({21, 19, 17}, {5, 4, 3}).regions.at("gtv").mask, 4);
  same(test::turned(lump, {1, 2, 0}, {false, true, false}));
  same(test::turned(lump, {2, 1, 0}, {true, true, true}));
  auto larger = lump;
  larger.geometry.spacing = {2.5, 2.5, 2.5};
  same(larger);
}

TEST_CASE("fractal: what cannot be said has its reason") {
  CHECK(fractal(crop(test::block(7, 7, 7)))[0].reason == Reason::too_small);
  CHECK(fractal(crop(test::block(16, 16, 16, {1, 1, 1.2})))[0].reason == Reason::anisotropic);
  CHECK(fractal(crop(test::block(16, 16, 16, {1, 1, 1.0005})))[0].present());
  CHECK(fractal(crop(test::block(16, 16, 1, {1, 1, 5})))[1].present());  // its thickness does not matter
  CHECK(fractal(crop(test::body({9, 9, 9}, [](int, int, int) { return false; })))[1].reason == Reason::empty_region);
}
