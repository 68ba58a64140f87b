// Square, square root, logarithm, exponential and gradient under `conventions: pyradiomics`: the same numbers as in
// `features`, under PyRadiomics' names.
#include "stdlib/filters/fourier_params.hpp"
#include "stdlib/filters/gradient.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/pointwise.hpp"

namespace rgx::filters {

namespace {

engine::Operation by_voxel(const char* block, const char* name, Pointwise which, const char* summary,
                           const char* methods) {
  Filter filter;
  filter.names = [name](const engine::Json&, bool) { return std::vector<std::string>{name}; };
  filter.apply = [which](const Ask& ask) { return pointwise(ask.image, which, ask.wanted, ask.parallel); };
  return engine::Declare<engine::Json>(name, 1)
      .role(lang::Role::filter)
      .in(block)
      .platform_sensitive()  // log and exp
      .summary(summary)
      .details(
          "With m the largest absolute intensity of the whole image, so that responses have its range: square `(x / "
          "sqrt(m))^2`, square root "
          "`sign(x) sqrt(m |x|)`, logarithm `sign(x) log(|x| + 1) m / log(m + 1)`, exponential `exp(x log(m) / m)`.")
      .methods(methods)
      .cites({"vangriethuysen2017"})
      .part(filter);
}

std::vector<engine::Operation> four(const char* block, const char* square_root) {
  return {by_voxel(block, "square", Pointwise::square, "squared intensities, scaled to the range of the image",
                   "Intensities were squared and scaled to the range of the image."),
          by_voxel(block, square_root, Pointwise::square_root,
                   "signed square root of the intensities, scaled to the range of the image",
                   "The signed square root of the intensities was taken and scaled to the range of the image."),
          by_voxel(block, "logarithm", Pointwise::logarithm,
                   "signed logarithm of |intensity| + 1, scaled to the range of the image",
                   "The signed logarithm of the intensities' magnitude plus 1 was taken and scaled to the range of the "
                   "image."),
          by_voxel(block, "exponential", Pointwise::exponential,
                   "exponential of the intensities, scaled to the range of the image",
                   "The exponential of the intensities was taken, scaled to the range of the image.")};
}

engine::Operation gradient_in(const char* block, bool pyradiomics) {
  Filter filter;
  filter.names = [](const engine::Json& params, bool) {
    return std::vector<std::string>{flag_of(params, "use_spacing", true) ? "gradient" : "gradient_by_voxel"};
  };
  // PyRadiomics takes it in 3D even where features are read by slice.
  filter.apply = [pyradiomics](const Ask& ask) {
    return gradient_magnitude(ask.image, flag_of(ask.params, "use_spacing", true), ask.by_slice && !pyradiomics,
                              ask.wanted, ask.parallel);
  };
  lang::Param spacing;
  spacing.name = "use_spacing";
  spacing.type = lang::ParamType::boolean;
  spacing.fallback = true;
  spacing.text = "differences per mm; false: per voxel";
  return engine::Declare<engine::Json>("gradient", 1)
      .role(lang::Role::filter)
      .in(block)
      .param(spacing)
      .summary("magnitude of the gradient by central differences")
      .details(
          "`sqrt(sum ((x[i+1] - x[i-1]) / (2 s))^2)` over the axes, s the spacing in mm (1 without it), the image "
          "continued by its border voxels.")
      .methods("The magnitude of the gradient was computed by central differences (per mm: {use_spacing}).")
      .cites({"vangriethuysen2017", "itk2014"})
      .part(filter);
}

}  // namespace

std::vector<engine::Operation> pointwise_operations() { return four("features", "square_root"); }

engine::Operation gradient_operation() { return gradient_in("features", false); }

std::vector<engine::Operation> pyradiomics_pointwise_operations() {
  auto out = four("pyradiomics", "squareroot");
  out.push_back(gradient_in("pyradiomics", true));
  return out;
}

std::vector<engine::Operation> pyradiomics_filters() {
  std::vector<engine::Operation> out{pyradiomics_log_operation(), pyradiomics_wavelet_operation()};
  for (auto& op : pyradiomics_pointwise_operations()) out.push_back(std::move(op));
  return out;
}

}  // namespace rgx::filters
