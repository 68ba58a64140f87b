#include "stdlib/filters/kernel.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace rgx::filters;

TEST_CASE("a convolution kernel is read against its samples") {
  const Taps taps = convolution({1, 2, 4, 8}, 2);
  CHECK(taps.at == std::vector<std::int64_t>{-1, 0, 1, 2});
  CHECK(taps.weight == std::vector<double>{8, 4, 2, 1});
  CHECK(taps.parity == Taps::Parity::none);
  CHECK(reversed(reversed(taps)) == taps);
  CHECK(reversed(taps).at == std::vector<std::int64_t>{-2, -1, 0, 1});
  CHECK(convolution({1, 2, 4, 8}, 2, 3).at == std::vector<std::int64_t>{-3, 0, 3, 6});
  CHECK(convolution({1, 2, 1}, 1).parity == Taps::Parity::even);
  CHECK(convolution({-1, 0, 1}, 1).parity == Taps::Parity::odd);
  CHECK(convolution({1, 2, 1}, 0).parity == Taps::Parity::none);
  CHECK(reversed(convolution({-1, 0, 1}, 1)) == convolution({1, 0, -1}, 1));
  CHECK_THROWS_AS(convolution({}, 0), std::invalid_argument);
}

TEST_CASE("right-angle rotations of a cube are 24, of a square four, and each keeps handedness") {
  const auto determinant = [](const Rotation& r) {
    int sign = 1;
    for (std::size_t a = 0; a < 3; ++a) {
      if (r.flipped[a]) sign = -sign;
      for (std::size_t b = a + 1; b < 3; ++b)
        if (r.from[a] > r.from[b]) sign = -sign;
    }
    return sign;
  };
  const auto cube = right_angle_rotations(false);
  CHECK(cube.size() == 24);
  for (const Rotation& r : cube) CHECK(determinant(r) == 1);
  const auto square = right_angle_rotations(true);
  CHECK(square.size() == 4);
  for (const Rotation& r : square) {
    CHECK(determinant(r) == 1);
    CHECK(r.from[2] == 2);
    CHECK_FALSE(r.flipped[2]);
  }
}

TEST_CASE("rotations that give the same kernel are applied once") {
  const Taps level = convolution({1, 2, 1}, 1), edge = convolution({-1, 0, 1}, 1), skew = convolution({1, 2, 4}, 1);
  CHECK(rotations({level, level, level}, false).size() == 1);
  CHECK(rotations({level, level, edge}, false).size() == 6);
  CHECK(rotations({skew, skew, skew}, false).size() == 8);
  CHECK(rotations({level, edge, skew}, false).size() == 24);
  CHECK(rotations({level, edge, Taps{}}, true).size() == 4);
  CHECK(rotations({level, level, Taps{}}, true).size() == 1);
  CHECK(rotations({level, edge, skew}, false).front() == Separable{level, edge, skew});
}
