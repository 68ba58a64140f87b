#include "stdlib/filters/riesz_steered.hpp"

#include <stdexcept>

#include "tests/stdlib/filters/filter_images.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;
using fi::Boundary;

namespace {

fi::RieszBase log_of(double sigma) {
  fi::RieszBase base;
  base.sigma_mm = sigma;
  return base;
}

en::Image steered(const en::Image& image, const fi::RieszOrder& order, bool by_slice = false) {
  return fi::riesz_steered(image, order, log_of(1.5), 2, Boundary::periodic, by_slice, fi::whole(image.geometry),
                           kSerial);
}

// Blobs of three sizes in no symmetry: every voxel has its own direction.
en::Image blobs() {
  return made({24, 24, 24}, [](double x, double y, double z) {
    const auto blob = [&](double a, double b, double c, double s, double t) {
      return std::exp(-((x - a) * (x - a) + (y - b) * (y - b)) / s - (z - c) * (z - c) / t);
    };
    return 10 * blob(8, 9, 10, 12, 30) - 6 * blob(15, 13, 8, 20, 9) + 8 * blob(12, 17, 15, 25, 14);
  });
}

}  // namespace

TEST_CASE("riesz steered: the response turns with the image by quarter turns about each axis") {
  const auto image = blobs();
  for (const fi::RieszOrder& order : {fi::RieszOrder{1, 0, 0}, {2, 0, 0}, {0, 1, 1}, {1, 2, 0}}) {
    const auto response = steered(image, order);
    const double range = range_of(response);
    CHECK(range > 1e-3);
    for (const auto& [p, q] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 2}, {2, 0}}) {
      const auto expected = turned(response, p, q), found = steered(turned(image, p, q), order);
      // Where two eigenvalues are equal the axes are anyone's, and where a component is 0 its sign is: few voxels.
      std::size_t off = 0;
      for (std::size_t i = 0; i < expected.voxels.size(); ++i)
        off += std::abs(expected.voxels[i] - found.voxels[i]) > 1e-3 * range;
      CHECK(off < expected.voxels.size() / 200);
    }
  }
}

TEST_CASE("riesz steered: a wave at any slant gives what it gives along an axis") {
  const double pi = std::acos(-1.0);
  const auto at_centre = [&](double ux, double uy, double uz, const fi::RieszOrder& order) {
    const auto image = made({41, 41, 41}, [&](double i, double j, double k) {
      const double x = i - 20, y = j - 20, z = k - 20;
      return std::exp(-(x * x + y * y + z * z) / 128) * std::cos(2 * pi / 9 * (ux * x + uy * y + uz * z));
    });
    return steered(image, order).voxels[image.geometry.index(20, 20, 20)];
  };
  const double along = at_centre(1, 0, 0, {2, 0, 0});
  CHECK(std::abs(along) > 0.05);
  for (const auto& u : {std::array<double, 3>{0, 0, 1}, {0.6, 0.8, 0}, {0.48, 0.6, 0.64}, {-0.36, 0.48, 0.8}}) {
    CHECK(at_centre(u[0], u[1], u[2], {2, 0, 0}) == doctest::Approx(along).epsilon(0.01));
    CHECK(std::abs(at_centre(u[0], u[1], u[2], {0, 2, 0})) < 0.05 * std::abs(along));
  }
}

TEST_CASE("riesz steered: along the gradient it is the length of the first order; by slice; boxes, threads, refusals") {
  const auto image = blobs();
  const auto all = fi::whole(image.geometry);
  // Order (1, 0, 0), (0, 1, 0), (0, 0, 1) along the local axes have together the length of those along the grid.
  std::vector<double> local(image.voxels.size()), grid(image.voxels.size());
  for (std::size_t a = 0; a < 3; ++a) {
    fi::RieszOrder order{0, 0, 0};
    order[a] = 1;
    const auto turned_axes = steered(image, order);
    const auto fixed = fi::riesz(image, order, log_of(1.5), Boundary::periodic, false, all, kSerial);
    for (std::size_t i = 0; i < local.size(); ++i) {
      CHECK(turned_axes.voxels[i] >= -1e-6F);
      local[i] += std::pow(turned_axes.voxels[i], 2);
      grid[i] += std::pow(fixed.voxels[i], 2);
    }
  }
  double worst = 0;
  for (std::size_t i = 0; i < local.size(); ++i) worst = std::max(worst, std::abs(local[i] - grid[i]));
  CHECK(worst < 1e-5);

  const auto flat_slices = noise({16, 14, 2});
  const auto response = steered(flat_slices, {1, 1, 0}, true);
  auto slice = noise({16, 14, 1});
  std::copy_n(flat_slices.voxels.begin() + 16 * 14, 16 * 14, slice.voxels.begin());
  const auto alone = steered(slice, {1, 1, 0}, true);
  for (std::size_t i = 0; i < alone.voxels.size(); ++i)
    CHECK(alone.voxels[i] == doctest::Approx(response.voxels[16 * 14 + i]).epsilon(1e-4));

  auto constant = noise({8, 7, 6});
  std::fill(constant.voxels.begin(), constant.voxels.end(), 0.0F);
  for (const float v : steered(constant, {1, 0, 0}).voxels) CHECK(v == 0);
  check_boxes_and_threads(noise({12, 10, 9}), [](const auto& i, const auto& wanted, const auto& parallel) {
    return fi::riesz_steered(i, {2, 0, 0}, log_of(1.2), 1.5, Boundary::mirror, false, wanted, parallel);
  });
  CHECK_THROWS_AS(fi::riesz_steered(image, {1, 0, 0}, log_of(1), 0, Boundary::mirror, false, all, kSerial),
                  std::invalid_argument);
}
