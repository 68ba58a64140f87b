// Laplacian of Gaussian (IBSI 2, section 3.2, tag L6PA): the sampled kernel, truncated to a cube (within slices a
// square) whose half edge is the cutoff times sigma, rounded to whole voxels. The cube keeps the kernel a sum of
// separable ones: one a axis, the second derivative along it and Gaussians along the others.
#include <cmath>
#include <numbers>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::stdlib {

using engine::Json;
using namespace filters;

namespace {

constexpr double kCutoff = 4;

std::vector<std::string> names(const Json& params, bool) {
  std::string out = "log_" + in_name(params.at("sigma").get<double>()) + "mm";
  if (const double cutoff = params.at("cutoff").get<double>(); cutoff != kCutoff) out += "_cutoff" + in_name(cutoff);
  return {out + boundary_suffix(params)};
}

engine::Image apply(const Ask& ask) {
  const double sigma = ask.params.at("sigma").get<double>(), cutoff = ask.params.at("cutoff").get<double>();
  const std::size_t axes = ask.by_slice ? 2 : 3;
  const std::array<double, 3>& spacing = ask.image.geometry.spacing;
  // The Laplacian is taken in mm, and given per square of a voxel's edge (of the mean edge where edges differ), so
  // that with cubic voxels it is the kernel of IBSI, which measures in voxels.
  double volume = 1;
  for (std::size_t a = 0; a < axes; ++a) volume *= spacing[a];
  const double scale = std::pow(volume, 2.0 / static_cast<double>(axes)) / (sigma * sigma);
  Separable gauss, second;
  for (std::size_t a = 0; a < axes; ++a) {
    const double s = sigma / spacing[a];
    const auto half = static_cast<std::int64_t>(std::floor(cutoff * s + 0.5));
    std::vector<double> g, d;
    for (std::int64_t i = -half; i <= half; ++i) {
      const double x = static_cast<double>(i * i) / (s * s);
      g.push_back(std::exp(-x / 2) / (std::sqrt(2 * std::numbers::pi) * s));
      d.push_back((x - 1) * g.back() * scale);
    }
    gauss[a] = convolution(g, half);
    second[a] = convolution(d, half);
  }
  Component kernel;
  for (std::size_t a = 0; a < axes; ++a) {
    kernel.push_back(gauss);
    kernel.back()[a] = second[a];
  }
  return response_image(source_of(ask.image, boundary_of(ask.params)), kernel, ask.wanted, canvas(ask), ask.parallel);
}

}  // namespace

engine::Operation log_filter() {
  lang::Param sigma = length_param("sigma", 1e-3, 1e3, "standard deviation of the Gaussian");
  sigma.required = true;
  sigma.positional = true;
  return engine::Declare<Json>("log", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(sigma)
      .param(number_param("cutoff", kCutoff, 1, 20, "where the kernel ends, in standard deviations"))
      .param(boundary_param())
      .summary("Laplacian of Gaussian: edges and blobs of the size of sigma")
      .methods(
          "Laplacian-of-Gaussian filters were applied (sigma {sigma} mm, kernel truncated at {cutoff} sigma, "
          "boundary: {boundary}).")
      .cites({"ibsi2_2024", "marr1980"})
      .part(Filter{names, apply});
}

}  // namespace rgx::stdlib
