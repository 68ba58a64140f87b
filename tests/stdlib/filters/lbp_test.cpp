#include "stdlib/filters/lbp.hpp"

#include <stdexcept>

#include "tests/stdlib/filters/filter_images.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;

namespace {

en::Image lbp(const en::Image& image, int neighbours, double radius) {
  return fi::local_binary_pattern(image, neighbours, radius, fi::whole(image.geometry), kSerial);
}

// The centre of a 3 x 3 slice, four neighbours: above and below, left and right.
float centre_of(std::vector<float> voxels) {
  en::Image image;
  image.geometry.size = {3, 3, 1};
  image.voxels = std::move(voxels);
  return lbp(image, 4, 1).voxels[4];
}

}  // namespace

TEST_CASE("lbp: patterns by hand") {
  CHECK(centre_of({5, 5, 5, 5, 5, 5, 5, 5, 5}) == 4);  // ties count
  CHECK(centre_of({0, 1, 0, 2, 9, 3, 0, 4, 0}) == 0);
  CHECK(centre_of({0, 9, 0, 1, 5, 1, 0, 1, 0}) == 1);
  CHECK(centre_of({0, 9, 0, 1, 5, 9, 0, 1, 0}) == 2);  // neighbours that touch: two changes
  CHECK(centre_of({0, 9, 0, 1, 5, 1, 0, 9, 0}) == 5);  // opposite ones: four changes, not uniform
  // Corners of the circle lie between voxels: 1 / sqrt(2) of the way, weighted in both directions.
  en::Image corner;
  corner.geometry.size = {3, 3, 1};
  corner.voxels = {0, 0, 0, 0, 1, 0, 0, 0, 1};
  // (1 - w) (1 - w) 1 + w w 1 with w = 0.7071 is 0.586 < 1; with a corner of 2 it is 1.086 >= 1.
  CHECK(lbp(corner, 8, 1).voxels[4] == 0);
  corner.voxels[8] = 2;
  CHECK(lbp(corner, 8, 1).voxels[4] == 1);
}

TEST_CASE("lbp: whole numbers to P + 1, no change by a + b x or a quarter turn; slices, boxes, threads, refusals") {
  const auto image = noise({13, 11, 3});
  for (const auto& [neighbours, radius] : {std::pair<int, double>{8, 1}, {4, 2}, {16, 2.5}}) {
    const auto response = lbp(image, neighbours, radius);
    for (const float v : response.voxels) {
      CHECK(v == std::floor(v));
      CHECK(v >= 0);
      CHECK(v <= static_cast<float>(neighbours) + 1);
    }
    CHECK(range_of(response) > 2);
    auto scaled = image;
    for (auto& v : scaled.voxels) v = 2 * v + 64;
    CHECK(lbp(scaled, neighbours, radius).voxels == response.voxels);
    CHECK(lbp(turned(image, 0, 1), neighbours, radius).voxels == turned(response, 0, 1).voxels);
  }
  auto other = image;
  for (std::size_t i = 0; i < 13 * 11; ++i) other.voxels[i] = 0;
  const auto a = lbp(image, 8, 1), b = lbp(other, 8, 1);
  CHECK(same_within(a, b, {0, 0, 1}, {13, 11, 3}));
  check_boxes_and_threads(image, [](const auto& i, const auto& wanted, const auto& parallel) {
    return fi::local_binary_pattern(i, 8, 1.5, wanted, parallel);
  });
  CHECK_THROWS_AS(lbp(image, 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(lbp(image, 8, 0), std::invalid_argument);
}
