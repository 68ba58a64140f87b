// Size, mean and extremes of the IBSI CT phantom before and after each step against the reference diagnostics.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/resample.hpp"
#include "stdlib/imaging/resegment.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "tests/support/data.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;

namespace {

using Found = std::map<std::string, double>;

void note_region(Found& found, const std::string& step, const en::Image& image, const en::Mask& intensity,
                 const en::Mask& shape) {
  const sd::Moments m = sd::moments(image, intensity);
  const auto grid = image.geometry.size;
  const auto box = sd::extent(intensity).size(), shape_box = sd::extent(shape).size();
  const char* axes = "xyz";
  for (std::size_t a = 0; a < 3; ++a) {
    found[fmt::format("int_mask_dim_{}_{}_roi", axes[a], step)] = static_cast<double>(grid[a]);
    found[fmt::format("int_mask_bb_dim_{}_{}_roi", axes[a], step)] = static_cast<double>(box[a]);
    found[fmt::format("morph_mask_bb_dim_{}_{}_roi", axes[a], step)] = static_cast<double>(shape_box[a]);
  }
  found[fmt::format("int_mask_vox_count_{}_roi", step)] = static_cast<double>(m.n);
  found[fmt::format("morph_mask_vox_count_{}_roi", step)] = static_cast<double>(sd::count(shape));
  found[fmt::format("int_mask_mean_int_{}_roi", step)] = m.mean;
  found[fmt::format("int_mask_min_int_{}_roi", step)] = m.minimum;
  found[fmt::format("int_mask_max_int_{}_roi", step)] = m.maximum;
}

void note_image(Found& found, const std::string& step, const en::Image& image) {
  const sd::Moments m = sd::moments(image);
  const char* axes = "xyz";
  for (std::size_t a = 0; a < 3; ++a) {
    found[fmt::format("img_dim_{}_{}_img", axes[a], step)] = static_cast<double>(image.geometry.size[a]);
    found[fmt::format("vox_dim_{}_{}_img", axes[a], step)] = image.geometry.spacing[a];
  }
  found[fmt::format("mean_int_{}_img", step)] = m.mean;
  found[fmt::format("min_int_{}_img", step)] = m.minimum;
  found[fmt::format("max_int_{}_img", step)] = m.maximum;
}

// As the reference is printed: three significant digits, counts and sizes whole.
double rounded_as(double value, const std::string& printed) {
  const auto point = printed.find('.');
  const double scale = point == std::string::npos ? 1 : std::pow(10.0, static_cast<double>(printed.size() - point - 1));
  return std::round(value * scale) / scale;
}

struct Configuration {
  std::string letter;
  sd::Spacing spacing;
  sd::ImageInterpolation image;
  sd::Resegmentation reseg;
};

void check(const Configuration& configuration) {
  const auto data = rgx::test::data_dir("reference/ibsi1/reference_values_mirp");
  if (!data) return;
  CAPTURE(configuration.letter);
  const auto phantom = *data / "reference/ibsi1/ibsi_1_ct_radiomics_phantom/nifti";
  en::Case subject;
  subject.scans["CT"] = {sd::read_image(phantom / "image/phantom.nii.gz"), "CT"};
  subject.regions["gtv"] = {sd::read_mask(phantom / "mask/mask.nii.gz"), "", {}};
  Found found;
  note_image(found, "init", subject.scans["CT"].image);
  note_region(found, "init", subject.scans["CT"].image, subject.regions["gtv"].mask, subject.regions["gtv"].mask);
  subject = sd::resample(subject, {configuration.spacing, configuration.image, sd::MaskInterpolation::linear, 0.5, ""});
  const en::Image& image = subject.scans["CT"].image;
  const en::Mask morphological = subject.regions["gtv"].mask;
  note_image(found, "interp", image);
  note_region(found, "interp", image, morphological, morphological);
  sd::resegment(subject, "CT", configuration.reseg);
  CHECK(subject.regions["gtv"].mask.voxels == morphological.voxels);
  note_region(found, "reseg", image, subject.regions["gtv"].intensity.at("CT"), subject.regions["gtv"].mask);

  std::ifstream table(*data /
                      ("reference/ibsi1/reference_values_mirp/ibsi_1_chest_config_" + configuration.letter + ".csv"));
  REQUIRE(table);
  std::string line;
  std::getline(table, line);
  int met = 0, of = 0;
  while (std::getline(table, line)) {
    std::istringstream cells(line);
    std::string value, tolerance, tag;
    std::getline(cells, value, ';');
    std::getline(cells, tolerance, ';');
    std::getline(cells, tag, ';');
    while (!tag.empty() && (tag.back() == '\r' || tag.back() == ' ')) tag.pop_back();
    if (!found.contains(tag)) continue;
    ++of;
    const double off = std::abs(rounded_as(found[tag], value) - std::stod(value));
    if (off <= std::stod(tolerance) + 1e-9)
      ++met;
    else
      MESSAGE(configuration.letter << " " << tag << ": " << found[tag] << ", reference " << value << " within "
                                   << tolerance);
  }
  MESSAGE("configuration " << configuration.letter << ": " << met << " of " << of << " diagnostics");
  CHECK(of == 60);
  CHECK(met == of);
}

}  // namespace

TEST_CASE("IBSI CT phantom: the diagnostics of resampling and resegmentation") {
  const sd::Spacing two{2.0, 2.0, 2.0}, in_plane{2.0, 2.0, std::nullopt}, keep{};
  const auto linear = sd::ImageInterpolation::linear, spline = sd::ImageInterpolation::bspline;
  const std::pair<double, double> soft{-500, 400}, wide{-1000, 400};
  check({"a", keep, linear, {soft, std::nullopt}});
  check({"b", in_plane, linear, {soft, std::nullopt}});
  check({"c", two, linear, {wide, std::nullopt}});
  check({"d", two, linear, {std::nullopt, 3.0}});
  check({"e", two, spline, {wide, 3.0}});
}
