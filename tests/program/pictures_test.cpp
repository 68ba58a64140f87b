// Looking at the images: what a run writes of its regions, and that it can be switched off without a trace elsewhere.
#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

std::map<std::string, std::string> keys_of(const std::string& run) {
  std::map<std::string, std::string> out;
  const auto lock = nlohmann::json::parse(read_file(run + "/study.lock"));
  for (const auto& node : lock.at("nodes")) out[node.at("path")] = node.at("key");
  return out;
}

}  // namespace

TEST_CASE("pictures: every region of every subject is looked at, the first sixty shown in three planes") {
  const Demo& demo = Demo::undisturbed();
  const Rows regions = read_rows(demo.run() + "/tables/mri.segmentation.csv");
  const Rows pictures = read_rows(demo.run() + "/tables/mri.pictures.csv");
  CHECK(regions.cells.size() == 2 * 39);
  CHECK(pictures.cells.size() == 3 * 60);
  CHECK(pictures.at(0, "subject") == regions.at(0, "subject"));
  CHECK(pictures.at(0, "plane") == "axial");
  CHECK(pictures.at(2, "plane") == "sagittal");
  CHECK(pictures.at(0, "png").starts_with("iVBORw0KGgo"));
  const std::string html = read_file(demo.run() + "/report.html");
  CHECK(html.find("Looking at the images") != std::string::npos);
  CHECK(html.find("data:image/png;base64," + pictures.at(0, "png")) != std::string::npos);
  CHECK(html.size() < 10'000'000);
  CHECK(read_file(demo.run() + "/report.md").find("figures/segmentation-mri.svg") != std::string::npos);
  CHECK(read_file(demo.run() + "/figures/segmentation-mri.svg").starts_with("<svg"));
}

TEST_CASE("pictures: none makes no picture of any subject, and no other step knows") {
  const Demo& demo = Demo::undisturbed();
  Folder folder;
  const std::string study = demo.copy_to(folder) + "/study.rgx", run = folder / "run";
  std::string text = read_file(study);
  const std::size_t at = text.find("  write:", text.find("\nreport "));
  REQUIRE(at != std::string::npos);
  write_file(study, text.insert(at, "  pictures: none\n"));
  const Ended e = call({"run", study, "-o", run, "--store", demo.copy_store_to(folder)}, without_node);
  INFO(e.err);
  REQUIRE(e.status == 0);
  CHECK_FALSE(fs::exists(run + "/tables/mri.pictures.csv"));
  CHECK_FALSE(fs::exists(run + "/tables/mri.segmentation.csv"));
  CHECK(read_file(run + "/report.html").find("data:image/png") == std::string::npos);
  const auto with = keys_of(demo.run()), without = keys_of(run);
  CHECK(without.size() < with.size());
  for (const auto& [path, key] : without) {
    CAPTURE(path);
    REQUIRE(with.contains(path));
    CHECK(with.at(path) == key);
  }
  for (const auto& [path, key] : with)
    if (!without.contains(path)) CHECK((path.find("/look[") != std::string::npos || path == "mri/contact_sheet"));
}

TEST_CASE("pictures: a number of them, or `none`") {
  const Demo& demo = Demo::undisturbed();
  Folder folder;
  const std::string study = demo.copy_to(folder) + "/study.rgx";
  const std::string text = read_file(study);
  const std::size_t at = text.find("  write:", text.find("\nreport "));
  REQUIRE(at != std::string::npos);
  for (const char* wrong : {"0", "2.5", "all", "\"none\" and more"}) {
    CAPTURE(wrong);
    write_file(study, std::string(text).insert(at, "  pictures: " + std::string(wrong) + "\n"));
    const Ended e = call({"check", study});
    CHECK(e.status == 3);
    CHECK((e.prints("pictures") || e.says("pictures")));
  }
}

TEST_CASE("path: the coefficients of a penalised model along its penalties") {
  const Demo& demo = Demo::undisturbed();
  const Rows path = read_rows(demo.run() + "/tables/signature.path.csv");
  const Rows chosen = read_rows(demo.run() + "/tables/signature.coefficients.csv");
  REQUIRE(path.cells.size() > 100);
  std::map<std::string, std::string> of_refit;
  for (std::size_t r = 0; r < chosen.cells.size(); ++r) of_refit[chosen.at(r, "term")] = chosen.at(r, "coefficient");
  std::size_t marked = 0;
  for (std::size_t r = 0; r < path.cells.size(); ++r) {
    if (path.at(r, "chosen") != "true") continue;
    ++marked;
    CHECK(path.at(r, "coefficient") == of_refit.at(path.at(r, "term")));  // to the last digit
  }
  CHECK(marked > 0);
  CHECK(fs::exists(demo.run() + "/figures/path-signature.vl.json"));
}
