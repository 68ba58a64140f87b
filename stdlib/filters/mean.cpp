// Mean filter (IBSI 2, section 3.1, tag S60F): the average of a cube, or within slices of a square.
#include <stdexcept>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::stdlib {

using engine::Json;
using namespace filters;

namespace {

std::int64_t support_of(const Json& params) {
  const auto support = params.at("support").get<std::int64_t>();
  if (support % 2 == 0) throw std::invalid_argument("`support` of `mean` is a whole odd number of voxels");
  return support;
}

std::vector<std::string> names(const Json& params, bool) {
  return {"mean_" + std::to_string(support_of(params)) + boundary_suffix(params)};
}

engine::Image apply(const Ask& ask) {
  const std::int64_t support = support_of(ask.params);
  const auto n = static_cast<std::size_t>(support);
  // Sums of the axes first, one division by their product: a constant image stays what it is.
  const Taps sum = convolution(std::vector<double>(n, 1.0), support / 2);
  const double share = 1.0 / static_cast<double>(support);
  const Taps mean = convolution(std::vector<double>(n, share * share * (ask.by_slice ? 1.0 : share)), support / 2);
  const Separable kernel{mean, sum, ask.by_slice ? Taps{} : sum};
  return response_image(source_of(ask.image, boundary_of(ask.params)), {kernel}, ask.wanted, canvas(ask), ask.parallel);
}

}  // namespace

engine::Operation mean_filter() {
  return engine::Declare<Json>("mean", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(
          whole_param("support", 15, 1, 1001, "edge of the cube or square that is averaged, an odd number of voxels"))
      .param(boundary_param())
      .summary("mean of the voxels in a cube around each voxel (within slices: a square)")
      .methods("Images were smoothed with a mean filter over {support} voxels along each axis (boundary: {boundary}).")
      .cites({"ibsi2_2024"})
      .part(Filter{names, apply});
}

}  // namespace rgx::stdlib
