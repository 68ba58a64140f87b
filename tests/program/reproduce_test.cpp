// `rgx reproduce`: the verdict on a run, from its lock.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/demo.hpp"

using namespace rgx::test;

namespace {

nlohmann::json verdict(const std::string& run, int expected) {
  const Ended e = call({"reproduce", run, "--json"}, without_node);
  INFO(e.err);
  CHECK(e.status == expected);
  auto json = nlohmann::json::parse(e.out);
  for (const char* key : {"verdict", "largest_relative_difference", "first_divergent", "tables"})
    CHECK_MESSAGE(json.contains(key), key);
  return json;
}

nlohmann::json table(const nlohmann::json& verdict, const std::string& file) {
  for (const auto& t : verdict.at("tables"))
    if (t.at("file") == file) return t;
  FAIL("no verdict on " << file);
  return {};
}

// A cohort and a run of its own: `run.json` names where the study lay.
struct Bench {
  Folder folder;
  std::string cohort = Demo::undisturbed().copy_to(folder);
  std::string run = folder / "run";
  Bench() {
    run_study(cohort + "/study.rgx", run, Demo::undisturbed().copy_store_to(folder), {"-j", "2"}, 0, without_node);
  }
};

}  // namespace

TEST_CASE("reproduce: identical, table by table; a table that was changed since is different") {
  Bench b;
  const auto same = verdict(b.run, 0);
  CHECK(same.at("verdict") == "identical");
  CHECK(same.at("largest_relative_difference") == 0);
  CHECK(same.at("first_divergent").is_null());
  CHECK(same.at("tables").size() == 32);

  std::string csv = read_file(b.run + "/tables/radiomics.csv");
  const std::size_t at = csv.find("\ndemo-004,") + 10;
  const std::size_t end = csv.find(',', at);
  const double value = std::stod(csv.substr(at, end - at));
  csv.replace(at, end - at, std::to_string(value * 1.01));
  write_file(b.run + "/tables/radiomics.csv", csv);
  const auto changed = verdict(b.run, 1);
  CHECK(changed.at("verdict") == "different");
  CHECK(table(changed, "radiomics.csv").at("verdict") == "different");
  CHECK(table(changed, "genotype_imaging.csv").at("verdict") == "identical");
  CHECK(changed.at("largest_relative_difference").get<double>() == doctest::Approx(0.01).epsilon(0.02));
}

TEST_CASE("reproduce: an input of another content is different, with the first step that reads it") {
  Bench b;
  const std::string file = b.cohort + "/expression.csv";
  std::string rows = read_file(file);
  const std::size_t at = rows.find("\ndemo-002,") + 10;
  rows.replace(at, rows.find(',', at) - at, "1.000");
  write_file(file, rows);
  const auto changed = verdict(b.run, 1);
  CHECK(changed.at("verdict") == "different");
  CHECK(changed.at("first_divergent") == "rna");
  const Ended text = call({"reproduce", b.run});
  CHECK(text.status == 1);
  CHECK(text.prints("`expression.csv` has another content"));
  CHECK(text.prints("verdict: different"));
  // And the lock refuses to run it.
  const Ended locked = call({"run", b.cohort + "/study.rgx", "-o", b.run, "--store", b.folder / "store", "--locked"});
  CHECK(locked.status == 3);
  CHECK(locked.says("expression.csv"));
  // With the data that belongs to it, it is the same again.
  fs::remove_all(b.cohort);
  Demo::undisturbed().copy_to(b.folder);
  const Ended free = call({"run", b.cohort + "/study.rgx", "-o", b.run, "--store", b.folder / "store", "--locked"});
  CHECK(free.status == 0);
}

TEST_CASE("reproduce: a parameter changed in the copy of the study names the step") {
  Bench b;
  write_file(b.run + "/study.rgx",
             edited(read_file(b.run + "/study.rgx"), "zscore(within: brain)", "zscore(within: lesion)"));
  const auto changed = verdict(b.run, 1);
  CHECK(changed.at("verdict") == "different");
  CHECK(changed.at("first_divergent") == "standardised/zscore[demo-001]");
}

TEST_CASE("reproduce: what is no run, or a spoilt one, is said") {
  Folder f;
  const Ended none = call({"reproduce", f / "nothing"});
  CHECK(none.status == 2);
  CHECK(none.says("there is no run directory"));
  const Ended empty = call({"reproduce", f.str()});
  CHECK(empty.status == 1);
  CHECK(empty.says("no-run-directory"));
  fs::copy(Demo::undisturbed().run(), f / "run", fs::copy_options::recursive);
  write_file(f / "run/tables/missing.csv", "table,subject\na,b,c\n");
  const Ended ragged = call({"reproduce", f / "run"});
  CHECK(ragged.status == 1);
  CHECK(ragged.says("missing.csv"));
}

TEST_CASE("diff: two runs of one study") {
  const Demo& demo = Demo::undisturbed();
  Folder f;
  CHECK(call({"diff", demo.run(), demo.run()}).status == 0);
  fs::copy(demo.run(), f / "run", fs::copy_options::recursive);
  const std::string file = f / "run/tables/signature.metrics.csv";
  write_file(file, edited(read_file(file), "\nauc,0.", "\nauc,0.1"));
  const Ended e = call({"diff", demo.run(), f / "run"});
  CHECK(e.status == 1);
  CHECK(e.prints("signature.metrics.csv"));
}
