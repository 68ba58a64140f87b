#include "stdlib/filters/riesz.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace rgx::filters {

namespace {

double factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

// Voxels on each side of a Gaussian cut at `cutoff` sigma.
std::int64_t reach(double sigma_voxels, double cutoff) {
  return static_cast<std::int64_t>(std::floor(cutoff * sigma_voxels + 0.5));
}

// Transforms of the sampled Gaussian and of its second derivative, both cut: real, since the kernels are even.
void gaussian(std::int64_t n, double sigma, double cutoff, std::vector<double>& zero, std::vector<double>& second) {
  const std::int64_t far = reach(sigma, cutoff);
  zero.assign(static_cast<std::size_t>(n), 0.0);
  second.assign(static_cast<std::size_t>(n), 0.0);
  const double s2 = sigma * sigma, scale = 1 / std::sqrt(2 * std::numbers::pi * s2);
  for (std::int64_t k = 0; k < n; ++k) {
    for (std::int64_t x = -far; x <= far; ++x) {
      const auto squared = static_cast<double>(x * x);
      const double g = scale * std::exp(-squared / (2 * s2));
      const double wave =
          std::cos(2 * std::numbers::pi * static_cast<double>(k) * static_cast<double>(x) / static_cast<double>(n));
      zero[static_cast<std::size_t>(k)] += g * wave;
      second[static_cast<std::size_t>(k)] += g * (squared / s2 - 1) / s2 * wave;
    }
  }
}

double power(double x, int n) {
  double out = 1;
  for (; n > 0; --n) out *= x;
  return out;
}

}  // namespace

double riesz_norm(const RieszOrder& order) {
  return std::sqrt(factorial(order[0] + order[1] + order[2]) / factorial(order[0]) / factorial(order[1]) /
                   factorial(order[2]));
}

void check_riesz(const RieszOrder& order, const RieszBase& base, bool by_slice) {
  int sum = 0;
  for (const int l : order) {
    if (l < 0 || l > 8) throw std::invalid_argument("orders of a Riesz transform lie between 0 and 8");
    sum += l;
  }
  if (sum < 1) throw std::invalid_argument("a Riesz transform needs an order of at least 1");
  if (by_slice && order[2] != 0) throw std::invalid_argument("by slice, the third order of a Riesz transform is 0");
  if (base.simoncelli && (base.level < 1 || base.level > 16))
    throw std::invalid_argument("the level of a Simoncelli wavelet lies between 1 and 16");
  if (!base.simoncelli && (!(base.sigma_mm > 0) || !(base.cutoff > 0)))
    throw std::invalid_argument("sigma and cutoff of the Laplacian of Gaussian lie above 0");
}

Frame riesz_frame(const engine::Geometry& grid, const RieszBase& base, Boundary boundary, bool by_slice) {
  std::array<std::int64_t, 3> margin{};
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] =
        base.simoncelli ? simoncelli_margin(base.level) : 2 * reach(base.sigma_mm / grid.spacing[a], base.cutoff);
  return frame_of(grid, boundary, margin, by_slice);
}

RieszFactors::RieszFactors(const engine::Geometry& grid, const Frame& frame, const RieszBase& base, bool by_slice)
    : size_(frame.size), by_slice_(by_slice) {
  if (base.simoncelli) band_.emplace(frame.size, base.level, by_slice);
  for (std::size_t a = 0; a < 3; ++a) {
    const auto n = static_cast<double>(size_[a]);
    for (std::int64_t k = 0; k < size_[a]; ++k) {
      const double cycles = static_cast<double>(2 * k > size_[a] ? k - size_[a] : k) / n;
      radians_[a].push_back(2 * std::numbers::pi * cycles / grid.spacing[a]);
    }
    if (!base.simoncelli) gaussian(size_[a], base.sigma_mm / grid.spacing[a], base.cutoff, gauss_[a], second_[a]);
  }
}

Factors RieszFactors::component(const RieszOrder& order) const {
  const int sum = order[0] + order[1] + order[2];
  constexpr Complex kTurns[] = {{1, 0}, {0, -1}, {-1, 0}, {0, 1}};  // (-i)^L
  const Complex turn = kTurns[sum % 4];
  // A wave of n/2 is its own mirror image along that axis: what is odd in it cannot come from a real filter.
  const auto lost = [this, order](std::size_t axis, std::int64_t k) { return 2 * k == size_[axis] && order[axis] % 2; };
  return [=, this](std::int64_t kx, std::int64_t ky, Complex* factors) {
    const auto x = static_cast<std::size_t>(kx), y = static_cast<std::size_t>(ky);
    const double wx = radians_[0][x], wy = radians_[1][y];
    const double in_plane = power(wx, order[0]) * power(wy, order[1]);
    const bool odd = lost(0, kx) != lost(1, ky);
    for (std::int64_t kz = 0; kz < (by_slice_ ? 1 : size_[2]); ++kz) {
      const auto z = static_cast<std::size_t>(kz);
      const double wz = by_slice_ ? 0 : radians_[2][z];
      const double squared = wx * wx + wy * wy + wz * wz;
      if (squared == 0 || odd != (!by_slice_ && lost(2, kz))) {
        factors[kz] = 0;
        continue;
      }
      double base = 0;
      if (band_) {
        base = (*band_)(kx, ky, kz);
      } else if (by_slice_) {
        base = second_[0][x] * gauss_[1][y] + gauss_[0][x] * second_[1][y];
      } else {
        base = (second_[0][x] * gauss_[1][y] + gauss_[0][x] * second_[1][y]) * gauss_[2][z] +
               gauss_[0][x] * gauss_[1][y] * second_[2][z];
      }
      factors[kz] = turn * (base * in_plane * power(wz, order[2]) / power(std::sqrt(squared), sum));
    }
  };
}

engine::Image riesz(const engine::Image& image, const RieszOrder& order, const RieszBase& base, Boundary boundary,
                    bool by_slice, const Box& wanted, const engine::ParallelFor& parallel) {
  check_riesz(order, base, by_slice);
  const Frame frame = riesz_frame(image.geometry, base, boundary, by_slice);
  const RieszFactors factors(image.geometry, frame, base, by_slice);
  Spectrum spectrum(image, frame, by_slice, parallel);
  Block block(wanted);
  const auto component = factors.component(order);
  const double norm = riesz_norm(order);
  const std::int64_t depth = by_slice ? 1 : frame.size[2];
  spectrum.filter_once(
      [&](std::int64_t kx, std::int64_t ky, Complex* out) {
        component(kx, ky, out);
        for (std::int64_t k = 0; k < depth; ++k) out[k] *= norm;
      },
      block, parallel);
  return as_image(image.geometry, block);
}

}  // namespace rgx::filters
