#include "stdlib/filters/simoncelli.hpp"

#include <numbers>
#include <stdexcept>

#include "tests/stdlib/filters/fourier_maps.hpp"

using namespace rgx::test;
namespace fi = rgx::filters;
using fi::Boundary;

TEST_CASE("simoncelli: the band, octave by octave") {
  CHECK(fi::simoncelli_response(0.5, 1) == doctest::Approx(1));
  CHECK(fi::simoncelli_response(0.25, 2) == doctest::Approx(1));
  CHECK(fi::simoncelli_response(std::sqrt(0.5), 1) == doctest::Approx(std::sqrt(0.5)));
  CHECK(std::abs(fi::simoncelli_response(1, 1)) < 1e-15);
  CHECK(fi::simoncelli_response(0.2499, 1) == 0);
  CHECK(fi::simoncelli_response(1.01, 1) == 0);
  // Levels add up to 1 in energy between their ends.
  for (const double r : {0.26, 0.3, 0.4, 0.49}) {
    const double a = fi::simoncelli_response(r, 1), b = fi::simoncelli_response(r, 2);
    CHECK(a * a + b * b == doctest::Approx(1));
  }
}

TEST_CASE("simoncelli: a wave keeps its form and is weighed by the band, the same along every axis") {
  const double turn = 2 * std::numbers::pi * 10 / 32;
  const auto along = [&](std::size_t axis) {
    return made({32, 32, 32}, [&](double i, double j, double k) {
      return std::cos(turn * std::array<double, 3>{i, j, k}[axis] + 0.4);
    });
  };
  // Coordinates of 10 and -10 cycles, with those of 0 cycles on the other axes.
  const auto length = [](double c) { return std::sqrt(c * c + 2) / 31; };
  const double weight = 0.5 * (fi::simoncelli_response(length(21), 1) + fi::simoncelli_response(length(19), 1));
  // The opposite of 0 cycles is 0 cycles: both stand at + 1.
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto image = along(axis);
    const auto response = fi::simoncelli(image, 1, Boundary::periodic, false, fi::whole(image.geometry), kSerial);
    for (std::size_t i = 0; i < 500; ++i)
      CHECK(response.voxels[i] == doctest::Approx(weight * image.voxels[i]).epsilon(1e-4));
  }
}

TEST_CASE("simoncelli: constant image, shifts, slices, odd sizes, boxes and threads") {
  auto flat = noise({9, 8, 7});
  std::fill(flat.voxels.begin(), flat.voxels.end(), 3.0F);
  for (const auto boundary : {Boundary::periodic, Boundary::mirror, Boundary::nearest}) {
    for (const float v : fi::simoncelli(flat, 1, boundary, false, fi::whole(flat.geometry), kSerial).voxels)
      CHECK(std::abs(v) < 1e-5);
  }
  for (const auto& size : {Size{12, 10, 8}, Size{11, 9, 7}, Size{67, 5, 3}}) {
    const auto image = noise(size);
    const auto all = fi::whole(image.geometry);
    const auto first = fi::simoncelli(image, 2, Boundary::periodic, false, all, kSerial);
    const auto moved = fi::simoncelli(shifted(image, {5, 3, 1}), 2, Boundary::periodic, false, all, kSerial);
    CHECK(largest_difference(shifted(first, {5, 3, 1}), moved) < 1e-4);
  }
  // By slice, a slice does not know the others.
  const auto image = noise({14, 12, 3});
  const auto stack = fi::simoncelli(image, 1, Boundary::mirror, true, fi::whole(image.geometry), kSerial);
  auto slice = noise({14, 12, 1});
  std::copy_n(image.voxels.begin() + 14 * 12, 14 * 12, slice.voxels.begin());
  const auto alone = fi::simoncelli(slice, 1, Boundary::mirror, true, fi::whole(slice.geometry), kSerial);
  for (std::size_t i = 0; i < alone.voxels.size(); ++i) CHECK(alone.voxels[i] == stack.voxels[14 * 12 + i]);

  for (const auto boundary : {Boundary::periodic, Boundary::zero}) {
    check_boxes_and_threads(noise({13, 9, 10}), [&](const auto& i, const auto& wanted, const auto& parallel) {
      return fi::simoncelli(i, 1, boundary, false, wanted, parallel);
    });
  }
  CHECK_THROWS_AS(fi::simoncelli(image, 0, Boundary::periodic, false, fi::whole(image.geometry), kSerial),
                  std::invalid_argument);
}

TEST_CASE("simoncelli: consensus maps 8.a.1 to 8.a.3 of IBSI 2") {
  const auto data = data_dir("reference/ibsi2");
  if (!data) return;
  const auto image = phantom(*data, "checkerboard");
  for (int level = 1; level <= 3; ++level) {
    const auto response = fi::simoncelli(image, level, Boundary::periodic, false, fi::whole(image.geometry), kSerial);
    CHECK(off_the_map(*data, "8_a_" + std::to_string(level), response) < 0.005);
  }
}
