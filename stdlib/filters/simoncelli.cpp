#include "stdlib/filters/simoncelli.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "stdlib/filters/fourier.hpp"

namespace rgx::filters {

double simoncelli_response(double r, int level) {
  r *= std::exp2(level - 1);
  if (r < 0.25 || r > 1) return 0;
  return std::cos(std::numbers::pi / 2 * std::log2(2 * r));
}

SimoncelliBand::SimoncelliBand(const std::array<std::int64_t, 3>& size, int level, bool by_slice) : level_(level) {
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t n = size[a];
    const bool counts = n > 1 && !(by_slice && a == 2);
    const auto square = [&](std::int64_t k) {
      if (!counts) return 0.0;
      const std::int64_t cycles = 2 * k >= n ? k - n : k;
      const auto c = static_cast<double>(2 * cycles + (n % 2 == 0 ? 1 : 0)) / static_cast<double>(n - 1);
      return c * c;
    };
    for (std::int64_t k = 0; k < n; ++k) {
      square_[a].push_back(square(k));
      opposite_[a].push_back(square(k == 0 ? 0 : n - k));
    }
  }
}

double SimoncelliBand::operator()(std::int64_t kx, std::int64_t ky, std::int64_t kz) const {
  const auto x = static_cast<std::size_t>(kx), y = static_cast<std::size_t>(ky), z = static_cast<std::size_t>(kz);
  const double here = std::sqrt(square_[0][x] + square_[1][y] + square_[2][z]);
  const double there = std::sqrt(opposite_[0][x] + opposite_[1][y] + opposite_[2][z]);
  return 0.5 * (simoncelli_response(here, level_) + simoncelli_response(there, level_));
}

// The response has kinks at both ends of its band, so its kernel fades slowly: sixteen of its shortest waves.
std::int64_t simoncelli_margin(int level) { return std::int64_t{16} << (level - 1); }

engine::Image simoncelli(const engine::Image& image, int level, Boundary boundary, bool by_slice, const Box& wanted,
                         const engine::ParallelFor& parallel) {
  if (level < 1 || level > 16) throw std::invalid_argument("the level of a Simoncelli wavelet lies between 1 and 16");
  const std::int64_t margin = simoncelli_margin(level);
  Spectrum spectrum(image, frame_of(image.geometry, boundary, {margin, margin, margin}, by_slice), by_slice, parallel);
  const std::int64_t depth = by_slice ? 1 : spectrum.frame().size[2];
  const SimoncelliBand band(spectrum.frame().size, level, by_slice);
  Block block(wanted);
  spectrum.filter_once(
      [&](std::int64_t kx, std::int64_t ky, Complex* factors) {
        for (std::int64_t kz = 0; kz < depth; ++kz) factors[kz] = band(kx, ky, kz);
      },
      block, parallel);
  return as_image(image.geometry, block);
}

}  // namespace rgx::filters
