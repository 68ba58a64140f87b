#include "stdlib/features/literature/collage.hpp"

#include <stdexcept>

#include "tests/stdlib/features/literature/support.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

engine::Image image(const engine::Mask& grid, const std::function<double(int, int, int)>& value) {
  engine::Image out;
  out.geometry = grid.geometry;
  out.voxels.assign(out.geometry.voxels(), 0);
  for (int k = 0; k < out.geometry.size[2]; ++k) {
    for (int j = 0; j < out.geometry.size[1]; ++j) {
      for (int i = 0; i < out.geometry.size[0]; ++i)
        out.voxels[out.geometry.index(i, j, k)] = static_cast<float>(value(i, j, k));
    }
  }
  return out;
}

double textured(int i, int j, int k) {
  const auto noise = static_cast<int>(test::scramble(static_cast<std::uint32_t>(i + 18 * (j + 16 * k) + 1)) % 64);
  return noise + 3 * i * i - 40 * j + 25 * k * j;
}

engine::Mask ellipsoid() {
  return test::body({18, 16, 5},
                    [](int i, int j, int k) {
                      return std::pow((i - 8) / 7.5, 2) + std::pow((j - 6) / 6.5, 2) + std::pow((k - 2) / 2.2, 2) <= 1;
                    },
                    {0.8, 0.8, 2});
}

std::array<Value, 10> measure(const engine::Image& scan, const engine::Mask& mask, const CollageSettings& settings = {},
                              const stats::ParallelFor& parallel = stats::serial_for) {
  const Roi roi = crop(mask);
  return collage(scan, roi, intensities(scan, mask, roi), settings, parallel);
}

}  // namespace

TEST_CASE("CoLlAGe: entropies of a textured image as numpy and scikit-image give them") {
  // Reference: the same steps with numpy.gradient, numpy.linalg.svd of each window's gradients and
  // skimage.feature.graycomatrix (distance 1, eight angles, summed), numpy 1.24, scikit-image 0.19. The image has 443
  // voxels in the region, and windows cut by the image's edge.
  const auto mask = ellipsoid();
  const auto scan = image(mask, textured);
  const Roi roi = crop(mask);
  REQUIRE(roi.count() == 443);
  const auto near = [](const std::array<Value, 10>& found, const std::array<double, 10>& expected) {
    for (std::size_t f = 0; f < 10; ++f) CHECK(found[f].value == doctest::Approx(expected[f]).epsilon(1e-6));
  };
  near(measure(scan, mask, {2, 16}),
       {1.720521228363755, 1.729650505907647, 1.1659390826092464, 0.238669953458706, -0.3429093283635263,
        2.439459833983167, 2.3673877998239203, 0.6131416017935412, 0.3874010652833502, -0.20033672454961637});
  near(measure(scan, mask, {5, 64}),
       {4.277472114806003, 4.730191357546571, 1.181503070744422, -0.7266641105511006, -0.6515855243185378,
        6.076018577393592, 6.1189895049806875, 0.4725203324803859, -0.42734572109693886, -0.367380312225948});
  const auto map = collage_map(scan, roi, {2, 16});
  CHECK(map.theta[0] == doctest::Approx(2.4380791992230773).epsilon(1e-12));
  CHECK(map.theta[221] == 0);
  CHECK(map.phi[0] == doctest::Approx(3.341895180948495).epsilon(1e-12));
  CHECK(map.phi[221] == doctest::Approx(2.5828481402244554).epsilon(1e-12));
}

TEST_CASE("CoLlAGe: one direction is order") {
  const auto mask =
      test::body({24, 24, 7}, [](int i, int j, int k) { return i > 5 && i < 18 && j > 5 && j < 18 && k > 1 && k < 5; });
  const auto ramp = measure(image(mask, [](int i, int j, int k) { return 3 * i + 2 * j - k; }), mask, {3, 32});
  for (const std::size_t f : {0u, 1u, 2u, 3u, 4u, 5u, 9u}) CHECK(ramp[f].value == 0);
  // A ridge along y: gradients point to it from both sides, which is one orientation, so all is in order again.
  const auto ridge = measure(image(mask, [](int i, int, int) { return -std::abs(i - 12); }), mask, {2, 64});
  CHECK(ridge[0].value == 0);
}

TEST_CASE("CoLlAGe: intensities scaled or shifted, and the region moved, change nothing") {
  const auto mask = ellipsoid();
  const auto scan = image(mask, textured);
  const auto here = measure(scan, mask, {3, 64});
  auto scaled = scan;
  for (float& x : scaled.voxels) x = 4 * x + 512;
  const auto there = measure(scaled, mask, {3, 64});
  for (std::size_t f = 0; f < 10; ++f) CHECK(there[f].value == here[f].value);

  // A quarter turn in the slice turns every orientation by 32 of 64 levels: the pairs stay the same pairs.
  const auto turned = measure(test::turned(scan, {1, 0, 2}, {true, false, false}),
                              test::turned(mask, {1, 0, 2}, {true, false, false}), {3, 64});
  for (std::size_t f = 0; f < 5; ++f) CHECK(turned[f].value == doctest::Approx(here[f].value).epsilon(1e-9));

  // Away from the edges of the image, a region is the same wherever it stands.
  const auto place = [&](int dx, int dy, int dz) {
    const auto moved = test::body({40, 40, 14}, [&](int i, int j, int k) {
      return std::pow((i - 16 - dx) / 5.5, 2) + std::pow((j - 16 - dy) / 4.5, 2) + std::pow((k - 6 - dz) / 2.2, 2) <= 1;
    });
    return measure(image(moved, [&](int i, int j, int k) { return textured(i - dx, j - dy, k - dz); }), moved, {2, 32});
  };
  const auto before = place(0, 0, 0), after = place(5, 3, 2);
  for (std::size_t f = 0; f < 10; ++f) CHECK(after[f].value == before[f].value);
}

TEST_CASE("CoLlAGe: the same bytes with two threads, and voxel by voxel with a new window") {
  const auto mask = ellipsoid();
  const auto scan = image(mask, textured);
  const Roi roi = crop(mask);
  const auto one = collage_map(scan, roi, {3, 64}), two = collage_map(scan, roi, {3, 64}, test::two_threads);
  CHECK(one.theta == two.theta);
  CHECK(one.phi == two.phi);
  // Each voxel alone: its window does not slide.
  for (std::size_t i = 0; i < roi.count(); i += 37) {
    auto single = mask;
    std::fill(single.voxels.begin(), single.voxels.end(), 0);
    const auto p = roi.position(roi.voxels[i]);
    single.voxels[mask.geometry.index(p[0] + roi.corner[0], p[1] + roi.corner[1], p[2] + roi.corner[2])] = 1;
    const auto alone = collage_map(scan, crop(single), {3, 64});
    CHECK(alone.theta[0] == one.theta[i]);
    CHECK(alone.phi[0] == one.phi[i]);
  }
}

TEST_CASE("CoLlAGe: what cannot be said has its reason") {
  const auto mask = ellipsoid();
  const auto flat = image(mask, [](int, int, int) { return 7; });
  for (const Value& v : measure(flat, mask)) CHECK(v.reason == Reason::flat_region);
  auto hole = image(mask, textured);
  hole.voxels[mask.geometry.index(8, 6, 2)] = std::nanf("");
  for (const Value& v : measure(hole, mask)) CHECK(v.reason == Reason::not_finite);
  auto beside = image(mask, textured);
  beside.voxels[mask.geometry.index(17, 15, 0)] = std::nanf("");  // outside the region
  for (const Value& v : measure(beside, mask)) CHECK(std::isfinite(v.value));

  const auto slice = test::body({12, 12, 1}, [](int i, int j, int) { return i > 2 && i < 9 && j > 2 && j < 9; });
  const auto plane = measure(image(slice, textured), slice, {2, 16});
  CHECK(plane[0].present());
  CHECK(plane[5].reason == Reason::planar_region);
  CHECK_THROWS_AS(measure(flat, mask, {0, 64}), std::invalid_argument);
  CHECK_THROWS_AS(measure(flat, mask, {5, 256}), std::invalid_argument);
  const auto nothing = test::body({12, 12, 1}, [](int, int, int) { return false; });
  for (const Value& v : measure(image(nothing, textured), nothing)) CHECK(v.reason == Reason::empty_region);
}
