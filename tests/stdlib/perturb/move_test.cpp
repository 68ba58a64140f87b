#include "stdlib/perturb/move.hpp"

#include <numbers>

#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace pe = rgx::perturb;
namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

en::Case case_of(const en::Image& image, const en::Mask& mask, const std::string& modality = "PET") {
  en::Case out;
  out.subject = "S1";
  out.scans["PET"] = {image, modality};
  out.regions["gtv"].mask = mask;
  return out;
}

en::Mask ball(const en::Geometry& grid, const sd::Point& middle, double radius) {
  return mask_of_voxels(grid, [&](double i, double j, double k) {
    const sd::Point p = sd::centre_of(grid, {i, j, k});
    return std::hypot(p[0] - middle[0], p[1] - middle[1], p[2] - middle[2]) <= radius;
  });
}

}  // namespace

TEST_CASE("a quarter turn on a square grid takes the first axis to the second, voxel by voxel") {
  const auto grid = plain_grid(9, 9, 3, 2, 2, 5);
  const auto image = image_of(grid, [](double i, double j, double k) { return 100 * i + 10 * j + k; });
  const auto mask = mask_of_voxels(
      grid, [](double i, double j, double k) { return k == 1 && std::abs(i - 4) <= 1 && std::abs(j - 4) <= 1; });
  for (const auto how :
       {sd::ImageInterpolation::nearest, sd::ImageInterpolation::linear, sd::ImageInterpolation::bspline}) {
    auto turned = case_of(image, mask);
    pe::move(turned, {90, {}}, how);
    double worst = 0;
    for (int k = 0; k < 3; ++k)
      for (int j = 0; j < 9; ++j)
        for (int i = 0; i < 9; ++i)  // what lay at (4 + x, 4 + y) lies at (4 - y, 4 + x)
          worst = std::max(
              worst,
              std::abs(static_cast<double>(turned.scans["PET"].image.voxels[grid.index(4 - (j - 4), 4 + (i - 4), k)] -
                                           image.voxels[grid.index(i, j, k)])));
    CHECK(worst <= 1e-3);
    CHECK(turned.regions["gtv"].mask.voxels == mask.voxels);
    CHECK(turned.scans["PET"].image.geometry.direction == grid.direction);
  }
}

TEST_CASE("on an oblique, anisotropic grid a plane in space is turned and shifted as geometry says") {
  const auto grid = oblique_grid(40, 36, 30);
  const auto plane = [](const sd::Point& p) { return 3 + 0.5 * p[0] - 0.25 * p[1] + 0.125 * p[2]; };
  const auto image = image_of(grid, [&](double i, double j, double k) {
    return plane(sd::centre_of(grid, {i, j, k}));
  });
  const sd::Point middle = sd::centre_of(grid, {21, 17, 15});
  const auto mask = ball(grid, middle, 6.5);
  const double angle = 20, c = std::cos(angle * std::numbers::pi / 180), s = std::sin(angle * std::numbers::pi / 180);
  for (const auto how : {sd::ImageInterpolation::linear, sd::ImageInterpolation::bspline}) {
    auto moved = case_of(image, mask);
    pe::move(moved, {angle, {0.25, -0.5, 0.75}}, how);
    const auto& out = moved.scans["PET"].image;
    double worst = 0;
    for (int k = 12; k < 18; ++k)
      for (int j = 11; j < 25; ++j)
        for (int i = 14; i < 28; ++i) {
          // Where it was: the shift undone, then the turn, in mm along the grid's own axes from the region's centre.
          const double x = (i - 21 - 0.25) * grid.spacing[0], y = (j - 17 + 0.5) * grid.spacing[1];
          const sd::Point was{21 + (c * x + s * y) / grid.spacing[0], 17 + (-s * x + c * y) / grid.spacing[1],
                              k - 0.75};
          worst = std::max(worst, std::abs(out.voxels[grid.index(i, j, k)] - plane(sd::centre_of(grid, was))));
        }
    CHECK(worst <= 1e-3);
    const auto& turned = moved.regions["gtv"].mask;
    const double n = static_cast<double>(sd::count(mask));
    CHECK(std::abs(static_cast<double>(sd::count(turned)) - n) <= 0.1 * n);
  }
}

TEST_CASE("a shift by whole voxels is exact, and the border stands for what lies beyond") {
  const auto grid = plain_grid(6, 5, 4);
  const auto image = image_of(grid, [](double i, double j, double k) { return 100 * i + 10 * j + k; });
  auto moved =
      case_of(image, mask_of_voxels(grid, [](double i, double j, double k) { return i == 2 && j == 2 && k == 2; }));
  pe::move(moved, {0, {1, 0, -1}}, sd::ImageInterpolation::linear);
  const auto& out = moved.scans["PET"].image;
  for (int k = 0; k < 4; ++k)
    for (int i = 0; i < 6; ++i)
      CHECK(out.voxels[grid.index(i, 3, k)] == image.voxels[grid.index(std::max(i - 1, 0), 3, std::min(k + 1, 3))]);
  CHECK(sd::count(moved.regions["gtv"].mask) == 1);
  CHECK(moved.regions["gtv"].mask.voxels[grid.index(3, 2, 1)] == 1);
}

TEST_CASE("HU stay whole; a single slice is turned in its plane and not moved across it") {
  const auto grid = plain_grid(20, 20, 1, 1, 1, 5);
  const auto image =
      image_of(grid, [](double i, double j, double) { return std::round(40 * std::sin(i / 3) + 5 * j); });
  auto moved = case_of(
      image, mask_of_voxels(grid, [](double i, double j, double) { return std::hypot(i - 9, j - 11) < 5; }), "CT");
  const std::size_t before = sd::count(moved.regions["gtv"].mask);
  pe::move(moved, {15, {0.5, 0.5, 0.75}});
  for (const float v : moved.scans["PET"].image.voxels) CHECK(v == std::round(v));
  CHECK(std::abs(static_cast<double>(sd::count(moved.regions["gtv"].mask)) - static_cast<double>(before)) <= 6);
}

TEST_CASE("the frame is the centre of all regions' voxels") {
  const auto grid = oblique_grid(9, 9, 5);
  auto two = case_of(image_of(grid, [](double, double, double) { return 1; }),
                     mask_of_voxels(grid, [](double i, double j, double k) { return i == 2 && j == 2 && k == 2; }));
  two.regions["wide"].mask =
      mask_of_voxels(grid, [](double i, double j, double k) { return i >= 4 && i <= 6 && j == 2 && k == 2; });
  const sd::Point centre = sd::index_of(grid, pe::frame_of(two).centre);
  CHECK(centre[0] == doctest::Approx((2 + 4 + 5 + 6) / 4.0));
  CHECK(centre[1] == doctest::Approx(2));
}

TEST_CASE("a region that interpolation loses is an error that says by what") {
  const auto grid = plain_grid(6, 6, 6);
  auto small = case_of(image_of(grid, [](double, double, double) { return 1; }),
                       mask_of_voxels(grid, [](double i, double j, double k) { return i == 2 && j == 2 && k == 2; }));
  auto none = small;
  const auto lost = error_of([&] { pe::move(small, {0, {0.5, 0.5, 0.5}}); });
  CHECK(lost.code() == "mask-empty");
  CHECK(says(lost, "`gtv` has 1 voxels before and none after"));
  none.regions["gtv"].mask.voxels.assign(grid.voxels(), 0);
  CHECK(error_of([&] { pe::move(none, {5, {}}); }).code() == "mask-empty");
}
