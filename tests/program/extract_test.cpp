// `rgx extract` with the protocols that come with the program, against PyRadiomics' and IBSI's own numbers.
#include <algorithm>
#include <cmath>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

namespace rgx::test {

TEST_CASE("extract: --protocol pyradiomics gives PyRadiomics' names and values") {
  const auto data = data_dir("reference/pyradiomics");
  if (!data) return;
  const std::string subject = (*data / "cohorts/sts/nifti/STS_002").string();
  const Folder f;
  // Bins of 0.5 SUV, as the reference was made: the protocol is a definition, and a file of one's own may call it.
  const std::string mine = f.write("fine.rgx", "rgx 1\nuse pyradiomics\ndefine fine() { pyradiomics(width: 0.5) }\n");
  const Ended e = call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz", "--protocol", mine});
  INFO(e.err);
  REQUIRE(e.status == 0);
  const Rows row = read_rows(f.write("row.csv", e.out));
  CHECK(row.header.size() == 1 + 107);
  const Rows expected = read_rows((*data / "reference/pyradiomics/values.csv").string());
  std::size_t compared = 0;
  double worst = 0;
  for (std::size_t i = 0; i < expected.cells.size(); ++i) {
    const std::string& name = expected.at(i, "feature");
    if (expected.at(i, "case") != "STS_002_PET" || name.rfind("original_", 0) != 0) continue;
    const double want = expected.number(i, "value"), found = row.number(0, name);
    INFO(name, " expected ", want, " found ", found);
    CHECK(std::fabs(found - want) <= 1e-6 * std::fabs(want));
    worst = std::max(worst, std::fabs(found - want) / std::max(std::fabs(want), 1e-300));
    ++compared;
  }
  CHECK(compared == 107);
  MESSAGE("largest relative difference: " << worst);
  CHECK(call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz", "--protocol", "pyradiomics"})
            .prints("original_firstorder_Kurtosis"));
}

TEST_CASE("extract: --protocol ibsi_c meets configuration C of the CT phantom") {
  const auto data = data_dir("reference/ibsi1/ibsi_1_ct_radiomics_phantom");
  if (!data) return;
  const std::string phantom = (*data / "reference/ibsi1/ibsi_1_ct_radiomics_phantom/nifti").string();
  const Ended e = call({"extract", phantom + "/image/phantom.nii.gz", phantom + "/mask/mask.nii.gz", "--protocol",
                        "ibsi_c", "--modality", "CT"});
  INFO(e.err);
  REQUIRE(e.status == 0);
  const Folder f;
  const Rows row = read_rows(f.write("row.csv", e.out));
  // reference/ibsi1/ibsi_manual_reference_values.csv, config. C
  CHECK(std::fabs(row.number(0, "roi.shape.volume_mesh") - 367000) <= 6000);
  CHECK(std::fabs(row.number(0, "roi.image.original.intensity.mean") - -49) <= 2.9);
  CHECK(std::fabs(row.number(0, "roi.image.original.glcm.joint_entropy") - 6.39) <= 0.06);
  CHECK(row.header.end() !=
        std::find(row.header.begin(), row.header.end(), "roi.image.original.glcm.joint_entropy.3d_volume_merge"));
}

TEST_CASE("extract: what is no protocol is said with those there are") {
  const auto data = data_dir("cohorts/sts");
  if (!data) return;
  const std::string subject = (*data / "cohorts/sts/nifti/STS_001").string();
  const auto with = [&](const std::string& protocol) {
    return call({"extract", subject + "/PET_image.nii.gz", subject + "/PET_mask.nii.gz", "--protocol", protocol});
  };
  const Ended unknown = with("ibsi_f");
  CHECK(unknown.status == 1);
  CHECK(unknown.says("there is no protocol `ibsi_f`"));
  CHECK(unknown.says("`ibsi_a`, `ibsi_b`"));
  const Folder f;
  CHECK(with(f.write("other.rgx", "rgx 1\ndefine one() { families: shape }\n")).says("has no definition `other`"));
  const Ended wrong = with(f.write("wrong.rgx", "rgx 1\ndefine wrong() { families: glcms; discretise(bins: 8) }\n"));
  CHECK(wrong.status == 1);
  CHECK(wrong.says("did you mean `glcm`"));
  CHECK(wrong.says("wrong.rgx:2"));
}

}  // namespace rgx::test
