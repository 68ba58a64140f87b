#include "stdlib/imaging/contour.hpp"

#include <algorithm>

#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

TEST_CASE("the slice with most voxels, the outline around the region, square pixels") {
  const en::Geometry grid = plain_grid(40, 40, 5, 1, 2, 3);
  const en::Image image = image_of(grid, [](double i, double j, double) { return i + j; });
  const en::Mask region = mask_of_voxels(grid, [](double i, double j, double k) {
    return k >= 2 && std::abs(i - 20) <= (k == 3 ? 6 : 4) && std::abs(j - 20) <= 3;
  });
  const sd::ContourView view = sd::contour_view(image, region, 96);
  CHECK(view.slice == 3);
  CHECK(std::max(view.width, view.height) == 96);
  // 13 x 7 voxels with margins of half of it and 2: 30 mm by 36 mm.
  CHECK(static_cast<double>(view.width) / static_cast<double>(view.height) ==
        doctest::Approx(30.0 / 36.0).epsilon(0.02));
  CHECK(view.pixels.size() == static_cast<std::size_t>(view.width * view.height));
  const auto middle = static_cast<std::size_t>(view.width / 2 + view.width * (view.height / 2));
  CHECK(view.pixels[middle] != 255);  // inside: grey
  CHECK(std::count(view.pixels.begin(), view.pixels.end(), 255) > 60);
  CHECK(view.pixels.front() < view.pixels.back());
}

TEST_CASE("one voxel, a flat image, an empty region") {
  const en::Image image = image_of(plain_grid(1, 1, 1), [](double, double, double) { return 5.0; });
  const sd::ContourView view = sd::contour_view(image, {image.geometry, {1}});
  CHECK(view.slice == 0);
  CHECK(std::count(view.pixels.begin(), view.pixels.end(), 255) > 0);
  CHECK(error_of([&] { sd::contour_view(image, {image.geometry, {0}}); }).code() == "mask-empty");
  CHECK(error_of([&] { sd::contour_view(image, {plain_grid(2, 1, 1), {1, 1}}); }).code() == "geometry-mismatch");
}

TEST_CASE("the PNG: its bytes for two by one pixels") {
  sd::ContourView view;
  view.width = 2;
  view.height = 1;
  view.pixels = {10, 255};
  const std::string png = sd::to_png(view);
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(png.substr(12, 4) == "IHDR");
  // Widely printed: the checksum of an empty IEND is ae 42 60 82.
  CHECK(png.substr(png.size() - 8) == "IEND\xae\x42\x60\x82");
  // One stored block of 3 bytes (filter 0, the two pixels) and its Adler-32: a = 1+0+10+255 = 266, b = 1+11+266 = 278.
  CHECK(png.find(std::string("\x78\x01\x01\x03\x00\xfc\xff\x00\x0a\xff\x01\x16\x01\x0a", 14)) != std::string::npos);
  CHECK(png.size() == 8 + 25 + (12 + 768) + (12 + 14) + 12);
}
