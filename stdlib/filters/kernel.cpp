#include "stdlib/filters/kernel.hpp"

#include <algorithm>
#include <stdexcept>

namespace rgx::filters {

namespace {

Taps::Parity parity_of(const Taps& taps) {
  bool even = true, odd = true;
  const std::size_t n = taps.at.size();
  for (std::size_t t = 0; t < n; ++t) {
    const std::size_t other = n - 1 - t;
    if (taps.at[t] != -taps.at[other]) return Taps::Parity::none;
    even = even && taps.weight[t] == taps.weight[other];
    odd = odd && taps.weight[t] == -taps.weight[other];
  }
  return even ? Taps::Parity::even : odd ? Taps::Parity::odd : Taps::Parity::none;
}

}  // namespace

Taps convolution(const std::vector<double>& samples, std::int64_t centre, std::int64_t apart) {
  if (samples.empty()) throw std::invalid_argument("a kernel without samples");
  Taps out;
  out.at.clear();
  out.weight.clear();
  for (std::size_t t = samples.size(); t-- > 0;) {
    out.at.push_back((centre - static_cast<std::int64_t>(t)) * apart);
    out.weight.push_back(samples[t]);
  }
  out.parity = parity_of(out);
  return out;
}

Taps reversed(const Taps& taps) {
  Taps out;
  out.at.assign(taps.at.rbegin(), taps.at.rend());
  for (std::int64_t& at : out.at) at = -at;
  out.weight.assign(taps.weight.rbegin(), taps.weight.rend());
  out.parity = taps.parity;
  return out;
}

std::vector<Rotation> right_angle_rotations(bool by_slice) {
  std::vector<Rotation> out;
  std::array<int, 3> from{0, 1, 2};
  do {
    if (by_slice && from[2] != 2) continue;
    const int inversions = (from[0] > from[1]) + (from[0] > from[2]) + (from[1] > from[2]);
    for (int flips = 0; flips < 8; ++flips) {
      const std::array<bool, 3> flipped{(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
      if (by_slice && flipped[2]) continue;
      // A rotation keeps the handedness: its determinant, the permutation's sign times the flips', is 1.
      if ((inversions + flipped[0] + flipped[1] + flipped[2]) % 2 == 0) out.push_back({from, flipped});
    }
  } while (std::next_permutation(from.begin(), from.end()));
  return out;
}

Separable rotated(const Separable& kernel, const Rotation& rotation) {
  Separable out;
  for (std::size_t a = 0; a < 3; ++a) {
    const Taps& taps = kernel[static_cast<std::size_t>(rotation.from[a])];
    out[a] = rotation.flipped[a] ? reversed(taps) : taps;
  }
  return out;
}

std::vector<Separable> rotations(const Separable& kernel, bool by_slice) {
  // Those that give one kernel are equally many for each kernel (orbits of a group), so a mean does not change.
  std::vector<Separable> out;
  for (const Rotation& rotation : right_angle_rotations(by_slice)) {
    Separable turned = rotated(kernel, rotation);
    if (std::find(out.begin(), out.end(), turned) == out.end()) out.push_back(std::move(turned));
  }
  return out;
}

}  // namespace rgx::filters
