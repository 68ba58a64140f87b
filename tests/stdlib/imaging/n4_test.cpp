#include "stdlib/imaging/n4.hpp"

#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

// Two tissues (100 and 200) in a ball or disc, times a smooth field of about 0.7 to 1.4, with a little noise.
struct Phantom {
  en::Image image;
  en::Mask mask, tissue;
};

Phantom phantom(std::int64_t n, std::int64_t slices) {
  const en::Geometry grid = plain_grid(n, n, slices, 2, 2, 2.5);
  const double middle = static_cast<double>(n - 1) / 2, up = static_cast<double>(slices - 1) / 2;
  const auto distance = [&](double i, double j, double k) {
    return std::hypot(i - middle, j - middle, slices == 1 ? 0 : k - up) / middle;
  };
  std::uint32_t state = 3;
  Phantom out;
  out.image = image_of(grid, [&](double i, double j, double k) {
    state = state * 1664525u + 1013904223u;
    const double noise = static_cast<double>(state >> 8) / 16777216.0 - 0.5, r = distance(i, j, k);
    if (r > 0.95) return 0.0;
    return (r < 0.5 ? 200 : 100) *
               std::exp(0.35 * std::sin(1.5 * (i - middle) / middle) + 0.1 * (j - middle) / middle) +
           4 * noise;
  });
  out.mask = mask_of_voxels(grid, [&](double i, double j, double k) { return distance(i, j, k) < 0.95; });
  out.tissue = mask_of_voxels(grid, [&](double i, double j, double k) { return distance(i, j, k) < 0.45; });
  return out;
}

double variation(const en::Image& image, const en::Mask& tissue) {
  const sd::Moments m = sd::moments(image, tissue);
  return m.sd / m.mean;
}

}  // namespace

TEST_CASE("n4 evens out a planted field, in space and in a single slice, and gives the same bytes again") {
  for (const std::int64_t slices : {24, 1}) {
    const Phantom p = phantom(slices == 1 ? 96 : 40, slices);
    sd::N4Settings settings;
    settings.shrink = 2;
    settings.levels = 3;
    settings.iterations = 50;
    const sd::N4Result out = sd::n4(p.image, p.mask, settings);
    const double before = variation(p.image, p.tissue), after = variation(out.corrected, p.tissue);
    CAPTURE(slices);
    CAPTURE(before);
    CAPTURE(after);
    CHECK(before > 0.1);
    CHECK(after < 0.02);  // 4 / 200 of noise, evenly spread, is 0.006
    CHECK(out.field_maximum / out.field_minimum > 1.4);
    CHECK(out.left_out == 0);
    CHECK(sd::n4(p.image, p.mask, settings).corrected.voxels == out.corrected.voxels);
  }
}

TEST_CASE("n4 leaves zeros and negative intensities out of the fit") {
  Phantom p = phantom(24, 12);
  sd::N4Settings settings;
  settings.shrink = 1;
  settings.levels = 1;
  settings.iterations = 5;
  const auto middle = p.image.geometry.index(12, 12, 6);
  p.image.voxels[middle] = 0;
  p.image.voxels[middle + 1] = -50;
  const sd::N4Result out = sd::n4(p.image, p.mask, settings);
  CHECK(out.left_out == 2);
  CHECK(out.corrected.voxels[middle] == 0);
  CHECK(out.corrected.voxels[middle + 1] < 0);
  CHECK(std::isfinite(out.field_minimum));
  p.image.voxels[0] = std::nanf("");  // outside the mask
  CHECK(sd::n4(p.image, p.mask, settings).field_maximum == out.field_maximum);
}

TEST_CASE("n4 says what it cannot work on") {
  Phantom p = phantom(16, 8);
  const auto code = [&](const sd::N4Settings& settings = {}) {
    return error_of([&] { sd::n4(p.image, p.mask, settings); }).code();
  };
  sd::N4Settings bad;
  bad.levels = 0;
  CHECK(code(bad) == "n4-settings");
  bad = {};
  bad.shrink = 0;
  CHECK(code(bad) == "n4-settings");
  bad = {};
  bad.control_points = 3;
  CHECK(says(error_of([&] { sd::n4(p.image, p.mask, bad); }), "at least 4"));
  const Phantom good = p;
  p.mask.voxels.assign(p.mask.voxels.size(), 0);
  CHECK(code() == "mask-empty");
  p.mask.voxels[100] = 1;
  CHECK(code() == "n4-mask");
  p = good;
  for (float& v : p.image.voxels) v = -v;
  CHECK(says(error_of([&] { sd::n4(p.image, p.mask); }), "above 0"));
  for (float& v : p.image.voxels) v = 7;
  CHECK(code() == "n4-mask");
  p = good;
  p.image.voxels[p.image.geometry.index(8, 8, 4)] = INFINITY;
  CHECK(code() == "image-values");
  p = good;
  p.mask.geometry.spacing[0] = 1;
  CHECK(code() == "geometry-mismatch");
}
