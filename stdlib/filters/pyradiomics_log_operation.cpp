// `log(sigma: …)` under `conventions: pyradiomics`.
#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/pyradiomics_log.hpp"

namespace rgx::filters {

engine::Operation pyradiomics_log_operation() {
  auto sigma = length_param("sigma", 0, 0.01, 1000, "standard deviation of the Gaussian; several give a response each");
  sigma.fallback = {};
  sigma.required = true;
  sigma.list = true;
  sigma.positional = true;
  Filter filter;
  filter.names = [](const engine::Json& params, bool) {
    std::vector<std::string> names;
    for (const double s : numbers_of(params, "sigma")) {
      std::string text = spelled(s, '-');
      if (text.find('-') == std::string::npos) text += "-0";  // Python prints 3.0
      names.push_back("log-sigma-" + text + "-mm-3D");
    }
    return names;
  };
  // In 3D even where features are read by slice, as PyRadiomics does.
  filter.apply = [](const Ask& ask) {
    return laplacian_recursive_gaussian(ask.image, numbers_of(ask.params, "sigma").at(ask.response), ask.wanted,
                                        ask.parallel);
  };
  return engine::Declare<engine::Json>("log", 1)
      .role(lang::Role::filter)
      .in("pyradiomics")
      .param(sigma)
      .platform_sensitive()  // exp, sin and cos of the coefficients
      .summary("Laplacian of Gaussian as PyRadiomics takes it: recursive, in 3D, normalised across scale")
      .details(
          "ITK's recursive Gaussian (Deriche 1993; Farnebäck & Westin 2006) with normalisation across scale, in ITK's "
          "order of roundings: "
          "the second derivative along each axis, smoothed along the two others, summed. Responses: "
          "`log-sigma-3-0-mm-3D`.")
      .methods(
          "Laplacian-of-Gaussian responses (sigma {sigma} mm) were computed as in PyRadiomics 3: recursive Gaussian "
          "approximation, in 3D, normalised across scale.")
      .cites({"vangriethuysen2017", "farneback2006", "itk2014"})
      .part(filter);
}

}  // namespace rgx::filters
