// `riesz(order: …, of: log | simoncelli, …)`.
#include <cmath>
#include <stdexcept>

#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/parameters.hpp"
#include "stdlib/filters/riesz_steered.hpp"

namespace rgx::filters {

namespace {

RieszOrder order_of(const engine::Json& params, bool by_slice) {
  const auto values = numbers_of(params, "order");
  if (values.size() != 3 && !(by_slice && values.size() == 2))
    throw std::invalid_argument("`order` of a Riesz transform takes three whole numbers, for x, y and z");
  RieszOrder order{0, 0, 0};
  for (std::size_t a = 0; a < values.size(); ++a) {
    if (values[a] != std::floor(values[a]))
      throw std::invalid_argument("orders of a Riesz transform are whole numbers");
    order[a] = static_cast<int>(values[a]);
  }
  return order;
}

RieszBase base_of(const engine::Json& params) {
  RieszBase base;
  base.simoncelli = text_of(params, "of", "log") == "simoncelli";
  base.level = static_cast<int>(number_of(params, "level", 1));
  base.sigma_mm = number_of(params, "sigma", 3);
  base.cutoff = number_of(params, "cutoff", 4);
  return base;
}

std::string name_of(const engine::Json& params, bool by_slice) {
  const auto order = order_of(params, by_slice);
  const auto base = base_of(params);
  check_riesz(order, base, by_slice);
  const double tensor = number_of(params, "tensor_sigma", 0);
  std::string name = tensor > 0 ? "riesz_steered_" : "riesz_";
  for (const int l : order) name += std::to_string(l);
  if (base.simoncelli)
    name += "_simoncelli_" + std::to_string(base.level);
  else
    name += "_log_" + spelled(base.sigma_mm) + "mm" + (base.cutoff == 4 ? "" : "_cutoff_" + spelled(base.cutoff));
  if (tensor > 0) name += "_tensor_" + spelled(tensor) + "mm";
  const std::string boundary = text_of(params, "boundary", "mirror");
  return boundary == "mirror" ? name : name + "_" + boundary;
}

lang::Param number(const char* name, double fallback, double low, double high, const char* text) {
  lang::Param p;
  p.name = name;
  p.type = lang::ParamType::number;
  p.fallback = fallback;
  p.low = low;
  p.high = high;
  p.text = text;
  return p;
}

}  // namespace

engine::Operation riesz_operation() {
  lang::Param order;
  order.name = "order";
  order.type = lang::ParamType::integer;
  order.list = true;
  order.required = true;
  order.low = 0;
  order.high = 8;
  order.text = "orders along x, y and z; with `tensor_sigma` along the local axes, strongest first";
  lang::Param of;
  of.name = "of";
  of.type = lang::ParamType::choice;
  of.choices = {"log", "simoncelli"};
  of.fallback = std::string("log");
  of.text = "the filter that is transformed: Laplacian of Gaussian or Simoncelli wavelet";
  auto tensor = length_param("tensor_sigma", 0, 0.01, 1000,
                             "steers the transform by the structure tensor, smoothed with this standard deviation");
  tensor.fallback = {};
  Filter filter;
  filter.names = [](const engine::Json& params, bool by_slice) {
    return std::vector<std::string>{name_of(params, by_slice)};
  };
  filter.apply = [](const Ask& ask) {
    const auto order_wanted = order_of(ask.params, ask.by_slice);
    const auto base = base_of(ask.params);
    const Boundary boundary = boundary_of(ask.params, Boundary::mirror);
    const double tensor_sigma = number_of(ask.params, "tensor_sigma", 0);
    if (tensor_sigma > 0)
      return riesz_steered(ask.image, order_wanted, base, tensor_sigma, boundary, ask.by_slice, ask.wanted,
                           ask.parallel);
    return riesz(ask.image, order_wanted, base, boundary, ask.by_slice, ask.wanted, ask.parallel);
  };
  return engine::Declare<engine::Json>("riesz", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(order)
      .param(of)
      .param(length_param("sigma", 3, 0.01, 1000, "standard deviation of the Laplacian of Gaussian"))
      .param(number("cutoff", 4, 1, 16, "where the Laplacian of Gaussian is cut, in standard deviations"))
      .param(whole_param("level", 1, 1, 16, "level of the Simoncelli wavelet"))
      .param(tensor)
      .param(boundary_param("mirror"))
      .platform_sensitive()
      .summary(
          "Riesz transform of a Laplacian of Gaussian or a Simoncelli wavelet, along the grid or along the local "
          "structure")
      .details(
          "IBSI tag AYRS. `R_l(w) = (-i)^L sqrt(L! / (l1! l2! l3!)) w1^l1 w2^l2 w3^l3 / |w|^L`, `L = l1 + l2 + l3`, "
          "`R_l(0) = 0`, w in "
          "radians per mm. Steered, the axes are the eigenvectors of the structure tensor (Gaussian of `tensor_sigma`) "
          "at each voxel; "
          "IBSI has no consensus values for that, rotation covariance is tested.")
      .methods(
          "Riesz transforms of order {order} of a {of} filter (sigma {sigma} mm or level {level}, {boundary} boundary) "
          "were computed in the Fourier domain (structure tensor: {tensor_sigma} mm).")
      .cites({"unser2010", "chenouard2012", "ibsi2filters2020"})
      .part(filter);
}

std::vector<engine::Operation> fourier_filters() {
  std::vector<engine::Operation> out{simoncelli_operation(), riesz_operation(), gradient_operation(), lbp_operation()};
  for (auto& op : pointwise_operations()) out.push_back(std::move(op));
  return out;
}

}  // namespace rgx::filters
