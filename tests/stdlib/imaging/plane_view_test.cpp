#include "stdlib/imaging/plane_view.hpp"

#include <algorithm>

#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

// Brighter towards the patient's left and, less so, towards posterior; the top of the head is dark.
double scene(const en::Geometry& grid, double i, double j, double k) {
  const auto& d = grid.direction;
  const double x = i * grid.spacing[0], y = j * grid.spacing[1], z = k * grid.spacing[2];
  return 100 + (d[0] * x + d[1] * y + d[2] * z) + 0.5 * (d[3] * x + d[4] * y + d[5] * z) -
         0.25 * (d[6] * x + d[7] * y + d[8] * z);
}

std::vector<sd::PlaneView> views_of(const en::Geometry& grid, const en::Mask& region) {
  const auto image = image_of(grid, [&](double i, double j, double k) { return scene(grid, i, j, k); });
  return sd::plane_views(image, "lesion", {{"lesion", &region}});
}

// Radiologists' way round: the patient's left on the right hand, posterior below, superior above.
void check_sides(const std::vector<sd::PlaneView>& views) {
  REQUIRE(views.size() == 3);
  for (const auto& v : views) {
    const auto at = [&](std::int64_t x, std::int64_t y) {
      return static_cast<int>(v.grey[static_cast<std::size_t>(x + v.width * y)]);
    };
    CAPTURE(v.plane);
    CHECK(at(v.width - 1, v.height / 2) > at(0, v.height / 2));
    CHECK(at(v.width / 2, v.height - 1) > at(v.width / 2, 0));
  }
  CHECK(views[0].plane == "axial");
  CHECK(views[1].plane == "coronal");
  CHECK(views[2].plane == "sagittal");
}

}  // namespace

TEST_CASE("three planes through the centre of a region, in mm whatever the spacing") {
  const en::Geometry grid = plain_grid(200, 150, 30, 1, 1, 5);
  const auto lesion = mask_of_voxels(grid, [](double i, double j, double k) {
    return std::abs(i - 120) <= 8 && std::abs(j - 60) <= 5 && std::abs(k - 20) <= 1;
  });
  const auto views = views_of(grid, lesion);
  check_sides(views);
  CHECK(views[0].slice == 20);
  CHECK(views[1].slice == 60);
  CHECK(views[2].slice == 120);
  // The window is 120 mm; slices lie 5 mm apart, so it has 24 of them.
  CHECK(views[0].columns == 120);
  CHECK(views[0].rows == 120);
  CHECK(views[1].rows == 24);
  CHECK(views[1].down == 5);
  CHECK(views[2].across == 1);
  for (const auto& v : views) {
    CHECK(v.tilt == 0);
    CHECK(std::max(v.width, v.height) <= 112);
    CHECK(v.grey.size() == static_cast<std::size_t>(v.width * v.height));
    REQUIRE(v.outlines.size() == 1);
  }
  CHECK(views[0].outlines[0].second == "M52 55h17v11h-17z");
  CHECK(views[1].outlines[0].second.ends_with("h17v3h-17z"));
}

TEST_CASE("axes that are flipped or exchanged are shown the same way round, oblique ones by the nearest plane") {
  en::Geometry ras = plain_grid(60, 50, 40, 2, 2, 3);
  ras.direction = {-1, 0, 0, 0, -1, 0, 0, 0, 1};
  const auto cube = [](const en::Geometry& grid) {
    return mask_of_voxels(grid, [](double i, double j, double k) {
      return std::abs(i - 20) <= 4 && std::abs(j - 20) <= 4 && std::abs(k - 20) <= 4;
    });
  };
  check_sides(views_of(ras, cube(ras)));
  en::Geometry sagittal = plain_grid(60, 50, 40, 2, 2, 3);  // columns run to posterior, rows to inferior, slices left
  sagittal.direction = {0, 0, 1, 1, 0, 0, 0, -1, 0};
  check_sides(views_of(sagittal, cube(sagittal)));
  const en::Geometry oblique = oblique_grid(60, 50, 40);
  const auto tilted = views_of(oblique, cube(oblique));
  REQUIRE(tilted.size() == 3);
  CHECK(tilted[0].plane == "axial");
  CHECK(tilted[0].across == oblique.spacing[0]);
  CHECK(tilted[2].down == oblique.spacing[2]);
  CHECK(tilted[0].tilt == doctest::Approx(20));
}

TEST_CASE("other regions are outlined beside it; a slice without a voxel at the centre gives way to the nearest") {
  const en::Geometry grid = plain_grid(40, 40, 21, 1, 1, 1);
  const auto image = image_of(grid, [](double i, double, double) { return i; });
  const auto halves = mask_of_voxels(grid, [](double i, double, double k) { return i < 5 && (k < 3 || k > 15); });
  const auto whole = mask_of_voxels(grid, [](double i, double, double) { return i < 30; });
  const auto views = sd::plane_views(image, "halves", {{"halves", &halves}, {"whole", &whole}});
  REQUIRE(views.size() == 3);
  CHECK(views[0].slice == 16);
  REQUIRE(views[0].outlines.size() == 2);
  CHECK(views[0].outlines[0].first == "halves");
  CHECK(views[0].outlines[1].first == "whole");
}

TEST_CASE("one plane of a two-dimensional image; flat and not-finite values; an empty region") {
  const en::Geometry flat = plain_grid(8, 6, 1);
  auto image = image_of(flat, [](double, double, double) { return 5.0; });
  const auto region = mask_of_voxels(flat, [](double i, double, double) { return i > 3; });
  const auto views = sd::plane_views(image, "r", {{"r", &region}});
  REQUIRE(views.size() == 1);
  CHECK(views[0].plane == "axial");
  CHECK(views[0].grey.front() == 128);
  image.voxels[0] = std::nanf("");
  CHECK(sd::plane_views(image, "r", {{"r", &region}})[0].grey.front() == 0);
  const auto nothing = mask_of_voxels(flat, [](double, double, double) { return false; });
  CHECK(error_of([&] { sd::plane_views(image, "r", {{"r", &nothing}}); }).code() == "mask-empty");
  const auto elsewhere = mask_of_voxels(plain_grid(2, 1, 1), [](double, double, double) { return true; });
  CHECK(error_of([&] { sd::plane_views(image, "r", {{"r", &elsewhere}}); }).code() == "geometry-mismatch");
}

TEST_CASE("the PNG: its bytes for two by one pixels") {
  const std::string png = sd::to_png(2, 1, {10, 255});
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(png.substr(12, 4) == "IHDR");
  // Widely printed: the checksum of an empty IEND is ae 42 60 82.
  CHECK(png.substr(png.size() - 8) == "IEND\xae\x42\x60\x82");
  // One stored block of 3 bytes (filter 0, the two pixels) and its Adler-32: a = 1+0+10+255 = 266, b = 1+11+266 = 278.
  CHECK(png.find(std::string("\x78\x01\x01\x03\x00\xfc\xff\x00\x0a\xff\x01\x16\x01\x0a", 14)) != std::string::npos);
  CHECK(png.size() == 8 + 25 + (12 + 14) + 12);
}
