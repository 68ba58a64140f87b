#include "stdlib/filters/riesz.hpp"

#include <numbers>
#include <stdexcept>

#include "tests/stdlib/filters/fourier_maps.hpp"

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

fi::RieszBase simoncelli_of(int level) {
  fi::RieszBase base;
  base.simoncelli = true;
  base.level = level;
  return base;
}

double energy(const en::Image& image) {
  double sum = 0;
  for (const float v : image.voxels) sum += static_cast<double>(v) * v;
  return sum;
}

}  // namespace

TEST_CASE("riesz: of a wave, the quarter turn of the Hilbert transform") {
  const double turn = 2 * std::numbers::pi * 3 / 30;
  const auto wave = made({30, 6, 5}, [&](double i, double, double) { return std::cos(turn * i); });
  const auto all = fi::whole(wave.geometry);
  // The Laplacian of Gaussian of a wave is the wave times sum_x g''(x) cos(turn x) (the kernel sums over the other axes
  // to nearly 1, and to nearly 0 for their second derivatives).
  const double s = 1.5;
  const double weight = -turn * turn * std::exp(-s * s * turn * turn / 2);
  const auto first = fi::riesz(wave, {1, 0, 0}, log_of(s), Boundary::periodic, false, all, kSerial);
  const auto second = fi::riesz(wave, {2, 0, 0}, log_of(s), Boundary::periodic, false, all, kSerial);
  const auto across = fi::riesz(wave, {0, 1, 0}, log_of(s), Boundary::periodic, false, all, kSerial);
  for (std::size_t i = 0; i < 30; ++i) {
    const double place = turn * static_cast<double>(i);
    CHECK(std::abs(first.voxels[i] - weight * std::sin(place)) < 0.01 * std::abs(weight));
    CHECK(std::abs(second.voxels[i] + weight * std::cos(place)) < 0.01 * std::abs(weight));
    CHECK(std::abs(across.voxels[i]) < 1e-6);
  }
}

TEST_CASE("riesz: the components of an order keep the energy of what they transform") {
  const auto image = noise({15, 13, 11});
  const auto all = fi::whole(image.geometry);
  const double expected = energy(fi::simoncelli(image, 1, Boundary::periodic, false, all, kSerial));
  for (int sum = 1; sum <= 3; ++sum) {
    double found = 0;
    for (int x = 0; x <= sum; ++x) {
      for (int y = 0; x + y <= sum; ++y)
        found +=
            energy(fi::riesz(image, {x, y, sum - x - y}, simoncelli_of(1), Boundary::periodic, false, all, kSerial));
    }
    CHECK(found == doctest::Approx(expected).epsilon(1e-5));
  }
  const double in_plane = energy(fi::simoncelli(image, 1, Boundary::periodic, true, all, kSerial));
  double found = 0;
  for (int x = 0; x <= 2; ++x)
    found += energy(fi::riesz(image, {x, 2 - x, 0}, simoncelli_of(1), Boundary::periodic, true, all, kSerial));
  CHECK(found == doctest::Approx(in_plane).epsilon(1e-5));
}

TEST_CASE("riesz: axes change places with the orders; constant image, shifts, boxes, threads, refusals") {
  const auto image = noise({12, 9, 10}, {1, 2, 1.5});
  const auto all = fi::whole(image.geometry);
  // A quarter turn that carries x to y: order along x becomes order along y, (x, y) -> (n - 1 - y, x).
  const auto once = fi::riesz(image, {1, 0, 1}, log_of(2), Boundary::mirror, false, all, kSerial);
  const auto turn = turned(image, 0, 1);
  const auto other = fi::riesz(turn, {0, 1, 1}, log_of(2), Boundary::mirror, false, fi::whole(turn.geometry), kSerial);
  CHECK(largest_difference(turned(once, 0, 1), other) < 2e-4);

  auto flat = image;
  std::fill(flat.voxels.begin(), flat.voxels.end(), 5.0F);
  for (const float v : fi::riesz(flat, {0, 2, 0}, log_of(2), Boundary::nearest, false, all, kSerial).voxels)
    CHECK(std::abs(v) < 1e-5);
  const auto here = fi::riesz(image, {0, 0, 1}, simoncelli_of(1), Boundary::periodic, false, all, kSerial);
  const auto there =
      fi::riesz(shifted(image, {4, 2, 3}), {0, 0, 1}, simoncelli_of(1), Boundary::periodic, false, all, kSerial);
  CHECK(largest_difference(shifted(here, {4, 2, 3}), there) < 1e-4);
  for (const bool by_slice : {false, true}) {
    check_boxes_and_threads(image, [&](const auto& i, const auto& wanted, const auto& parallel) {
      return fi::riesz(i, {1, 1, 0}, log_of(1.2), Boundary::zero, by_slice, wanted, parallel);
    });
  }
  const auto slice = noise({17, 8, 1});
  CHECK(range_of(fi::riesz(slice, {1, 0, 0}, log_of(1), Boundary::mirror, true, fi::whole(slice.geometry), kSerial)) >
        0);

  const auto refused = [&](const fi::RieszOrder& order, const fi::RieszBase& base, bool by_slice) {
    CHECK_THROWS_AS(fi::riesz(image, order, base, Boundary::mirror, by_slice, all, kSerial), std::invalid_argument);
  };
  refused({0, 0, 0}, log_of(2), false);
  refused({-1, 2, 0}, log_of(2), false);
  refused({0, 0, 1}, log_of(2), true);
  refused({1, 0, 0}, log_of(0), false);
  refused({1, 0, 0}, simoncelli_of(0), false);
}

TEST_CASE("riesz: consensus maps 9.a, 9.b.1 and 10.b.1 of IBSI 2") {
  const auto data = data_dir("reference/ibsi2");
  if (!data) return;
  const auto response = [&](const char* name, const fi::RieszOrder& order, const fi::RieszBase& base, Boundary b) {
    const auto image = phantom(*data, name);
    return fi::riesz(image, order, base, b, false, fi::whole(image.geometry), kSerial);
  };
  CHECK(off_the_map(*data, "9_a", response("impulse", {1, 0, 0}, log_of(3), Boundary::zero)) < 0.01);
  CHECK(off_the_map(*data, "9_b_1", response("sphere", {0, 2, 0}, log_of(3), Boundary::zero)) < 0.01);
  CHECK(off_the_map(*data, "10_b_1", response("pattern_1", {0, 2, 0}, simoncelli_of(1), Boundary::nearest)) < 0.01);
}
