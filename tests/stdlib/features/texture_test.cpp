#include "stdlib/features/texture.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "stdlib/features/glcm.hpp"
#include "stdlib/features/glrlm.hpp"
#include "stdlib/features/neighbourhood.hpp"
#include "stdlib/features/zones.hpp"
#include "tests/stdlib/features/texture_support.hpp"

using namespace rgx;
using namespace rgx::features;
using rgx::test::chance;
using rgx::test::Counts;
using rgx::test::counts;
using rgx::test::grid;
using rgx::test::Grid;
using rgx::test::Place;
using rgx::test::Region;
using rgx::test::sum;

namespace {

Counts runs(const Grid& g, const Place& direction) {
  Counts out;
  g.each([&](const Place& p, int level) {
    if (g.at(sum(p, direction, -1)) == level) return;
    int length = 1;
    while (g.at(sum(p, direction, length)) == level) ++length;
    ++out[{static_cast<std::uint32_t>(level), static_cast<std::uint32_t>(length)}];
  });
  return out;
}

template <typename Visit>
void each_neighbour(const Place& p, int distance, Visit visit) {
  for (int z = -distance; z <= distance; ++z) {
    for (int y = -distance; y <= distance; ++y) {
      for (int x = -distance; x <= distance; ++x) {
        if (x != 0 || y != 0 || z != 0) visit(sum(p, {x, y, z}));
      }
    }
  }
}

Counts zones_of(const Grid& g) {
  Counts out;
  std::set<Place> seen;
  g.each([&](const Place& seed, int level) {
    if (!seen.insert(seed).second) return;
    std::vector<Place> open{seed};
    std::uint32_t size = 0;
    while (!open.empty()) {
      const Place p = open.back();
      open.pop_back();
      ++size;
      each_neighbour(p, 1, [&](const Place& q) {
        if (g.at(q) == level && seen.insert(q).second) open.push_back(q);
      });
    }
    ++out[{static_cast<std::uint32_t>(level), size}];
  });
  return out;
}

Counts dependence(const Grid& g, int distance, int coarseness) {
  Counts out;
  g.each([&](const Place& p, int level) {
    std::uint32_t dependent = 1;
    each_neighbour(p, distance, [&](const Place& q) {
      if (g.at(q) != 0 && std::abs(g.at(q) - level) <= coarseness) ++dependent;
    });
    ++out[{static_cast<std::uint32_t>(level), dependent}];
  });
  return out;
}

ToneDifference tones(const Grid& g, int distance, int highest) {
  ToneDifference out(highest);
  g.each([&](const Place& p, int level) {
    double all = 0, neighbours = 0;
    each_neighbour(p, distance, [&](const Place& q) {
      all += g.at(q);
      neighbours += g.at(q) != 0;
    });
    if (neighbours == 0) return;
    out.count[static_cast<std::size_t>(level)] += 1;
    out.sum[static_cast<std::size_t>(level)] += std::fabs(level - all / neighbours);
  });
  return out;
}

struct Shape {
  const char* name;
  Grid g;
  int distance = 1, coarseness = 0;
};

std::vector<Shape> shapes() {
  const auto noise = [](int levels) {
    return [=](int x, int y, int z) { return 1 + static_cast<int>(chance(x, y, z) % static_cast<unsigned>(levels)); };
  };
  const auto smooth = [](int x, int y, int z) { return 1 + (x / 5 + y / 4 + z / 2) % 6; };
  return {
      {"one voxel", grid({1, 1, 1}, noise(1))},
      {"one voxel in a corner", grid({9, 8, 7}, [](int x, int y, int z) { return x + y + z == 0 ? 3 : 0; })},
      {"one slice", grid({31, 22, 1}, noise(4))},
      {"one row", grid({70, 1, 1}, noise(2))},
      {"one column of slices", grid({1, 1, 40}, noise(2))},
      {"one level", grid({20, 10, 9}, [](int, int, int) { return 2; })},
      {"all of the image, wider than a word of bits", grid({131, 9, 8}, smooth)},
      {"rows that end with a word of bits", grid({64, 7, 6}, noise(3))},
      {"noise", grid({37, 18, 14}, noise(9))},
      {"two levels", grid({40, 17, 12}, noise(2))},
      {"holes",
       grid({45, 16, 11}, [&](int x, int y, int z) { return chance(x, y, z, 5) % 6 == 0 ? 0 : smooth(x, y, z); })},
      {"scattered voxels",
       grid({33, 21, 13}, [](int x, int y, int z) { return chance(x, y, z) % 40 == 0 ? 1 + x % 3 : 0; })},
      {"an empty slice between", grid({12, 12, 9}, [&](int x, int y, int z) { return z == 4 ? 0 : smooth(x, y, z); })},
      {"anisotropic", grid({90, 3, 2}, smooth)},
      {"runs of more than 255 voxels",
       grid({301, 3, 3}, [](int x, int y, int z) { return x == 280 && y * z == 1 ? 2 : 1; })},
      {"columns of more than 255 voxels", grid({3, 300, 3}, [](int, int y, int) { return y == 290 ? 2 : 1; })},
      {"300 levels", grid({24, 20, 12}, noise(300))},
      {"300 levels in runs", grid({300, 6, 5}, [](int x, int y, int) { return x > 280 ? 300 : 1 + y; })},
      {"distance 2", grid({21, 17, 9}, noise(5)), 2, 1},
      {"distance 4", grid({15, 13, 12}, smooth), 4, 0},
      {"coarseness", grid({25, 17, 9}, noise(12)), 1, 3},
      {"coarseness beyond all levels", grid({25, 17, 9}, noise(12)), 1, 4096},
  };
}

}  // namespace

TEST_CASE("texture matrices are those counted voxel by voxel, in any order of the work") {
  for (const Shape& shape : shapes()) {
    CAPTURE(shape.name);
    const Region region(shape.g, shape.distance);
    const LevelBox& box = *region.box;
    const std::size_t stride = static_cast<std::size_t>(box.highest) + 1;
    const ToneDifference tone = tones(shape.g, shape.distance, box.highest);
    const auto in_turn = tone_differences(box, shape.distance);
    for (const auto& parallel : {stats::ParallelFor(stats::serial_for), test::kThreads, test::kBackwards}) {
      const LevelBox again(region.roi, region.levels, parallel);
      const auto pairs = glcm_matrices(again, shape.distance, parallel);
      const auto lengths = run_matrices(again, parallel);
      for (std::size_t d = 0; d < kDirections.size(); ++d) {
        CAPTURE(d);
        std::vector<std::uint32_t> expected(stride * stride, 0), found(expected);
        shape.g.each([&](const Place& p, int level) {
          const auto a = static_cast<std::size_t>(level),
                     b = static_cast<std::size_t>(shape.g.at(sum(p, kDirections[d], shape.distance)));
          if (b != 0) ++expected[std::min(a, b) * stride + std::max(a, b)];
        });
        for (std::size_t i = 1; i < stride; ++i) {
          for (std::size_t j = 1; j < stride; ++j)
            found[std::min(i, j) * stride + std::max(i, j)] += pairs[d][i * stride + j];
        }
        CHECK(found == expected);
        CHECK(counts(lengths[d].cells()) == runs(shape.g, kDirections[d]));
      }
      CHECK(counts(size_zones(again, parallel)) == zones_of(shape.g));
      CHECK(counts(dependence_matrix(again, shape.distance, shape.coarseness, parallel).cells()) ==
            dependence(shape.g, shape.distance, shape.coarseness));
      const ToneDifference differences = tone_differences(again, shape.distance, parallel);
      CHECK(differences.count == tone.count);
      CHECK(differences.sum == in_turn.sum);  // to the last bit
      for (std::size_t i = 0; i < stride; ++i) CHECK(differences.sum[i] == doctest::Approx(tone.sum[i]).epsilon(1e-12));
    }
  }
}

TEST_CASE("zones come in the order of their first voxels, with their least distance") {
  const Region region(grid({6, 3, 2}, [](int x, int y, int z) {
    return y == 1 && x < 4 ? 2 : z == 1 && x == 0 ? 3 : 1;
  }));
  std::vector<std::uint32_t> distance(region.roi.count());
  for (std::size_t i = 0; i < distance.size(); ++i) distance[i] = 100 - static_cast<std::uint32_t>(i);
  const auto found = zones(*region.box, false, distance);
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].size() == 4);  // two single voxels of level 3 lie apart
  CHECK(found[0][0].level == 1);
  CHECK(found[0][0].size == 36 - 8 - 2);
  CHECK(found[0][0].distance == 100 - 35);
  CHECK(found[0][1].level == 2);
  CHECK(found[0][1].size == 8);
  CHECK(found[0][2].size == 1);
  CHECK(found[0][3].level == 3);
  const auto slices = zones(*region.box, true);
  REQUIRE(slices.size() == 2);
  CHECK(slices[0].size() == 2);  // the rows above and below touch at the right
  CHECK(slices[1].size() == 4);
}

TEST_CASE("distances to the edge are the least city-block distances to a voxel outside") {
  const Grid g =
      grid({11, 9, 8}, [](int x, int y, int z) { return (x == 4 && y == 4 && z == 3) || x + y > 16 ? 0 : 1; });
  const Region region(g);
  const Grid part = grid({11, 9, 8}, [](int x, int y, int z) { return x > 2 && y < 7 && z != 0 ? 1 : 0; });
  const Region of(part);
  for (const bool planar : {false, true}) {
    const auto found = edge_distance(region.roi, of.roi, planar, test::kThreads);
    std::size_t i = 0;
    part.each([&](const Place& p, int) {
      std::uint32_t expected = 1000;
      for (int z = -1; z <= 8; ++z) {
        for (int y = -1; y <= 9; ++y) {
          for (int x = -1; x <= 11; ++x) {
            if (g.at({x, y, z}) != 0 || (planar && z != p[2])) continue;
            expected = std::min(
                expected, static_cast<std::uint32_t>(std::abs(x - p[0]) + std::abs(y - p[1]) + std::abs(z - p[2])));
          }
        }
      }
      CHECK(found[i++] == std::max(1u, expected));
    });
    CHECK(i == found.size());
  }
}

TEST_CASE("weights by distance act on what is merged, and on nothing else") {
  // 1 2
  // 2 1   Along the axes 4 pairs of 1 and 2; along the diagonals one pair of 1 and 1 and one of 2 and 2.
  const Region region(grid({2, 2, 1}, [](int x, int y, int) { return 1 + (x + y) % 2; }));
  const std::array merged{Aggregation::volume_merge_25d, Aggregation::direction_merge_25d};
  const auto contrast = [&](Weighting w, Aggregation a) {
    return glcm(*region.box, merged, 1, stats::serial_for, w)[a][11].value;
  };
  CHECK(contrast(Weighting::none, merged[0]) == doctest::Approx(4.0 / 6));
  CHECK(contrast(Weighting::chebyshev, merged[0]) == doctest::Approx(4.0 / 6));
  CHECK(contrast(Weighting::manhattan, merged[0]) == doctest::Approx(4.0 / 5));
  CHECK(contrast(Weighting::euclidean, merged[0]) == doctest::Approx(4 / (4 + std::sqrt(2.0))));
  CHECK(contrast(Weighting::manhattan, merged[1]) == contrast(Weighting::none, merged[1]));

  // 4 + 4 runs of one voxel along the axes, one run of 2 and two of 1 along each diagonal.
  const auto run = [&](Weighting w, std::size_t f, Aggregation a) {
    return glrlm(*region.box, merged, stats::serial_for, w)[a][f].value;
  };
  CHECK(run(Weighting::none, 1, merged[0]) == doctest::Approx(20.0 / 14));
  CHECK(run(Weighting::manhattan, 1, merged[0]) == doctest::Approx((8 + 6) / (8 + 3.0)));
  CHECK(run(Weighting::manhattan, 12, merged[0]) == doctest::Approx(11 / 12.0));
  CHECK(run(Weighting::chebyshev, 12, merged[0]) == doctest::Approx(14 / 16.0));
  CHECK(run(Weighting::manhattan, 12, merged[1]) == run(Weighting::none, 12, merged[1]));

  // A voxel of level 1 has the neighbours 2, 2 and, on the diagonal, 1.
  const auto tone = [&](Weighting w) { return tone_differences(*region.box, 1, stats::serial_for, w); };
  CHECK(tone(Weighting::none).sum[1] == doctest::Approx(2 * (5.0 / 3 - 1)));
  CHECK(tone(Weighting::manhattan).sum[1] == doctest::Approx(2 * (4.5 / 2.5 - 1)));
  CHECK(tone(Weighting::euclidean).sum[2] ==
        doctest::Approx(2 * (2 - (2 + 2 / std::sqrt(2.0)) / (2 + 1 / std::sqrt(2.0)))));
  CHECK(tone(Weighting::chebyshev).sum == tone(Weighting::none).sum);
  CHECK(tone(Weighting::manhattan).count[2] == 2);
}

TEST_CASE("features of many levels are those of the dense matrices") {
  const Region region(
      grid({19, 15, 8}, [](int x, int y, int z) { return 1 + static_cast<int>(chance(x, y, z) % 300); }));
  const std::array asked{Aggregation::average_3d, Aggregation::volume_merge_3d};
  const auto found = glcm(*region.box, asked, 1, test::kThreads);
  const auto matrices = glcm_matrices(*region.box);
  GlcmMatrix all(matrices[0].size(), 0);
  double contrast = 0;
  for (const GlcmMatrix& m : matrices) {
    contrast += glcm_features(m, region.box->highest)[11].value / 13;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += m[i];
  }
  CHECK(found.at(asked[0])[11].value == doctest::Approx(contrast).epsilon(1e-12));
  const GlcmValues dense = glcm_features(all, region.box->highest);
  for (std::size_t f = 0; f < dense.size(); ++f)
    CHECK(found.at(asked[1])[f].value == doctest::Approx(dense[f].value).epsilon(1e-12));
}

TEST_CASE("4096 levels are listed, not laid out") {
  const Grid g = grid({40, 20, 10}, [](int x, int y, int z) {
    return x + y + z == 0 ? 4096 : 1 + static_cast<int>(chance(x, y, z) % 4096);
  });
  const Region region(g, 3);
  const LevelBox& box = *region.box;
  REQUIRE(box.highest == 4096);
  CHECK_THROWS_AS(glcm_matrices(box), std::invalid_argument);
  const std::array directional{Aggregation::average_2d, Aggregation::average_3d, Aggregation::volume_merge_3d};
  const std::array plain{Aggregation::slices_2d, Aggregation::volume_3d};
  for (const Value& v : glcm(box, directional)[Aggregation::volume_merge_3d]) CHECK(v.present());
  for (const Value& v : glrlm(box, directional)[Aggregation::average_3d]) CHECK(v.present());
  CHECK(counts(run_matrices(box)[12].cells()) == runs(g, kDirections[12]));
  CHECK(counts(size_zones(box)) == zones_of(g));
  CHECK(counts(dependence_matrix(box, 3, 200, test::kThreads).cells()) == dependence(g, 3, 200));
  const ToneDifference tone = tones(g, 3, 4096), found = tone_differences(box, 3);
  CHECK(found.count == tone.count);
  for (std::size_t i = 0; i < tone.sum.size(); ++i) CHECK(found.sum[i] == doctest::Approx(tone.sum[i]).epsilon(1e-12));
  CHECK(ngldm(box, plain)[Aggregation::volume_3d][0].present());
}
