#include "stdlib/features/local_intensity.hpp"

#include <limits>
#include <vector>

#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

struct Scene {
  engine::Image image;
  engine::Mask mask;
};

// kind 0: noise; 1: noise on a high base; 2: one intensity; 3: voxels without a number outside the region; 4: few
// levels
Scene scene(std::uint32_t seed, int kind) {
  Scene out;
  out.image.geometry.size = {33 + seed % 5, 24, 19};
  out.image.geometry.spacing = {0.9, 0.7 + 0.1 * (seed % 3), 1.3};
  out.image.voxels.resize(out.image.geometry.voxels());
  out.mask.geometry = out.image.geometry;
  out.mask.voxels.resize(out.image.voxels.size());
  for (std::size_t i = 0; i < out.image.voxels.size(); ++i) {
    const std::uint32_t u = test::scramble(static_cast<std::uint32_t>(i) + 100000 * seed);
    const auto noise = static_cast<float>(u % 4096) * 0.37f;
    out.image.voxels[i] = kind == 2 ? 3.3f : kind == 4 ? static_cast<float>(u % 2) : kind == 1 ? 3e5f + noise : noise;
    out.mask.voxels[i] = u / 4096 % 4 != 0;
    if (kind == 3 && u / 65536 % 40 == 0) {
      out.image.voxels[i] = std::numeric_limits<float>::quiet_NaN();
      out.mask.voxels[i] = 0;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("peaks found by approximate means are those of summing around every voxel, to the bit") {
  const stats::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  for (int kind = 0; kind < 5; ++kind) {
    const Scene s = scene(static_cast<std::uint32_t>(kind) + 1, kind);  // the region touches every border
    const Roi roi = crop(s.mask);
    const auto intensity = intensities(s.image, s.mask, roi);
    const auto found = local_intensity(s.image, roi, intensity),
               again = local_intensity(s.image, roi, intensity, backwards),
               expected = local_intensity_direct(s.image, roi, intensity);
    INFO("kind " << kind);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(found[i].value == expected[i].value);
      CHECK(again[i].value == expected[i].value);
    }
  }
}

TEST_CASE("a peak is a mean over the voxels within 6.2 mm, in the image only") {
  Scene s;
  s.image.geometry.size = {9, 9, 9};
  s.image.geometry.spacing = {4, 4, 4};
  s.image.voxels.assign(729, 1);
  s.mask.geometry = s.image.geometry;
  s.mask.voxels.assign(729, 0);
  s.image.voxels[s.image.geometry.index(4, 4, 4)] = 20;  // 6 neighbours at 4 mm, 12 at 5.7 mm, none else within 6.2 mm
  s.mask.voxels[s.image.geometry.index(4, 4, 4)] = 1;
  Roi roi = crop(s.mask);
  const auto middle = local_intensity(s.image, roi, intensities(s.image, s.mask, roi));
  CHECK(middle[0].value == doctest::Approx((20 + 18) / 19.0));
  CHECK(middle[1].value == middle[0].value);
  // In the corner of the image: 3 neighbours and 3 diagonal ones.
  s.mask.voxels.assign(729, 0);
  s.mask.voxels[0] = 1;
  s.image.voxels[0] = 8;
  roi = crop(s.mask);
  CHECK(local_intensity(s.image, roi, intensities(s.image, s.mask, roi))[0].value == doctest::Approx((8 + 6) / 7.0));
  CHECK(local_intensity(s.image, Roi{}, {})[0].reason == Reason::empty_region);
  const std::vector<float> bad{std::numeric_limits<float>::infinity()};
  CHECK(local_intensity(s.image, roi, bad)[1].reason == Reason::not_finite);
}
