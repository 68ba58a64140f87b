// The demonstration study: a cohort from a seed, and the same bytes whatever computed them.
#include "tests/program/demo.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/table.hpp"

using namespace rgx::test;

TEST_CASE("demo: a new cohort is the same bytes from the same seed, others from another") {
  const Folder f;
  new_demo(f / "a", {"--seed", "1"});
  new_demo(f / "b", {"--seed", "2"});
  const auto first = run_files(Demo::undisturbed().cohort());
  CHECK(first.size() == 40 * 3 + 5);
  CHECK(difference(run_files(f / "a"), first) == "");
  const auto other = run_files(f / "b");
  for (const char* file : {"clinical.csv", "expression.csv", "images/demo-001_t1ce.nii.gz"}) {
    REQUIRE(other.contains(file));
    CHECK(other.at(file) != first.at(file));
  }
  const Ended again = call({"new", "demo", f / "a"});
  CHECK(again.status == 1);
  CHECK(again.says("output-exists"));
}

TEST_CASE("demo: the study checks without errors, in canonical layout") {
  const Demo& demo = Demo::undisturbed();
  const Ended check = call({"check", demo.study()});
  CHECK(check.status == 0);
  CHECK(check.prints("no errors"));
  CHECK(check.says("warning[few-events]"));
  CHECK(call({"fmt", "--check", demo.study()}).status == 0);
}

TEST_CASE("demo: the run directory holds what it promises") {
  const Demo& demo = Demo::undisturbed();
  for (const char* file :
       {"report.html", "report.md", "study.rgx", "study.lock", "tables/genotype_imaging.csv",
        "tables/genotype_expression.csv", "tables/radiogenomic_map.csv", "tables/proliferation.csv",
        "tables/radiomics.csv", "tables/radiomics.dictionary.csv", "tables/signature.metrics.csv",
        "tables/signature.predictions.csv", "tables/signature.coefficients.csv", "tables/signature.tuning.csv",
        "tables/participants.csv", "tables/missing.csv", "figures/volcano-genotype_imaging.vl.json",
        "figures/roc-signature.vl.json", "figures/calibration-signature.vl.json"})
    CHECK_MESSAGE(demo.files().contains(file), file);
  CHECK(demo.files().at("study.rgx") == read_file(demo.study()));
  const Rows flow = read_rows(demo.run() + "/tables/participants.csv");
  std::map<std::string, std::size_t> subjects;
  for (std::size_t i = 0; i < flow.cells.size(); ++i) ++subjects[flow.at(i, "status")];
  CHECK(subjects == std::map<std::string, std::size_t>{{"included", 38}, {"incomplete", 1}, {"left", 1}});
  CHECK(flow.at(flow.where({{"status", "incomplete"}}), "reason") == "no ki67");
  CHECK(flow.at(flow.where({{"status", "left"}}), "step") == "exclude");
  // One Ki-67 is missing: its analysis has one subject less, the others keep it.
  const Rows ki67 = read_rows(demo.run() + "/tables/proliferation.csv");
  CHECK(ki67.at(0, "n") == "38");
  CHECK(read_rows(demo.run() + "/tables/genotype_imaging.csv").at(0, "n") == "39");
}

TEST_CASE("demo: the same bytes of every file at 1, 2, 7 and 16 threads, and from the store") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  for (const std::string threads : {"1", "7", "16"}) {
    CAPTURE(threads);
    const Ended e = run_study(demo.study(), f / ("run" + threads), f / ("store" + threads), {"-j", threads});
    CHECK(e.says(" 0 from the store"));
    CHECK(difference(run_files(f / ("run" + threads)), demo.files()) == "");
  }
  const Ended again = run_study(demo.study(), f / "run1", f / "store1", {"-j", "2"});
  CHECK(again.says("0 of "));
  CHECK(difference(run_files(f / "run1"), demo.files()) == "");
}

TEST_CASE("demo: without Node.js the run is whole but for the SVGs, and says so") {
  const Demo& demo = Demo::undisturbed();
  const Folder f;
  const Ended e = run_study(demo.study(), f / "run", f / "store", {"-j", "3"}, 0, without_node);
  CHECK(e.says("Node.js was not found"));
  CHECK(e.says("volcano-genotype_imaging.svg"));
  CHECK(difference(run_files(f / "run"), demo.files_without_node()) == "");
  auto with = demo.files();
  std::size_t drawings = 0;
  for (const auto& [name, bytes] : demo.files())
    if (name.ends_with(".svg") && !demo.files_without_node().contains(name)) drawings += with.erase(name);
  CHECK(drawings == 32);
  auto without = demo.files_without_node();
  for (auto* files : {&with, &without}) CHECK(files->erase("report.md") == 1);  // it shows the SVGs
  CHECK(difference(with, without) == "");
}

TEST_CASE("demo: `rgx report` writes the report again, the same bytes") {
  const Folder f;
  fs::copy(Demo::undisturbed().run(), f / "run", fs::copy_options::recursive);
  fs::remove(f / "run/report.html");
  write_file(f / "run/report.md", "spoilt");
  const Ended e = call({"report", f / "run"});
  INFO(e.err);
  CHECK(e.status == 0);
  CHECK(difference(run_files(f / "run"), Demo::undisturbed().files()) == "");
}

TEST_CASE("demo: lock and run.json name their keys") {
  const Demo& demo = Demo::undisturbed();
  const auto lock = nlohmann::json::parse(demo.files().at("study.lock"));
  for (const char* key : {"scheme", "rgx", "isa", "libraries", "inputs", "nodes"})
    CHECK_MESSAGE(lock.contains(key), key);
  CHECK(lock["inputs"].size() == 39 * 3 + 2);  // images of the excluded subject are never read
  for (const auto& input : lock["inputs"]) {
    CHECK(input["sha256"].get<std::string>().size() == 64);
    CHECK(fs::file_size(demo.cohort() + "/" + input["path"].get<std::string>()) == input["bytes"].get<std::size_t>());
  }
  for (const auto& node : lock["nodes"])
    for (const char* key : {"path", "operation", "version", "parameters", "key", "output_sha256"})
      REQUIRE_MESSAGE(node.contains(key), key);
  const auto run = nlohmann::json::parse(read_file(demo.run() + "/run.json"));
  for (const char* key : {"status", "exit", "started", "finished", "machine", "threads", "peak_bytes", "nodes"})
    CHECK_MESSAGE(run.contains(key), key);
  CHECK(run["status"] == "done");
  CHECK(run["nodes"].size() == lock["nodes"].size());
  CHECK(run["threads"] == 2);
  CHECK(run["peak_bytes"] > 1000000);
}
