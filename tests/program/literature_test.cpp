// `rgx doc literature`, and the tables of participants that every run writes.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/small.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

TEST_CASE("literature: all molecules, those of one, and JSON") {
  const Ended all = call({"doc", "literature"});
  CHECK(all.status == 0);
  CHECK(all.prints("109 studies, 46 reported results"));
  CHECK(all.prints("Brain ("));
  const Ended one = call({"doc", "literature", "BAP1"});
  CHECK(one.status == 0);
  CHECK(one.prints("Kidney\n  Shinagare et al."));
  CHECK(one.prints("renal vein invasion: p 0.046"));
  CHECK_FALSE(one.prints("Brain"));
  const Ended told = call({"doc", "literature", "idh", "--json"});
  CHECK(told.status == 0);
  const auto json = nlohmann::json::parse(told.out);
  CHECK(json.at("studies").size() >= 13);
  for (const auto& study : json.at("studies")) CHECK(study.contains("reference"));
}

TEST_CASE("literature: a molecule that nobody studied is refused with the nearest") {
  const Ended e = call({"doc", "literature", "IDH7"});
  CHECK(e.status == 2);
  CHECK(e.says("none of the 109 studies is about `IDH7`, the nearest: `IDH1`"));
  const Ended misplaced = call({"doc", "wilcoxon", "IDH1"});
  CHECK(misplaced.status == 2);
  CHECK(misplaced.says("MOLECULE and --json belong to `rgx doc literature`"));
}

TEST_CASE("participants: a run describes them by outcome, and says what is missing together") {
  Small s;
  REQUIRE(s.run().status == 0);
  const Rows baseline = read_rows(s.folder / "run/tables/baseline.csv");
  const std::size_t all = baseline.where({{"by", ""}, {"variable", "age"}}),
                    a = baseline.where({{"by", "group"}, {"group", "a"}, {"variable", "age"}});
  CHECK(baseline.number(all, "n") + baseline.number(all, "missing") == 20);
  CHECK(baseline.number(a, "n") > 0);
  CHECK(baseline.number(a, "smd") >= 0);
  const Rows missing = read_rows(s.folder / "run/tables/missingness.csv");
  CHECK(missing.at(0, "cohort") == "small");
  const std::string report = read_file(s.folder / "run/report.md");
  CHECK(report.find("### Baseline characteristics") != std::string::npos);
  CHECK(report.find("[tables/baseline.csv](tables/baseline.csv)") != std::string::npos);
  CHECK(report.find("<a id") == std::string::npos);  // headings carry no HTML
}

TEST_CASE("participants: a block called baseline keeps its file") {
  Small s;
  write_file(s.study, edited(small_study, "compare by_group", "compare baseline"));
  REQUIRE(s.run().status == 0);
  CHECK(read_rows(s.folder / "run/tables/baseline.csv").header.front() == "feature");
  CHECK(read_rows(s.folder / "run/tables/participants.baseline.csv").header.front() == "cohort");
}
