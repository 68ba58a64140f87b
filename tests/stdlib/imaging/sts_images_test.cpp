// Real files: the soft-tissue sarcoma cohort's images and tumour masks.
#include <map>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/resample.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"
#include "tests/support/data.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
namespace fs = std::filesystem;
using namespace rgx::test;

TEST_CASE("every PET of the cohort: header, mask and image on one grid, finite, non-empty") {
  const auto data = data_dir("cohorts/sts/nifti");
  if (!data) return;
  std::map<std::string, int> seen;
  for (const auto& subject : fs::directory_iterator(*data / "cohorts/sts/nifti")) {
    for (const std::string scan : {"PET", "CT", "MR_T1"}) {
      const fs::path image = subject.path() / (scan + "_image.nii.gz"), mask = subject.path() / (scan + "_mask.nii.gz");
      if (!fs::exists(image)) continue;
      CAPTURE(image.string());
      ++seen[scan];
      const sd::ImageHeader header = sd::read_header(image);
      CHECK(header.pixel_type == "float32");
      CHECK(sd::explain_difference(header.geometry, sd::read_header(mask).geometry).value_or("same") == "same");
      if (scan != "PET") continue;  // the others are large
      const en::Image voxels = sd::read_image(image);
      const en::Mask region = sd::read_mask(mask, 1);
      CHECK(sd::count_non_finite(voxels).total() == 0);
      const sd::Moments m = sd::moments(voxels, region);
      CHECK(m.n > 10);
      CHECK(m.minimum >= 0);  // SUV
      CHECK(m.maximum < 100);
    }
  }
  CHECK(seen["PET"] == 51);
  CHECK(seen["CT"] == 8);
  CHECK(seen["MR_T1"] == 9);
}

TEST_CASE("one PET at 4 mm: the tumour keeps its volume and its mean") {
  const auto data = data_dir("cohorts/sts/nifti/STS_002");
  if (!data) return;
  const fs::path folder = *data / "cohorts/sts/nifti/STS_002";
  en::Case subject;
  subject.scans["PET"] = {sd::read_image(folder / "PET_image.nii.gz"), "PET"};
  subject.regions["gtv"] = {sd::read_mask(folder / "PET_mask.nii.gz", 1), "", {}};
  const auto volume = [](const en::Mask& mask) {
    const auto& s = mask.geometry.spacing;
    return static_cast<double>(sd::count(mask)) * s[0] * s[1] * s[2];
  };
  for (const auto method :
       {sd::ImageInterpolation::nearest, sd::ImageInterpolation::linear, sd::ImageInterpolation::bspline}) {
    const en::Case out = sd::resample(subject, {{4.0, 4.0, 4.0}, method, sd::MaskInterpolation::linear, 0.5, ""});
    const en::Mask &before = subject.regions["gtv"].mask, &after = out.regions.at("gtv").mask;
    CHECK(volume(after) == doctest::Approx(volume(before)).epsilon(0.05));
    CHECK(sd::moments(out.scans.at("PET").image, after).mean ==
          doctest::Approx(sd::moments(subject.scans["PET"].image, before).mean).epsilon(0.05));
  }
}

TEST_CASE("a mask of another scan's grid is refused with the reason") {
  const auto data = data_dir("cohorts/sts/nifti/STS_001");
  if (!data) return;
  const fs::path folder = *data / "cohorts/sts/nifti/STS_001";
  const auto why = sd::explain_difference(sd::read_header(folder / "PET_image.nii.gz").geometry,
                                          sd::read_header(folder / "CT_mask.nii.gz").geometry, "PET", "gtv");
  REQUIRE(why);
  CHECK(why->find("size: 41 x 43 x 59 and 198 x 202 x 59 voxels; spacing: 4.6875, 4.6875, 3.27 and 0.9765") !=
        std::string::npos);
}
