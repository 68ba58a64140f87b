#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/resample.hpp"
#include "stdlib/imaging/step.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Json;

namespace {

struct Resample {
  std::string image, mask, grid;
  double threshold = 0.5;
};

// One length for all axes, or three, `keep` among them.
Spacing spacing_of(const Json& value) {
  Spacing out;
  if (value.is_number()) {
    out.fill(value.get<double>());
    return out;
  }
  if (value.is_array() && value.size() == 1) return spacing_of(value[0]);
  if (!value.is_array() || value.size() != 3)
    throw engine::Failure("out-of-range", "`spacing` takes one length or three, found " + value.dump());
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (value[axis].is_number()) out[axis] = value[axis].get<double>();
  return out;
}

}  // namespace

engine::Operation resample_operation() {
  lang::Param spacing;
  spacing.name = "spacing";
  spacing.type = lang::ParamType::number;
  spacing.dimension = "length";
  spacing.required = true;
  spacing.list = true;
  spacing.choices = {"keep"};
  spacing.low = 0.01;
  spacing.high = 100;
  spacing.text = "voxel edge, one length for all axes or three (`keep` leaves an axis as it is)";
  return engine::Declare<Resample>("resample", 1)
      .role(lang::Role::preprocess)
      .in("preprocess")
      .param(spacing)
      .param(&Resample::image, "image", std::string("linear"), "interpolation of images")
      .choices({"nearest", "linear", "bspline"})
      .param(&Resample::mask, "mask", std::string("linear"), "interpolation of masks")
      .choices({"nearest", "linear"})
      .param(&Resample::threshold, "threshold", 0.5, "share of a voxel from which it belongs to the region")
      .range(0, 1)
      .platform_sensitive()
      .summary("interpolates scans and regions to a new spacing; grids aligned by centre, CT rounded to whole HU")
      .methods(
          "Images were resampled to {spacing} mm ({image} interpolation) and masks likewise ({mask}, threshold "
          "{threshold}), with grids aligned by their centres.")
      .cites({"ibsi2020"})
      .run([](const Resample& p, const Context& c) {
        return change_case(c, [&](engine::Case& subject, auto&) {
          CaseResampling how;
          how.spacing = spacing_of(c.params.at("spacing"));
          how.image = p.image == "nearest"  ? ImageInterpolation::nearest
                      : p.image == "linear" ? ImageInterpolation::linear
                                            : ImageInterpolation::bspline;
          how.mask = p.mask == "nearest" ? MaskInterpolation::nearest : MaskInterpolation::linear;
          how.threshold = p.threshold;
          subject = resample(subject, how);
        });
      });
}

}  // namespace rgx::stdlib
