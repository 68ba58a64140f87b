// Laws kernels (IBSI 2, section 3.3, tag JTXT; Laws 1980): a separable kernel of normalised one-dimensional kernels,
// pooled over rotations, and the texture energy image made of the pooled response.
#include <cmath>
#include <map>
#include <stdexcept>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::stdlib {

using engine::Json;
using namespace filters;

namespace {

const std::map<std::string, std::vector<double>>& laws_kernels() {
  static const std::map<std::string, std::vector<double>> all{
      {"L3", {1, 2, 1}},         {"E3", {-1, 0, 1}},        {"S3", {-1, 2, -1}},       {"L5", {1, 4, 6, 4, 1}},
      {"E5", {-1, -2, 0, 2, 1}}, {"S5", {-1, 0, 2, 0, -1}}, {"W5", {-1, 2, 0, -2, 1}}, {"R5", {1, -4, 6, -4, 1}},
  };
  return all;
}

Separable kernel_of(const Json& params, bool by_slice) {
  const auto word = params.at("kernels").get<std::string>();
  const std::size_t axes = by_slice ? 2 : 3;
  if (word.size() != 2 * axes)
    throw std::invalid_argument("`kernels` of `laws` names one kernel an axis, " + std::to_string(axes) +
                                (by_slice ? " within slices: `" : " in the volume: `") + word + "`");
  Separable out;
  for (std::size_t a = 0; a < axes; ++a) {
    const auto at = laws_kernels().find(word.substr(2 * a, 2));
    if (at == laws_kernels().end())
      throw std::invalid_argument("no Laws kernel is named `" + word.substr(2 * a, 2) +
                                  "`: E3, E5, L3, L5, R5, S3, S5, W5");
    std::vector<double> samples = at->second;
    double squares = 0;
    for (const double s : samples) squares += s * s;
    for (double& s : samples) s /= std::sqrt(squares);
    const auto centre = static_cast<std::int64_t>(samples.size() / 2);
    out[a] = convolution(samples, centre);
  }
  return out;
}

std::vector<std::string> names(const Json& params, bool by_slice) {
  kernel_of(params, by_slice);
  std::string out = "laws_" + params.at("kernels").get<std::string>();
  if (const auto energy = params.at("energy").get<std::int64_t>(); energy > 0)
    out += "_energy" + std::to_string(energy);
  if (params.at("rotation_invariant").get<bool>()) {
    const auto pool = params.at("pool").get<std::string>();
    pool_named(pool);
    out += "_" + pool;
  }
  return {out + boundary_suffix(params)};
}

engine::Image apply(const Ask& ask) {
  const Separable kernel = kernel_of(ask.params, ask.by_slice);
  const Boundary boundary = boundary_of(ask.params);
  const Source image = source_of(ask.image, boundary);
  const engine::Geometry& grid = ask.image.geometry;
  const bool invariant = ask.params.at("rotation_invariant").get<bool>();
  std::vector<Component> orientations;
  if (invariant) {
    for (const Separable& turned : rotations(kernel, ask.by_slice)) orientations.push_back({turned});
  } else {
    orientations.push_back({kernel});
  }
  const Pool how = pool_named(ask.params.at("pool").get<std::string>());
  const auto delta = ask.params.at("energy").get<std::int64_t>();
  if (delta == 0) {
    if (!invariant) return response_image(image, orientations[0], ask.wanted, canvas(ask), ask.parallel);
    return pool(image, orientations, how, ask.wanted, ask.parallel).image(canvas(ask));
  }
  // Energy: the mean of absolute responses over 2 delta + 1 voxels along each axis, the border handled anew.
  const std::vector<double> ones(static_cast<std::size_t>(2 * delta + 1), 1.0);
  const Taps sum = convolution(ones, delta);
  const auto edge = static_cast<double>(2 * delta + 1);
  Taps mean = sum;
  for (double& w : mean.weight) w /= edge * edge * (ask.by_slice ? 1.0 : edge);
  const Component average{Separable{mean, sum, ask.by_slice ? Taps{} : sum}};
  const Box read = reach({average}, ask.wanted, grid.size, boundary);
  Field response = invariant ? pool(image, orientations, how, read, ask.parallel).field()
                             : response_field(image, orientations[0], read, ask.parallel);
  for (float& v : response.voxels) v = std::fabs(v);
  return response_image(source_of(response, grid.size, boundary), average, ask.wanted, canvas(ask), ask.parallel);
}

}  // namespace

engine::Operation laws_filter() {
  lang::Param kernels;
  kernels.name = "kernels";
  kernels.type = lang::ParamType::text;
  kernels.required = true;
  kernels.positional = true;
  kernels.text = "one kernel an axis, first x: level, edge, spot, wave, ripple of 3 or 5 voxels, as \"L5E5S5\"";
  return engine::Declare<Json>("laws", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(kernels)
      .param(rotation_invariant_param())
      .param(pool_param("max"))
      .param(whole_param("energy", 0, 0, 100,
                         "texture energy: mean of absolute responses within this many voxels; 0: the response itself"))
      .param(boundary_param())
      .summary("Laws' texture kernels, their responses or texture energy")
      .methods(
          "Laws kernels {kernels} were applied (rotation invariance: {rotation_invariant}, pooling: {pool}, "
          "energy distance: {energy} voxels, boundary: {boundary}).")
      .cites({"ibsi2_2024", "laws1980"})
      .part(Filter{names, apply});
}

}  // namespace rgx::stdlib
