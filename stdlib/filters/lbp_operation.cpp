// `lbp(neighbours: …, radius: …)`.
#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/lbp.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::filters {

engine::Operation lbp_operation() {
  lang::Param dimensions;
  dimensions.name = "dimensions";
  dimensions.type = lang::ParamType::choice;
  dimensions.choices = {"2D"};
  dimensions.later_choices = {"3D"};
  dimensions.fallback = std::string("2D");
  dimensions.text = "2D: circles in the plane of each slice";
  lang::Param radius;
  radius.name = "radius";
  radius.type = lang::ParamType::number;
  radius.fallback = 1.0;
  radius.low = 0.5;
  radius.high = 1000;
  radius.text = "radius of the circle, in voxels";
  Filter filter;
  filter.names = [](const engine::Json& params, bool) {
    return std::vector<std::string>{"lbp_" + spelled(number_of(params, "neighbours", 8)) + "_" +
                                    spelled(number_of(params, "radius", 1))};
  };
  filter.apply = [](const Ask& ask) {
    return local_binary_pattern(ask.image, static_cast<int>(number_of(ask.params, "neighbours", 8)),
                                number_of(ask.params, "radius", 1), ask.wanted, ask.parallel);
  };
  return engine::Declare<engine::Json>("lbp", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(dimensions)
      .param(whole_param("neighbours", 8, 3, 64, "points on the circle"))
      .param(radius)
      .platform_sensitive()
      .summary("local binary patterns in the slice, uniform and rotation-invariant (0 to neighbours + 1)")
      .details(
          "Ojala 2002, equations 9 and 10: with s_p = 1 where a neighbour on the circle is at least the centre and U "
          "the number of changes "
          "0/1 around it, the response is `sum s_p` if U <= 2, else P + 1. Neighbours between voxels are interpolated "
          "linearly; beyond the "
          "border the image is continued by its border voxels.")
      .methods(
          "Rotation-invariant uniform local binary patterns ({dimensions}, {neighbours} neighbours at {radius} voxels) "
          "were computed slice by slice.")
      .cites({"ojala2002"})
      .part(filter);
}

}  // namespace rgx::filters
