// The example of robustness from one scan: readings of each patient, the filter by them, and what it leaves.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"
#include "tests/support/data.hpp"

using namespace rgx::test;

TEST_CASE("perturb: nine readings of each sarcoma, and what withstands them") {
  const auto data = data_dir("cohorts/sts");
  if (!data) return;
  const Folder f;
  const Settings here{.environment = {{"RGX_DATA_DIR", data->string()}}, .largest_file = {}, .folder = {}};
  run_study((source_dir() / "examples/sts_robustness/study.rgx").string(), f / "run", f / "store", {"-j", "2"}, 0,
            here);
  const auto table = [&](const std::string& name) { return read_rows(f / "run/tables/" + name + ".csv"); };

  const Rows readings = table("stable.perturbed");
  CHECK(readings.header[1] == "perturbation");
  std::map<std::string, std::size_t> of;
  for (std::size_t r = 0; r < readings.cells.size(); ++r) ++of[readings.at(r, "perturbation")];
  CHECK(of.size() == 9);
  for (const auto& [key, n] : of) CHECK_MESSAGE(n == 51, key);
  // The original stands there as it stands in the features.
  const Rows features = table("radiomics");
  CHECK(readings.at(0, "perturbation") == "original");
  CHECK(readings.at(0, "gtv.PET.original.intensity.mean") == features.at(0, "gtv.PET.original.intensity.mean"));

  const Rows stable = table("stable");
  std::set<std::string> kept;
  for (std::size_t r = 0; r < stable.cells.size(); ++r) {
    CHECK(stable.at(r, "repeats") == "9");
    const bool stays = !stable.at(r, "ci_low").empty() && stable.number(r, "ci_low") >= 0.75;
    CHECK((stable.at(r, "kept") == "yes") == stays);
    if (stable.at(r, "kept") == "yes") kept.insert(stable.at(r, "feature"));
  }
  CHECK(kept.size() > stable.cells.size() / 2);
  CHECK(kept.size() < stable.cells.size());
  CHECK(kept.contains("gtv.PET.original.intensity.maximum"));
  const Rows before = table("before"), after = table("after");
  CHECK(before.cells.size() == stable.cells.size());
  CHECK(after.cells.size() == kept.size());
  for (std::size_t r = 0; r < after.cells.size(); ++r) CHECK(kept.contains(after.at(r, "feature")));

  const std::string report = f.read("run/report.md");
  CHECK(report.find("rotated by -10 and 10 degrees") != std::string::npos);
  CHECK(report.find("Each change was made by itself") != std::string::npos);
}
