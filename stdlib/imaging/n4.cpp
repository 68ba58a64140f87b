#include "stdlib/imaging/n4.hpp"

#include <fmt/format.h>
#include <itkBSplineControlPointImageFilter.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>
#include <itkShrinkImageFilter.h>

#include <algorithm>
#include <cmath>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/itk_image.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

void require_settings(const N4Settings& s) {
  const auto refuse = [](const std::string& what) { throw ImageError("n4-settings", {}, what); };
  if (s.shrink < 1) refuse(fmt::format("shrink is {}, at least 1 is expected", s.shrink));
  if (s.levels < 1 || s.levels > 8) refuse(fmt::format("levels is {}, 1 to 8 are expected", s.levels));
  if (s.iterations < 1) refuse(fmt::format("iterations is {}, at least 1 is expected", s.iterations));
  if (!(s.convergence >= 0)) refuse(fmt::format("convergence is {:g}, at least 0 is expected", s.convergence));
  if (s.control_points < 4)
    refuse(fmt::format("control points are {}, a cubic spline needs at least 4 per axis", s.control_points));
  if (!(s.bias_fwhm > 0))
    refuse(fmt::format("the bias field's width is {:g}, a value above 0 is expected", s.bias_fwhm));
  if (!(s.wiener_noise > 0))
    refuse(fmt::format("the Wiener noise is {:g}, a value above 0 is expected", s.wiener_noise));
  if (s.histogram_bins < 2) refuse(fmt::format("histogram bins are {}, at least 2 are expected", s.histogram_bins));
}

// log of the bias field on the whole grid, fitted where `fit` is 1.
template <unsigned D>
std::vector<float> log_field(const engine::Image& image, const std::vector<float>& positive, const engine::Mask& fit,
                             const N4Settings& settings) {
  using Image = itk::Image<float, D>;
  using Mask = itk::Image<std::uint8_t, D>;
  constexpr std::int64_t kSmallest = 4;
  const auto full = itk_image<D>(image.geometry, positive);
  const auto shrink_image = itk::ShrinkImageFilter<Image, Image>::New();
  const auto shrink_mask = itk::ShrinkImageFilter<Mask, Mask>::New();
  for (unsigned axis = 0; axis < D; ++axis) {
    const std::int64_t most = std::max<std::int64_t>(1, image.geometry.size[axis] / kSmallest);
    const auto factor = static_cast<unsigned>(std::min<std::int64_t>(settings.shrink, most));
    shrink_image->SetShrinkFactor(axis, factor);
    shrink_mask->SetShrinkFactor(axis, factor);
  }
  shrink_image->SetNumberOfWorkUnits(1);
  shrink_mask->SetNumberOfWorkUnits(1);
  shrink_image->SetInput(full);
  shrink_mask->SetInput(itk_image<D>(fit.geometry, fit.voxels));
  shrink_image->Update();
  shrink_mask->Update();
  const Mask* coarse = shrink_mask->GetOutput();
  const std::size_t coarse_voxels = coarse->GetBufferedRegion().GetNumberOfPixels();
  const auto* first = coarse->GetBufferPointer();
  const auto* intensities = shrink_image->GetOutput()->GetBufferPointer();
  std::size_t inside = 0;
  float lowest = 0, highest = 0;
  for (std::size_t v = 0; v < coarse_voxels; ++v) {
    if (!first[v]) continue;
    lowest = inside == 0 ? intensities[v] : std::min(lowest, intensities[v]);
    highest = inside == 0 ? intensities[v] : std::max(highest, intensities[v]);
    ++inside;
  }
  if (inside < 2 || lowest == highest)
    throw ImageError(
        "n4-mask", {},
        fmt::format("{} positive voxels of the mask are left after shrinking by {}, with {}; ask for a smaller shrink",
                    inside, settings.shrink, inside < 2 ? "at least 2 expected" : "one intensity only"));

  using N4 = itk::N4BiasFieldCorrectionImageFilter<Image, Mask, Image>;
  const auto filter = N4::New();
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(shrink_image->GetOutput());
  filter->SetMaskImage(shrink_mask->GetOutput());
  filter->SetMaskLabel(1);
  filter->SetUseMaskLabel(true);
  filter->SetSplineOrder(3);
  typename N4::ArrayType points, levels;
  points.Fill(static_cast<unsigned>(settings.control_points));
  levels.Fill(static_cast<unsigned>(settings.levels));
  filter->SetNumberOfControlPoints(points);
  filter->SetNumberOfFittingLevels(levels);
  typename N4::VariableSizeArrayType iterations(static_cast<unsigned>(settings.levels));
  iterations.Fill(static_cast<unsigned>(settings.iterations));
  filter->SetMaximumNumberOfIterations(iterations);
  filter->SetConvergenceThreshold(static_cast<float>(settings.convergence));
  filter->SetBiasFieldFullWidthAtHalfMaximum(static_cast<float>(settings.bias_fwhm));
  filter->SetWienerFilterNoise(static_cast<float>(settings.wiener_noise));
  filter->SetNumberOfHistogramBins(static_cast<unsigned>(settings.histogram_bins));
  filter->Update();

  using Field =
      itk::BSplineControlPointImageFilter<typename N4::BiasFieldControlPointLatticeType, typename N4::ScalarImageType>;
  const auto field = Field::New();
  field->SetNumberOfWorkUnits(1);
  field->SetInput(filter->GetLogBiasFieldControlPointLattice());
  field->SetSplineOrder(3);
  field->SetSize(full->GetLargestPossibleRegion().GetSize());
  field->SetOrigin(full->GetOrigin());
  field->SetDirection(full->GetDirection());
  field->SetSpacing(full->GetSpacing());
  field->Update();
  std::vector<float> out(image.voxels.size());
  const auto* values = field->GetOutput()->GetBufferPointer();
  for (std::size_t v = 0; v < out.size(); ++v) out[v] = values[v][0];
  return out;
}

}  // namespace

N4Result n4(const engine::Image& image, const engine::Mask& mask, const N4Settings& settings) {
  require_settings(settings);
  require_same_grid(image.geometry, mask.geometry, "image", "mask");
  const std::size_t inside = count(mask);
  if (inside == 0) throw ImageError("mask-empty", {}, "the mask that n4 fits the bias field in has no voxel");
  require_finite(image, mask, "n4");
  N4Result out{image, 0, 1, 1};
  engine::Mask fit = mask;
  // Zeros and not-a-number outside the mask never reach the fit; ITK copies them through its filters all the same.
  std::vector<float> positive(image.voxels.size(), 0.0F);
  for (std::size_t v = 0; v < positive.size(); ++v) {
    const bool in = mask.voxels[v] != 0, usable = image.voxels[v] > 0;
    if (in && !usable) ++out.left_out;
    fit.voxels[v] = in && usable ? 1 : 0;
    if (fit.voxels[v]) positive[v] = image.voxels[v];
  }
  if (out.left_out == inside)
    throw ImageError(
        "n4-mask", {},
        fmt::format("none of the {} voxels of the mask has an intensity above 0: n4 works on their logarithm", inside));
  std::vector<float> log_bias;
  try {
    log_bias = image.geometry.size[2] == 1 ? log_field<2>(image, positive, fit, settings)
                                           : log_field<3>(image, positive, fit, settings);
  } catch (const itk::ExceptionObject& error) {
    throw ImageError("n4-mask", {}, fmt::format("the bias field could not be fitted: {}", error.GetDescription()));
  }
  bool first = true;
  for (std::size_t v = 0; v < log_bias.size(); ++v) {
    const double field = std::exp(static_cast<double>(log_bias[v]));
    out.corrected.voxels[v] = static_cast<float>(image.voxels[v] / field);
    if (!mask.voxels[v]) continue;
    if (!std::isfinite(field))
      throw ImageError("n4-mask", {},
                       "the bias field is not finite: the mask is too small or too thin for these settings");
    out.field_minimum = first ? field : std::min(out.field_minimum, field);
    out.field_maximum = first ? field : std::max(out.field_maximum, field);
    first = false;
  }
  return out;
}

}  // namespace rgx::stdlib
