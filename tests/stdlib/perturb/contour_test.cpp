#include "stdlib/perturb/contour.hpp"

#include <limits>
#include <set>

#include "stdlib/imaging/supervoxels.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "stdlib/perturb/overlap.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace pe = rgx::perturb;
namespace sd = rgx::stdlib;
namespace st = rgx::stats;
using namespace rgx::test;

namespace {

bool in_ball(const rgx::engine::Geometry& grid, double i, double j, double k, double radius) {
  return std::hypot((i - static_cast<double>(grid.size[0] / 2)) * grid.spacing[0],
                    (j - static_cast<double>(grid.size[1] / 2)) * grid.spacing[1],
                    (k - static_cast<double>(grid.size[2] / 2)) * grid.spacing[2]) <= radius;
}

// A bright ball of 14 mm in noise.
struct Scene {
  explicit Scene(const rgx::engine::Geometry& grid, double step = 100)
      : image(image_of(grid,
                       [&, draws = st::Stream(1)](double i, double j, double k) mutable {
                         return (in_ball(grid, i, j, k, 14) ? step : 0) + draws.normal();
                       })),
        ball(mask_of_voxels(grid, [&](double i, double j, double k) { return in_ball(grid, i, j, k, 14); })) {}
  rgx::engine::Image image;
  rgx::engine::Mask ball;
};

}  // namespace

TEST_CASE("the share of a supervoxel in the region") {
  const auto mask = mask_of_voxels(plain_grid(6, 1, 1), [](double i, double, double) { return i < 3; });
  CHECK(pe::shares_within({0, 0, 1, 1, 1, 3}, mask) == std::vector<double>{1, 1 / 3.0, 0, 0});
}

TEST_CASE("supervoxels are small, connected to an edge in the image, and the same each time") {
  const Scene scene(plain_grid(40, 40, 40));
  const auto labels = sd::supervoxels(scene.image, {{8, 8, 8}, 0.05 * 100, 10});
  CHECK(labels == sd::supervoxels(scene.image, {{8, 8, 8}, 0.05 * 100, 10}));
  CHECK(std::set<std::uint32_t>(labels.begin(), labels.end()).size() > 60);
  // Intensity decides at the border of the ball: hardly a supervoxel lies on both sides.
  const auto share = pe::shares_within(labels, scene.ball);
  double mixed = 0;
  for (const auto l : labels) mixed += share[l] > 0.1 && share[l] < 0.9 ? 1 : 0;
  CHECK(mixed / static_cast<double>(labels.size()) < 0.05);
}

TEST_CASE("where the image shows the border, contours keep to it; where it does not, they vary") {
  for (const auto& grid : {plain_grid(48, 48, 48), oblique_grid(50, 40, 16)}) {
    const Scene sharp(grid), flat(grid, 0);
    double sharpest = 1, mean = 0;
    std::set<std::vector<std::uint8_t>> seen;
    for (std::uint64_t key = 0; key < 6; ++key) {
      sharpest = std::min(
          sharpest, pe::overlap(pe::randomised_contour(sharp.image, sharp.ball, st::Stream(key)), sharp.ball, 1).dice);
      const auto drawn = pe::randomised_contour(flat.image, flat.ball, st::Stream(key));
      CHECK(drawn.voxels == pe::randomised_contour(flat.image, flat.ball, st::Stream(key)).voxels);
      seen.insert(drawn.voxels);
      mean += pe::overlap(drawn, flat.ball, 1).dice / 6;
    }
    CHECK(sharpest > 0.84);
    CHECK(seen.size() == 6);
    CHECK(mean > 0.6);
    CHECK(mean + 0.05 < sharpest);
  }
}

TEST_CASE("a region smaller than a supervoxel still has one; so has one in a single slice") {
  const auto grid = plain_grid(30, 30, 30);
  const Scene scene(grid, 0);
  const auto one = mask_of_voxels(grid, [](double i, double j, double k) { return i == 3 && j == 15 && k == 15; });
  CHECK(sd::count(pe::randomised_contour(scene.image, one, st::Stream(2))) > 1);
  const auto plane = plain_grid(60, 60, 1, 1, 1, 4);
  const Scene flat(plane);
  const auto drawn = pe::randomised_contour(flat.image, flat.ball, st::Stream(2));
  CHECK(pe::overlap(drawn, flat.ball, 1).dice > 0.9);
}

TEST_CASE("an image of one intensity, of another grid, without numbers near the region") {
  const auto grid = plain_grid(20, 20, 20);
  Scene scene(grid);
  const auto even = image_of(grid, [](double, double, double) { return 4; });
  CHECK(sd::count(pe::randomised_contour(even, scene.ball, st::Stream(1))) > 0);
  CHECK(error_of([&] {
          pe::randomised_contour(image_of(plain_grid(20, 20, 19), [](double, double, double) { return 4; }), scene.ball,
                                 st::Stream(1));
        }).code() == "geometry-mismatch");
  scene.image.voxels[grid.index(10, 10, 10)] = std::numeric_limits<float>::quiet_NaN();
  CHECK(error_of([&] { pe::randomised_contour(scene.image, scene.ball, st::Stream(1)); }).code() == "image-values");
  scene.ball.voxels.assign(grid.voxels(), 0);
  CHECK(error_of([&] { pe::randomised_contour(even, scene.ball, st::Stream(1)); }).code() == "mask-empty");
}
