#include "stdlib/imaging/resample.hpp"

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

constexpr auto kAll = {sd::ImageInterpolation::nearest, sd::ImageInterpolation::linear,
                       sd::ImageInterpolation::bspline};

}  // namespace

TEST_CASE("size is ceil(n s / s'), and the centres of the fields of view fall together") {
  const en::Geometry grid = oblique_grid(41, 30, 17);
  const en::Geometry out = sd::resampled_grid(grid, {2.0, 2.0, std::nullopt});
  CHECK(out.size == std::array<std::int64_t, 3>{21, 19, 17});  // 40.04 / 2, 37.5 / 2
  CHECK(out.spacing == std::array<double, 3>{2, 2, 3.27});
  CHECK(out.direction == grid.direction);
  for (std::size_t a = 0; a < 3; ++a)
    CHECK(sd::field_centre(out)[a] == doctest::Approx(sd::field_centre(grid)[a]).epsilon(1e-12));
  CHECK(sd::resampled_grid(plain_grid(60, 4, 4, 3), {2.0, 1.0, 9.0}).size == std::array<std::int64_t, 3>{90, 4, 1});
  // 10 voxels of 3.27 stored as float32 are not 10.0000003 voxels.
  CHECK(sd::resampled_grid(plain_grid(10, 1, 1, static_cast<double>(3.27F)), {3.27, 1.0, 1.0}).size[0] == 10);
  CHECK(error_of([&] { sd::resampled_grid(grid, {-1.0, 1.0, 1.0}); }).code() == "resample-spacing");
  CHECK(error_of([&] { sd::resampled_grid(grid, {1e-5, 1e-5, 1e-5}); }).code() == "resample-spacing");
}

TEST_CASE("on its own grid an image stays as it is") {
  const en::Image image = image_of(oblique_grid(9, 8, 7),
                                   [](double i, double j, double k) { return i * j - 3 * k * k + (i > 4 ? 50 : 0); });
  for (const auto method : kAll) {
    const en::Image same = sd::resample(image, image.geometry, {method, false});
    double worst = 0;
    for (std::size_t v = 0; v < image.voxels.size(); ++v)
      worst = std::max(worst, std::abs(static_cast<double>(same.voxels[v] - image.voxels[v])));
    CHECK(worst <= (method == sd::ImageInterpolation::bspline ? 1e-4 : 0.0));
  }
}

TEST_CASE("a plane in space is reproduced between voxel centres, also on a turned grid") {
  const en::Geometry grid = oblique_grid(24, 20, 12);
  const auto plane = [](const sd::Point& p) { return 3 + 0.5 * p[0] - 0.25 * p[1] + 0.125 * p[2]; };
  const en::Image image = image_of(grid, [&](double i, double j, double k) {
    return plane(sd::centre_of(grid, {i, j, k}));
  });
  en::Geometry turned = plain_grid(5, 5, 5, 1.1, 0.7, 1.3);
  const sd::Point middle = sd::field_centre(grid);
  turned.origin = {middle[0] - 2.2, middle[1] - 1.4, middle[2] - 2.6};
  for (const auto& target : {sd::resampled_grid(grid, {1.3, 1.3, 1.3}), turned}) {
    const en::Image out = sd::resample(image, target, {sd::ImageInterpolation::linear, false});
    double worst = 0;
    std::size_t checked = 0, v = 0;
    for (std::int64_t k = 0; k < target.size[2]; ++k)
      for (std::int64_t j = 0; j < target.size[1]; ++j)
        for (std::int64_t i = 0; i < target.size[0]; ++i, ++v) {
          const sd::Point at =
              sd::centre_of(target, {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          const sd::Point index = sd::index_of(grid, at);
          bool between = true;
          for (std::size_t a = 0; a < 3; ++a)
            between = between && index[a] >= 0 && index[a] <= static_cast<double>(grid.size[a] - 1);
          if (!between) continue;
          ++checked;
          worst = std::max(worst, std::abs(out.voxels[v] - plane(at)));
        }
    CHECK(checked >= 125);
    CHECK(worst < 1e-4);
  }
}

TEST_CASE("linear and nearest by hand; the border stands within the field of view, beyond it nothing does") {
  const en::Image image = image_of(plain_grid(2, 1, 1), [](double i, double, double) { return 10 * i; });
  const en::Geometry half = sd::resampled_grid(image.geometry, {0.5, std::nullopt, std::nullopt});
  CHECK(sd::resample(image, half, {sd::ImageInterpolation::linear, false}).voxels ==
        std::vector<float>{0, 2.5, 7.5, 10});
  CHECK(sd::resample(image, half, {sd::ImageInterpolation::linear, true}).voxels == std::vector<float>{0, 2, 8, 10});
  CHECK(sd::resample(image, half, {sd::ImageInterpolation::nearest, false}).voxels == std::vector<float>{0, 0, 10, 10});
  en::Geometry far = image.geometry;
  far.origin[0] = 1;
  for (const auto method : kAll) {
    const en::Image out = sd::resample(image, far, {method, false});
    CHECK(out.voxels[0] == doctest::Approx(10));
    CHECK(std::isnan(out.voxels[1]));
  }
}

TEST_CASE("the cubic B-spline meets the voxels and a cosine between them") {
  const en::Image image = image_of(plain_grid(40, 1, 1), [](double i, double, double) { return std::cos(0.4 * i); });
  en::Geometry between = plain_grid(20, 1, 1);
  between.origin[0] = 10.5;
  const en::Image out = sd::resample(image, between, {sd::ImageInterpolation::bspline, false});
  for (std::size_t v = 0; v < 20; ++v)
    CHECK(out.voxels[v] == doctest::Approx(std::cos(0.4 * (10.5 + static_cast<double>(v)))).epsilon(2e-3));
}

TEST_CASE("a kept axis is not mixed, and a not-a-number stays where it is") {
  en::Image image = image_of(plain_grid(4, 4, 3), [](double, double, double k) { return 100 * k; });
  const en::Geometry finer = sd::resampled_grid(image.geometry, {0.5, 0.5, std::nullopt});
  for (const auto method : kAll) {
    const en::Image out = sd::resample(image, finer, {method, false});
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
      CHECK(out.voxels[v] == doctest::Approx(100.0 * static_cast<double>(v / 64)));
  }
  image.voxels[image.geometry.index(0, 0, 1)] = std::nanf("");
  const en::Image out = sd::resample(image, finer, {sd::ImageInterpolation::linear, false});
  for (std::size_t v = 0; v < 64; ++v) CHECK(out.voxels[v] == 0);  // the slice before
  CHECK(sd::count_non_finite(out).nan == 9);                       // 3 x 3 that lean on it
  const auto error = error_of([&] { sd::resample(image, finer, {sd::ImageInterpolation::bspline, false}); });
  CHECK(error.code() == "image-values");
}

TEST_CASE("masks: half a voxel counts, a threshold can be set, one voxel, an empty mask, outside") {
  const en::Mask mask{plain_grid(2, 1, 1), {0, 1}};
  en::Geometry middle = plain_grid(1, 1, 1);
  middle.origin[0] = 0.5;
  CHECK(sd::resample(mask, middle, sd::MaskInterpolation::linear).voxels[0] == 1);
  CHECK(sd::resample(mask, middle, sd::MaskInterpolation::linear, 0.6).voxels[0] == 0);
  middle.origin[0] = 0.49;
  CHECK(sd::resample(mask, middle, sd::MaskInterpolation::linear).voxels[0] == 0);
  CHECK(sd::resample(mask, middle, sd::MaskInterpolation::nearest).voxels[0] == 0);
  middle.origin[0] = 9;
  CHECK(sd::resample(mask, middle, sd::MaskInterpolation::linear).voxels[0] == 0);

  const en::Mask one{plain_grid(1, 1, 1, 4, 4, 4), {1}};
  const en::Geometry fine = sd::resampled_grid(one.geometry, {1.0, 1.0, 1.0});
  CHECK(sd::count(sd::resample(one, fine, sd::MaskInterpolation::linear)) == 64);
  const en::Mask none{plain_grid(3, 3, 3), std::vector<std::uint8_t>(27, 0)};
  CHECK(sd::count(sd::resample(none, fine, sd::MaskInterpolation::linear)) == 0);
}

TEST_CASE("a case comes to one grid; a region that vanishes is named") {
  en::Case subject;
  subject.scans["PET"] = {image_of(plain_grid(6, 6, 6, 4, 4, 4), [](double i, double, double) { return i + 0.25; }),
                          "PET"};
  subject.scans["CT"] = {image_of(plain_grid(24, 24, 24), [](double i, double, double) { return i / 3; }), "CT"};
  for (auto& v : subject.scans["CT"].image.geometry.origin) v = -1.5;  // the same field of view
  subject.regions["gtv"] = {mask_of_voxels(subject.scans["PET"].image.geometry,
                                           [](double i, double j, double k) { return i < 3 && j < 3 && k < 3; }),
                            "PET",
                            {}};
  const en::Case out = sd::resample(
      subject, {{2.0, 2.0, 2.0}, sd::ImageInterpolation::linear, sd::MaskInterpolation::linear, 0.5, "PET"});
  CHECK(sd::same_grid(out.scans.at("PET").image.geometry, out.scans.at("CT").image.geometry));
  CHECK(sd::same_grid(out.regions.at("gtv").mask.geometry, out.scans.at("CT").image.geometry));
  CHECK(out.regions.at("gtv").for_scan == "PET");
  // 3 voxels of 4 mm are 6 of 2 mm; the last ones along an axis hold 3/4 of it, so the corner (27/64) falls out.
  CHECK(sd::count(out.regions.at("gtv").mask) == 215);
  for (const float v : out.scans.at("CT").image.voxels) CHECK(v == std::round(v));
  CHECK(out.scans.at("PET").image.voxels[1] == doctest::Approx(0.5));
  CHECK(subject.scans["PET"].image.geometry.size[0] == 6);

  subject.regions["speck"] = {mask_of_voxels(subject.scans["CT"].image.geometry,
                                             [](double i, double j, double k) { return i == 5 && j == 5 && k == 5; }),
                              "",
                              {}};
  const auto error = error_of([&] {
    sd::resample(subject, {{4.0, 4.0, 4.0}, sd::ImageInterpolation::linear, sd::MaskInterpolation::linear, 0.5, ""});
  });
  CHECK(error.code() == "mask-empty");
  CHECK(says(error, "region `speck` has 1 voxels before and none after resampling to 4 x 4 x 4 mm"));
  CHECK(says(error_of([&] { sd::resample(subject, {{}, {}, {}, 0.5, "MR"}); }), "`MR`"));
}
