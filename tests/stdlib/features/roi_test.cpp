#include "stdlib/features/roi.hpp"

#include <numeric>
#include <vector>

#include "tests/stdlib/features/texture_support.hpp"

using namespace rgx;
using namespace rgx::features;
using rgx::test::chance;
using rgx::test::grid;
using rgx::test::Grid;
using rgx::test::Place;

TEST_CASE("a region's voxels, runs, slices and intensities agree with its mask") {
  const std::vector<Grid> grids{
      grid({150, 7, 6}, [](int x, int y, int z) { return chance(x, y, z) % 3 == 0 ? 0 : 1 + x; }),
      grid({128, 5, 4}, [](int, int, int) { return 1; }),
      grid({9, 8, 7}, [](int x, int y, int z) { return x > 2 && y == 4 && z != 3 ? 5 : 0; }),
      grid({1, 1, 1}, [](int, int, int) { return 1; }),
  };
  for (const Grid& g : grids) {
    const test::Region whole(g);
    for (const int margin : {1, 3}) {
      for (const auto& parallel : {stats::ParallelFor(stats::serial_for), test::kThreads}) {
        const Roi roi = crop(whole.mask, margin, parallel);
        const auto intensity = intensities(whole.image, whole.mask, roi, parallel);
        std::size_t i = 0;
        g.each([&](const Place& p, int level) {
          REQUIRE(i < roi.count());
          const auto q = roi.position(roi.voxels[i]);
          for (std::size_t a = 0; a < 3; ++a) {
            CHECK(q[a] + roi.corner[a] == p[a]);
            CHECK(q[a] >= margin);
            CHECK(q[a] < roi.size[a] - margin);
          }
          CHECK(roi.inside[roi.voxels[i]] == 1);
          CHECK(intensity[i] == static_cast<float>(level));
          CHECK(i >= roi.slices[static_cast<std::size_t>(q[2])]);
          CHECK(i < roi.slices[static_cast<std::size_t>(q[2]) + 1]);
          ++i;
        });
        CHECK(i == roi.count());
        CHECK(std::accumulate(roi.inside.begin(), roi.inside.end(), std::size_t{0}) == roi.count());
        std::vector<std::uint32_t> of_runs;
        for (std::size_t r = 0; r < roi.runs.size(); ++r) {
          const RowRun run = roi.runs[r];
          for (std::uint32_t k = 0; k < run.length; ++k) of_runs.push_back(run.first + k);
          CHECK(roi.inside[run.first - 1] == 0);
          CHECK(roi.inside[run.first + run.length] == 0);
        }
        CHECK(of_runs == roi.voxels);
        CHECK(roi.slice_runs.back() == roi.runs.size());
        std::size_t held = 0;
        for (const Slab& slab : slabs(roi, 3)) held += roi.slices[slab.end] - roi.slices[slab.first];
        CHECK(held == roi.count());
      }
    }
  }
}

TEST_CASE("an empty mask gives a region without voxels") {
  engine::Mask mask;
  mask.geometry.size = {70, 3, 2};
  mask.voxels.assign(mask.geometry.voxels(), 0);
  const Roi roi = crop(mask);
  CHECK(roi.count() == 0);
  CHECK(roi.runs.empty());
  CHECK(slabs(roi, 4).empty());
}

TEST_CASE("levels are the same in blocks and at once") {
  std::vector<float> x(150000);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(chance(static_cast<int>(i), 0, 0) % 5000) / 7.0f - 90;
  for (const auto& how : {Discretisation::of_width(12.5), Discretisation::of_bins(64)}) {
    const Levels serial = discretise(x, how, -60.0), threads = discretise(x, how, -60.0, test::kThreads);
    CHECK(serial.level == threads.level);
    CHECK(serial.highest == threads.highest);
    CHECK(serial.distinct == threads.distinct);
    for (std::size_t i = 0; i < x.size(); i += 977) {
      const double low = -90, high = 4999 / 7.0f - 90.0f;
      const double expected = how.kind == Discretisation::Kind::width
                                  ? std::floor((x[i] + 60.0) / 12.5) + 1
                                  : std::floor(64 * (x[i] - low) / (high - low)) + 1;
      CHECK(std::abs(serial.level[i] -
                     std::min(std::max(expected, 1.0), how.kind == Discretisation::Kind::bins ? 64.0 : 4096.0)) <= 0);
    }
  }
}
