#include "stdlib/perturb/noise.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stdlib/filters/convolve.hpp"
#include "stdlib/filters/wavelet_basis.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::perturb {
namespace {

constexpr double kThirdQuartile = 0.674489750196081743;  // of the standard normal distribution
// Responses this small beside the largest intensity are rounding: the filter's coefficients sum to 1e-16, not to 0.
constexpr double kConstant = 1e-9;

}  // namespace

double noise_level(const engine::Image& image, const stats::ParallelFor& parallel) {
  stdlib::require_finite(image, "the estimate of noise");
  const auto high = filters::decomposition_high_pass(filters::wavelet_basis("coif1"));
  const filters::Taps taps = filters::convolution(high, static_cast<std::int64_t>(high.size() / 2));
  const filters::Component diagonal{{filters::Separable{taps, taps, filters::Taps{}}}};
  const auto& size = image.geometry.size;
  const filters::Box all = filters::whole(image.geometry);
  std::vector<double> response(image.voxels.size());
  filters::convolve(filters::source_of(image, filters::Boundary::mirror), {diagonal}, all, parallel,
                    [&](std::int64_t j, std::int64_t k, const double* const* rows) {
                      double* out = response.data() + image.geometry.index(0, j, k);
                      for (std::int64_t i = 0; i < size[0]; ++i) out[i] = std::abs(rows[0][i]);
                    });
  double largest = 0;
  for (const float v : image.voxels) largest = std::max(largest, std::abs(static_cast<double>(v)));
  std::erase_if(response, [&](double v) { return v <= kConstant * largest; });
  return response.empty() ? 0 : stats::quantile(response, 0.5) / kThirdQuartile;
}

void add_noise(engine::Image& image, double sd, const stats::Stream& stream, std::uint32_t fold,
               const stats::ParallelFor& parallel) {
  const auto& size = image.geometry.size;
  const auto slice = static_cast<std::size_t>(size[0] * size[1]);
  parallel(static_cast<std::size_t>(size[2]), [&](std::size_t k) {
    stats::Stream draws = stream.at(static_cast<std::uint32_t>(k), fold);
    for (std::size_t v = k * slice; v < (k + 1) * slice; ++v)
      image.voxels[v] = static_cast<float>(image.voxels[v] + sd * draws.normal());
  });
}

}  // namespace rgx::perturb
