#pragma once
// Kernels of one axis and what is made of them: separable kernels and their right-angle rotations.
#include <array>
#include <cstdint>
#include <vector>

namespace rgx::filters {

// A kernel of one axis as a correlation: the response at x is the sum of weight[t] * image[x + at[t]]; `at` ascends.
struct Taps {
  enum class Parity : std::uint8_t { none, even, odd };

  std::vector<std::int64_t> at{0};
  std::vector<double> weight{1};
  Parity parity = Parity::even;

  bool identity() const { return at.size() == 1 && at[0] == 0 && weight[0] == 1; }
  std::int64_t low() const { return at.front(); }
  std::int64_t high() const { return at.back(); }
  bool operator==(const Taps&) const = default;
};

// A convolution kernel whose sample `centre` lies on the voxel; samples `apart` voxels from one another (the holes of
// the algorithm à trous). Notes whether it is even or odd about its centre.
Taps convolution(const std::vector<double>& samples, std::int64_t centre, std::int64_t apart = 1);
Taps reversed(const Taps& taps);  // the kernel seen in a mirror at its centre

using Separable = std::array<Taps, 3>;     // along x, y, z
using Component = std::vector<Separable>;  // the sum of them

// The kernel under every right-angle rotation, those that give the same kernel once: of the 24 rotations of a cube,
// within a slice of the four of a square (IBSI 2, section 2.4). The first is the kernel itself.
struct Rotation {
  std::array<int, 3> from;      // the axis whose kernel comes to axis a
  std::array<bool, 3> flipped;  // and whether it is reversed there
};
std::vector<Rotation> right_angle_rotations(bool by_slice);
Separable rotated(const Separable& kernel, const Rotation& rotation);
std::vector<Separable> rotations(const Separable& kernel, bool by_slice);

}  // namespace rgx::filters
