// One study with every kind of block: each has its place in Methods and in the results.
#include <doctest/doctest.h>

#include "tests/program/program.hpp"

using namespace rgx::test;

namespace {

// Paragraphs of the report below a heading, up to the next one.
std::string below(const std::string& report, const std::string& heading) {
  const std::size_t at = report.find("\n" + heading + "\n");
  REQUIRE_MESSAGE(at != std::string::npos, heading);
  const std::size_t from = at + heading.size() + 2;
  return report.substr(from, report.find("\n#", from) - from);
}

}  // namespace

TEST_CASE("a study with every block has a report with every part, the same at any number of threads") {
  const Folder f;
  const std::string make = (source_dir() / "tests/every_block/make.sh").string();
  REQUIRE(std::system(("sh '" + make + "' '" + std::string(RGX_PROGRAM) + "' '" + f / "e" + "'").c_str()) == 0);
  const std::string study = f.read("e/every_block.rgx");
  for (const char* kind :
       {"study", "cohort", "images", "preprocess", "features", "matrix", "aggregate", "derive", "robust", "harmonise",
        "decompose", "cluster", "compare", "associate", "split", "model", "evaluate", "published", "report"})
    CHECK_MESSAGE(study.find("\n" + std::string(kind) + " ") != std::string::npos, kind);
  const Settings plain{.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}};
  run_study(f / "e/every_block.rgx", f / "one", f / "store_one", {"-j", "1"}, 0, plain);
  run_study(f / "e/every_block.rgx", f / "seven", f / "store_seven", {"-j", "7"}, 0, plain);
  CHECK(difference(run_files(f / "one"), run_files(f / "seven")) == "");

  const std::string report = f.read("one/report.md");
  for (const char* block : {"stable", "adjusted", "modules", "subtypes", "texture", "sizes", "survival",
                            "risk\\_groups", "map", "hazards", "imaging", "molecular", "risk\\_model", "outside"})
    CHECK_MESSAGE(report.find("\n### " + std::string(block) + "\n") != std::string::npos, block);
  for (const char* part : {"### Study design",
                           "### Participants",
                           "### Imaging and segmentation",
                           "### Image preprocessing",
                           "### Molecular data",
                           "### Repeatability",
                           "### Batch effects",
                           "### Multivariate structure",
                           "### Data partition",
                           "### Model building and validation",
                           "### Evaluation",
                           "### Statistical analysis",
                           "### Software and reproducibility",
                           "## Multiplicity ledger",
                           "## Leakage audit",
                           "## Comparison with published numbers",
                           "### CLEAR",
                           "### METRICS",
                           "### TRIPOD+AI",
                           "### RQS",
                           "## References"})
    CHECK_MESSAGE(!below(report, part).empty(), part);
  CHECK(below(report, "### Outcomes and covariates").find("`age` cut at the median of its cases") != std::string::npos);
  CHECK(below(report, "### Feature extraction").find("`largest` comes from `lesions`.") != std::string::npos);
  CHECK(below(report, "### Missing data").find("(`demo`, `first` and `second`)") != std::string::npos);
  CHECK(below(report, "### Subgroups").find("by `risk_model.score` at the median of its scores") != std::string::npos);
}
