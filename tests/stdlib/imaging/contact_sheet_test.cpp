// The nodes behind the report's look at the images, as a plan calls them.
#include "engine/operation.hpp"
#include "stdlib/register.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace en = rgx::engine;
using en::Json;
using namespace rgx::test;

namespace {

using Inputs = std::vector<std::pair<std::string, en::Artifact>>;

en::Payload run(const char* operation, const Json& params, const Inputs& inputs, const std::string& subject = "S1") {
  static const std::vector<std::string> no_files;
  static const en::ParallelFor serial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < n; ++i) body(i);
  };
  const auto* op = rgx::stdlib::registry().find(operation);
  REQUIRE(op != nullptr);
  return op->kernel({params, inputs, no_files, subject, 0, serial}).value;
}

en::Case scanned(double radius, double offset = 0) {
  const auto grid = plain_grid(40, 40, 12, 2, 2, 4);
  en::Case out;
  out.scans["T1"] = {image_of(grid, [&](double i, double j, double k) { return offset + i + j + k; }), "MR"};
  out.regions["core"].mask = mask_of_voxels(
      grid, [&](double i, double j, double k) { return std::hypot(i - 20, j - 20, (k - 6) * 2) <= radius; });
  return out;
}

en::Artifact looked(const en::Case& subject, const std::string& name) {
  return en::Artifact(run("look_at_regions", {{"scans", {"T1"}}, {"cohort", "c"}, {"repeat", ""}},
                          {{"case", en::Artifact(subject)}}, name));
}

}  // namespace

TEST_CASE("a look at one subject: numbers of a region and its three pictures") {
  const auto artifact = looked(scanned(4), "S1");
  const auto& t = artifact.as<en::Table>();
  REQUIRE(t.rows() == 3);
  const double voxels = t.at("voxels").numbers[0];
  CHECK(voxels > 50);
  CHECK(t.at("volume_ml").numbers[0] == doctest::Approx(voxels * 16 / 1000));
  CHECK(t.at("median").numbers[0] == 46);  // 20 + 20 + 6, the centre
  CHECK(t.at("low").numbers[0] < 46);
  CHECK(t.at("pieces").numbers[0] == 1);
  CHECK(t.at("at_border").numbers[0] == 0);
  CHECK(t.at("png").texts[0].starts_with("iVBORw0KGgo"));  // the signature of a PNG in base64
  CHECK(t.at("outlines").texts[1].starts_with("core:M"));
  CHECK(run("look_at_regions", {{"scans", {"T1"}}, {"cohort", "c"}, {"repeat", ""}},
            {{"case", en::Artifact(scanned(4))}}, "S1")
            .index() == artifact.payload().index());
  CHECK(looked(scanned(4), "S1").digest() == artifact.digest());
}

TEST_CASE("an empty region is told and shown by no picture; one that reaches the border says so") {
  const auto empty = looked(scanned(-1), "S1");
  REQUIRE(empty.as<en::Table>().rows() == 1);
  CHECK(empty.as<en::Table>().at("voxels").numbers[0] == 0);
  CHECK(empty.as<en::Table>().at("png").texts[0].empty());
  CHECK(looked(scanned(100), "S1").as<en::Table>().at("at_border").numbers[0] == 1);
}

TEST_CASE("the sheet: outliers first, and no more pictures than asked") {
  Inputs inputs;
  for (int s = 1; s <= 9; ++s) inputs.emplace_back("look", looked(scanned(5 + 0.2 * s), "S" + std::to_string(s)));
  inputs.emplace_back("look", looked(scanned(2), "small"));
  inputs.emplace_back("look", looked(scanned(5.5, 5000), "bright"));
  inputs.emplace_back("look", looked(scanned(-1), "empty"));
  const auto sheet = std::get<en::Bundle>(run("contact_sheet", {{"pictures", 4}}, inputs));
  const auto& t = sheet.tables.at("segmentation");
  REQUIRE(t.rows() == 12);
  const auto& subject = t.at("subject").texts;
  CHECK(subject[0] == "empty");
  CHECK(t.at("note").texts[0] == "no voxel is inside");
  CHECK(subject[1] == "bright");
  CHECK(t.at("note").texts[1] == "far from the cohort: lowest intensities, median intensity, highest intensities");
  CHECK(subject[2] == "small");
  CHECK(t.at("note").texts[2].find("volume") != std::string::npos);
  CHECK(t.at("distance").numbers[1] > t.at("distance").numbers[3]);
  CHECK(t.at("note").texts[11].empty());
  const auto& pictures = sheet.tables.at("pictures");
  REQUIRE(pictures.rows() == 12);  // four regions in three planes; the empty one takes no place
  CHECK(pictures.at("subject").texts[0] == "bright");
  CHECK(pictures.at("plane").texts[2] == "sagittal");
}

TEST_CASE("few subjects are shown without a judgement") {
  Inputs inputs;
  for (int s = 1; s <= 3; ++s) inputs.emplace_back("look", looked(scanned(3 + s), "S" + std::to_string(s)));
  const auto sheet = std::get<en::Bundle>(run("contact_sheet", {{"pictures", 60}}, inputs));
  const auto& t = sheet.tables.at("segmentation");
  CHECK(t.at("subject").texts == std::vector<std::string>{"S1", "S2", "S3"});
  CHECK(std::isnan(t.at("distance").numbers[0]));
  CHECK(t.at("note").texts[0].empty());
}
