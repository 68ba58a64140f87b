#include "stdlib/perturb/volume.hpp"

#include "stdlib/imaging/distance_map.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace pe = rgx::perturb;
namespace sd = rgx::stdlib;
namespace st = rgx::stats;
using namespace rgx::test;

namespace {

rgx::engine::Mask ball(const rgx::engine::Geometry& grid, double radius) {
  return mask_of_voxels(grid, [&](double i, double j, double k) {
    return std::hypot((i - static_cast<double>(grid.size[0] / 2)) * grid.spacing[0],
                      (j - static_cast<double>(grid.size[1] / 2)) * grid.spacing[1],
                      (k - static_cast<double>(grid.size[2] / 2)) * grid.spacing[2]) <= radius;
  });
}

}  // namespace

TEST_CASE("grown and shrunk masks have the volume asked to a voxel, and are nested") {
  for (const auto& mask : {ball(plain_grid(40, 40, 40), 9), ball(oblique_grid(41, 37, 15), 10)})
    for (const double fraction : {-0.5, -0.2, -0.05, 0.0, 0.05, 0.2, 3.0}) {
      CAPTURE(fraction);
      const auto out = pe::resized(mask, fraction, st::Stream(3));
      CHECK(sd::count(out) ==
            static_cast<std::size_t>(std::round((1 + fraction) * static_cast<double>(sd::count(mask)))));
      std::size_t broken = 0;
      for (std::size_t v = 0; v < out.voxels.size(); ++v)
        broken += fraction < 0 ? out.voxels[v] > mask.voxels[v] : out.voxels[v] < mask.voxels[v];
      CHECK(broken == 0);
    }
}

TEST_CASE("what is added lies nearest in mm, not in voxels") {
  const auto grid = plain_grid(9, 9, 9, 1, 1, 3);
  const auto one = mask_of_voxels(grid, [](double i, double j, double k) { return i == 4 && j == 4 && k == 4; });
  // Beside it 4 voxels at 1 mm, 4 at 1.41, 4 at 2, 8 at 2.24, 4 at 2.83; along z the first at 3.
  const auto grown = pe::resized(one, 24, st::Stream(1));
  for (std::size_t v = 0; v < grown.voxels.size(); ++v)
    CHECK((grown.voxels[v] != 0) == (v / 81 == 4 && std::abs(static_cast<int>(v % 9) - 4) <= 2 &&
                                     std::abs(static_cast<int>(v % 81 / 9) - 4) <= 2));
}

TEST_CASE("voxels at one distance are chosen by the stream") {
  const auto mask = ball(plain_grid(30, 30, 30), 8);
  const auto a = pe::resized(mask, 0.03, st::Stream(1)), b = pe::resized(mask, 0.03, st::Stream(1)),
             c = pe::resized(mask, 0.03, st::Stream(2));
  CHECK(a.voxels == b.voxels);
  CHECK(a.voxels != c.voxels);
}

TEST_CASE("a single slice changes in its plane; a region at the edge of the image too") {
  const auto grid = plain_grid(30, 30, 1, 1, 1, 0.5);
  const auto disc = ball(grid, 8);
  const auto shrunk = pe::resized(disc, -0.6, st::Stream(4));
  CHECK(shrunk.voxels[grid.index(15, 15, 0)] == 1);
  CHECK(sd::surface_of(disc).voxels[grid.index(15, 15, 0)] == 0);
  const auto edge = mask_of_voxels(plain_grid(12, 12, 12), [](double i, double, double) { return i < 3; });
  CHECK(sd::count(pe::resized(edge, 1, st::Stream(4))) == 2 * sd::count(edge));
  CHECK(sd::count(pe::resized(edge, -0.7, st::Stream(4))) == 130);  // round(0.3 * 432)
}

TEST_CASE("nothing left, nothing there and no room are errors") {
  const auto grid = plain_grid(4, 4, 4);
  const auto one = mask_of_voxels(grid, [](double i, double j, double k) { return i == 1 && j == 1 && k == 1; });
  const auto lost = error_of([&] { pe::resized(one, -0.6, st::Stream(1)); });
  CHECK(lost.code() == "mask-empty");
  CHECK(says(lost, "1 voxels changed by -60 % leave none"));
  CHECK(error_of([&] { pe::resized(one, 64, st::Stream(1)); }).code() == "mask-room");
  CHECK(sd::count(pe::resized(one, 63, st::Stream(1))) == 64);
  const auto none = mask_of_voxels(grid, [](double, double, double) { return false; });
  CHECK(error_of([&] { pe::resized(none, 0.2, st::Stream(1)); }).code() == "mask-empty");
}

TEST_CASE("distances to a mask are those of every voxel to every voxel") {
  const auto grid = oblique_grid(9, 8, 6);
  st::Stream draws(99);
  const auto mask = mask_of_voxels(grid, [&](double, double, double) { return draws.bernoulli(0.05); });
  REQUIRE(sd::count(mask) > 3);
  const auto found = sd::distance_to(mask);
  double worst = 0;
  for (std::int64_t v = 0; v < 9 * 8 * 6; ++v) {
    double best = 1e9;
    for (std::int64_t w = 0; w < 9 * 8 * 6; ++w)
      if (mask.voxels[static_cast<std::size_t>(w)])
        best = std::min(best, std::hypot(static_cast<double>(v % 9 - w % 9) * grid.spacing[0],
                                         static_cast<double>(v / 9 % 8 - w / 9 % 8) * grid.spacing[1],
                                         static_cast<double>(v / 72 - w / 72) * grid.spacing[2]));
    worst = std::max(worst, std::abs(found[static_cast<std::size_t>(v)] - best));
  }
  CHECK(worst <= 1e-12);
}
