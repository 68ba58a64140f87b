// Every value of `reference/pyradiomics/values.csv` that this build can compute, against PyRadiomics' own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "stdlib/features/pyradiomics/discretise.hpp"
#include "stdlib/features/pyradiomics/first_order.hpp"
#include "stdlib/features/pyradiomics/glcm.hpp"
#include "stdlib/features/pyradiomics/ngtdm.hpp"
#include "stdlib/features/pyradiomics/shape.hpp"
#include "stdlib/features/pyradiomics/size_families.hpp"
#include "stdlib/features/pyradiomics/table.hpp"
#include "stdlib/filters/pyradiomics_log.hpp"
#include "stdlib/filters/pyradiomics_wavelet.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "tests/support/data.hpp"

using namespace rgx;
using namespace rgx::features;
namespace py = rgx::features::pyradiomics;

namespace {

using Named = std::map<std::string, Value>;

template <std::size_t N>
void name(Named& into, const std::string& image, Family family, const std::array<Value, N>& values) {
  const auto features = features_of_pyradiomics(family);
  REQUIRE(features.size() == N);
  for (std::size_t i = 0; i < N; ++i) {
    into[image + "_" + std::string(pyradiomics_name(family)) + "_" + std::string(features[i].name)] = values[i];
  }
}

// The 93 features that read intensities.
void of_image(Named& into, const std::string& name_of_image, const engine::Image& image, const engine::Mask& mask,
              double width) {
  const Roi roi = crop(mask);
  const auto intensity = intensities(image, mask, roi);
  const Levels levels = py::discretise(intensity, Discretisation::of_width(width));
  REQUIRE(levels.reason == Reason::none);
  const LevelBox box(roi, levels);
  name(into, name_of_image, Family::py_firstorder, py::first_order(intensity, levels, roi.spacing));
  name(into, name_of_image, Family::py_glcm, py::glcm(box, levels.distinct));
  name(into, name_of_image, Family::py_glrlm, py::glrlm(box));
  name(into, name_of_image, Family::py_glszm, py::glszm(box));
  name(into, name_of_image, Family::py_gldm, py::gldm(box));
  name(into, name_of_image, Family::py_ngtdm, py::ngtdm(box));
}

struct Reference {
  double width = 0;
  std::map<std::string, double> values;
};

std::map<std::string, Reference> reference(const std::filesystem::path& data) {
  std::ifstream in(data / "reference/pyradiomics/values.csv");
  REQUIRE(in);
  std::map<std::string, Reference> out;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream row(line);
    std::string subject, width, feature, value;
    std::getline(row, subject, ',');
    std::getline(row, width, ',');
    std::getline(row, feature, ',');
    std::getline(row, value);
    out[subject].width = std::stod(width);
    out[subject].values[feature] = std::stod(value);
  }
  return out;
}

}  // namespace

namespace {

struct Agreement {
  int compared = 0;
  double worst = 0;
  std::string where;
};

// Every value of `images` (PyRadiomics' names of an original or filtered image).
void compare(Agreement& into, const std::string& subject, Named& found, const Reference& expected,
             const std::string& image_name) {
  for (const auto& [feature, value] : expected.values) {
    if (feature.rfind(image_name + "_", 0) != 0) continue;
    CAPTURE(subject);
    CAPTURE(feature);
    REQUIRE(found.count(feature) == 1);
    CHECK(found[feature].present());
    // A wavelet's detail has a mean near zero; what rounding its voxels to float32 leaves of that is small beside the
    // voxels, not beside the mean.
    const bool mean_of_detail = image_name.rfind("wavelet-", 0) == 0 && feature == image_name + "_firstorder_Mean";
    const double floor = mean_of_detail ? 1e-9 * expected.values.at(image_name + "_firstorder_RootMeanSquared") : 0;
    const double difference = std::max(0.0, std::fabs(found[feature].value - value) - floor) / std::fabs(value);
    CHECK(difference <= 1e-6);
    ++into.compared;
    if (difference > into.worst) {
      into.worst = difference;
      into.where = subject + " " + feature;
    }
  }
}

struct Scan {
  engine::Image image;
  engine::Mask mask;
};

Scan read(const std::filesystem::path& data, const std::string& subject) {
  if (subject == "digital_phantom") {
    const auto phantom = data / "reference/ibsi1/ibsi_1_digital_phantom/nifti";
    return {stdlib::read_image(phantom / "image/phantom.nii.gz"), stdlib::read_mask(phantom / "mask/mask.nii.gz")};
  }
  const auto folder = data / "cohorts/sts/nifti" / subject.substr(0, 7);
  const std::string scan = subject.substr(8);
  return {stdlib::read_image(folder / (scan + "_image.nii.gz")), stdlib::read_mask(folder / (scan + "_mask.nii.gz"))};
}

}  // namespace

// No value of these cases is 0, so tolerances are relative; of the 4255 two need more (see compare).
TEST_CASE("pyradiomics: the original features of five cases are PyRadiomics' own") {
  const auto data = test::data_dir("reference/pyradiomics/values.csv");
  if (!data || !test::data_dir("cohorts/sts/nifti")) return;
  Agreement all;
  for (const auto& [subject, expected] : reference(*data)) {
    const Scan scan = read(*data, subject);
    Named found;
    of_image(found, "original", scan.image, scan.mask, expected.width);
    name(found, "original", Family::py_shape, py::shape(crop(scan.mask)));
    compare(all, subject, found, expected, "original");
  }
  CHECK(all.compared == 535);
  CAPTURE(all.where);
  CHECK(all.worst < 1e-11);  // what differs is the order of summation
}

TEST_CASE("pyradiomics: the features of its filtered images are its own") {
  const auto data = test::data_dir("reference/pyradiomics/values.csv");
  if (!data || !test::data_dir("cohorts/sts/nifti")) return;
  Agreement log, wavelet;
  for (const auto& [subject, expected] : reference(*data)) {
    if (subject == "digital_phantom") continue;
    const Scan scan = read(*data, subject);
    const filters::Box all = filters::whole(scan.image.geometry);
    for (const int sigma : {3, 5}) {
      const std::string image_name = "log-sigma-" + std::to_string(sigma) + "-0-mm-3D";
      Named found;
      of_image(found, image_name, filters::laplacian_recursive_gaussian(scan.image, sigma, all, stats::serial_for),
               scan.mask, expected.width);
      compare(log, subject, found, expected, image_name);
    }
    for (const char* letters : {"LLL", "LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH"}) {
      const std::string image_name = std::string("wavelet-") + letters;
      Named found;
      of_image(found, image_name, filters::stationary_wavelet(scan.image, "coif1", 1, letters, all, stats::serial_for),
               scan.mask, expected.width);
      compare(wavelet, subject, found, expected, image_name);
    }
  }
  CHECK(log.compared == 744);
  CHECK(wavelet.compared == 2976);
  CAPTURE(log.where);
  CHECK(log.worst < 1e-11);
  // A wavelet's voxels are float32 here and float64 there.
  CAPTURE(wavelet.where);
  CHECK(wavelet.worst < 1e-6);
  MESSAGE("wavelet: worst relative difference " << wavelet.worst << ", " << wavelet.where);
}
