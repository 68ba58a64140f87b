#include "stdlib/features/diameter.hpp"

#include <vector>

#include "stdlib/features/bit_rows.hpp"
#include "stdlib/features/mesh.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

// Every vertex of the mesh and every pair of them.
MeshDiameters all_pairs(const Roi& roi) {
  std::vector<std::array<std::int32_t, 3>> vertices;
  for (std::uint32_t i = 0; i < roi.inside.size(); ++i) {
    const auto p = roi.position(i);
    for (int a = 0; a < 3; ++a) {
      const auto axis = static_cast<std::size_t>(a);
      if (p[axis] + 1 == roi.size[axis] || roi.inside[i] == roi.inside[i + static_cast<std::size_t>(roi.step(a))])
        continue;
      std::array<std::int32_t, 3> v{2 * p[0], 2 * p[1], 2 * p[2]};
      ++v[axis];
      vertices.push_back(v);
    }
  }
  MeshDiameters out;
  for (const auto& v : vertices) {
    for (const auto& w : vertices) {
      double squared = 0;
      for (std::size_t a = 0; a < 3; ++a) squared += std::pow((v[a] - w[a]) * roi.spacing[a] / 2, 2);
      const double d = std::sqrt(squared);
      out.overall = std::max(out.overall, d);
      for (std::size_t a = 0; a < 3; ++a) {
        if (v[a] == w[a]) out.in_plane[a] = std::max(out.in_plane[a], d);
      }
    }
  }
  return out;
}

engine::Mask speckles(std::uint32_t seed, std::array<std::int64_t, 3> size) {
  engine::Mask mask;
  mask.geometry.size = size;
  mask.geometry.spacing = {0.7 + 0.1 * (seed % 7), 1.3, 0.4 + 0.3 * (seed % 5)};
  mask.voxels.resize(mask.geometry.voxels());
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    mask.voxels[i] = test::scramble(seed * 7919 + static_cast<std::uint32_t>(i)) % (1 + seed % 6) == 0;
  return mask;
}

}  // namespace

TEST_CASE("mesh diameters equal those of all pairs of vertices") {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    // Also rows of more than one word of bits, single slices, rows and columns.
    const std::int64_t wide = seed % 5 == 0 ? 131 : 9;
    const Roi roi = crop(speckles(seed, {wide, 1 + seed % 7, 1 + seed % 4}));
    if (roi.count() == 0) continue;
    const MeshDiameters found = mesh_diameters(roi), expected = all_pairs(roi);
    INFO("seed " << seed);
    CHECK(found.overall == doctest::Approx(expected.overall).epsilon(1e-14));
    for (std::size_t a = 0; a < 3; ++a)
      CHECK(found.in_plane[a] == doctest::Approx(expected.in_plane[a]).epsilon(1e-14));
  }
}

TEST_CASE("mesh diameters of one voxel are those of its octahedron, of nothing 0") {
  engine::Mask mask;
  mask.geometry.size = {3, 3, 3};
  mask.geometry.spacing = {1, 2, 3};
  mask.voxels.assign(27, 0);
  CHECK(mesh_diameters(crop(mask)).overall == 0);
  mask.voxels[0] = 1;  // in the image's corner
  const MeshDiameters d = mesh_diameters(crop(mask));
  CHECK(d.overall == 3);
  CHECK(d.in_plane == std::array<double, 3>{3, 3, 2});
}

TEST_CASE("the largest distance of points is found among many, few and equal ones") {
  std::vector<std::array<std::int32_t, 3>> points;
  std::vector<std::array<std::int32_t, 2>> flat;
  for (std::uint32_t i = 0; i < 400; ++i) {
    const auto draw = [i](std::uint32_t k) { return static_cast<std::int32_t>(test::scramble(3 * i + k) % 41) - 20; };
    points.push_back({draw(0), draw(1), draw(2)});
    flat.push_back({draw(0), draw(1)});
  }
  const std::array<double, 3> unit{0.3, 1.7, 0.9};
  double most = 0, most_flat = 0;
  for (const auto& p : points) {
    for (const auto& q : points) {
      const double x = (p[0] - q[0]) * unit[0], y = (p[1] - q[1]) * unit[1], z = (p[2] - q[2]) * unit[2];
      most = std::max(most, std::sqrt(x * x + y * y + z * z));
      most_flat = std::max(most_flat, std::sqrt(x * x + y * y));
    }
  }
  CHECK(largest_distance(points, unit) == doctest::Approx(most).epsilon(1e-14));
  CHECK(largest_distance(flat, {0.3, 1.7}) == doctest::Approx(most_flat).epsilon(1e-14));
  points.assign(20, {4, 5, 6});
  flat.assign(3, {4, 5});
  CHECK(largest_distance(points, unit) == 0);
  CHECK(largest_distance(flat, {1, 1}) == 0);
  points.clear();
  CHECK(largest_distance(points, unit) == 0);
  flat = {{0, 0}, {3, 4}, {6, 8}};  // on a line
  CHECK(largest_distance(flat, {1, 1}) == doctest::Approx(10));
}

TEST_CASE("bits of a region: its voxels and its runs") {
  for (const std::int64_t width : {1, 7, 62, 63, 126, 190}) {
    engine::Mask mask = speckles(2, {width, 3, 2});
    const Roi roi = crop(mask);
    const BitRows bits = pack(roi);
    std::vector<std::uint32_t> of_runs;
    for (int z = 0; z < roi.size[2]; ++z) {
      for (int y = 0; y < roi.size[1]; ++y) {
        int before = -2;
        for_runs(bits.row(y, z), bits.words, [&](int first, int last) {
          CHECK(first > before + 1);
          before = last;
          for (int x = first; x <= last; ++x)
            of_runs.push_back(static_cast<std::uint32_t>(x + roi.size[0] * (y + roi.size[1] * z)));
        });
      }
    }
    CHECK(of_runs == roi.voxels);
  }
  engine::Mask full = speckles(0, {200, 1, 1});  // one run through several words
  int runs = 0;
  const BitRows bits = pack(crop(full));
  for_runs(bits.row(1, 1), bits.words, [&](int first, int last) {
    ++runs;
    CHECK(first == 1);
    CHECK(last == 200);
  });
  CHECK(runs == 1);
}
