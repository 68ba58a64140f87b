#include "stdlib/filters/simoncelli.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "stdlib/filters/fourier.hpp"

namespace rgx::filters {

double simoncelli_response(double cycles_per_voxel, int level) {
  const double r = 2 * cycles_per_voxel * std::exp2(level - 1);  // 1 at pi
  if (r <= 0.25 || r > 1) return 0;
  return std::cos(std::numbers::pi / 2 * std::log2(2 * r));
}

// The response has kinks at both ends of its band, so its kernel fades slowly: sixteen of its shortest waves.
std::int64_t simoncelli_margin(int level) { return std::int64_t{16} << (level - 1); }

engine::Image simoncelli(const engine::Image& image, int level, Boundary boundary, bool by_slice, const Box& wanted,
                         const engine::ParallelFor& parallel) {
  if (level < 1 || level > 16) throw std::invalid_argument("the level of a Simoncelli wavelet lies between 1 and 16");
  const std::int64_t margin = simoncelli_margin(level);
  Spectrum spectrum(image, frame_of(image.geometry, boundary, {margin, margin, margin}, by_slice), by_slice, parallel);
  const auto size = spectrum.frame().size;
  const auto cycles = [&](std::int64_t k, std::size_t axis) {
    return static_cast<double>(std::min(k, size[axis] - k)) / static_cast<double>(size[axis]);
  };
  Block block(wanted);
  spectrum.filter_once(
      [&](std::int64_t kx, std::int64_t ky, Complex* factors) {
        const double x = cycles(kx, 0), y = cycles(ky, 1);
        for (std::int64_t kz = 0; kz < (by_slice ? 1 : size[2]); ++kz) {
          const double z = by_slice ? 0 : cycles(kz, 2);
          factors[kz] = simoncelli_response(std::sqrt(x * x + y * y + z * z), level);
        }
      },
      block, parallel);
  return as_image(image.geometry, block);
}

}  // namespace rgx::filters
