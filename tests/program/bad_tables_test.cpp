// Tables and studies with one thing wrong: each is refused with its status, its code, and the place.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/program/small.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

// `check` and `run` refuse alike, with status 3, the code and all of the words; nothing is written.
void refused(const Small& s, const std::string& code, const std::vector<std::string>& words) {
  for (const Ended& e : {call({"check", s.study}), s.run()}) {
    INFO(e.err);
    CHECK(e.status == 3);
    CHECK(e.says("error[" + code + "]"));
    for (const auto& word : words) CHECK_MESSAGE(e.says(word), word);
    CHECK(e.says("1 error"));  // one mistake, one message
  }
  CHECK_FALSE(fs::exists(s.folder / "run"));
}

}  // namespace

TEST_CASE("bad input: the small study itself is good, and a constant feature is a row with its reason") {
  const Small s;
  const Ended e = s.run();
  CHECK(e.status == 0);
  CHECK(e.says("warning[constant-feature]"));
  const Rows table = read_rows(s.folder / "run/tables/by_group.csv");
  REQUIRE(table.cells.size() == 3);
  const std::size_t flat = table.where({{"feature", "flat"}});
  CHECK(table.at(flat, "p").empty());
  CHECK(table.at(flat, "q").empty());
  CHECK(table.at(flat, "rejected").empty());
  CHECK(table.at(flat, "note") == "constant");
  CHECK(table.at(flat, "n") == "20");
  // It is no hypothesis: q of the others are of a family of two.
  const std::size_t f1 = table.where({{"feature", "f1"}}), f2 = table.where({{"feature", "f2"}});
  const double smaller = std::min(table.number(f1, "p"), table.number(f2, "p"));
  const double larger = std::max(table.number(f1, "p"), table.number(f2, "p"));
  CHECK(std::min(table.number(f1, "q"), table.number(f2, "q")) == doctest::Approx(std::min(2 * smaller, larger)));
}

TEST_CASE("bad input: a missing file") {
  const Small s;
  s.put(edited(small_study, "clinical.csv", "clinicl.csv"));
  refused(s, "no-such-file", {"clinicl.csv", "study.rgx:6:16"});
}

TEST_CASE("bad input: an unknown column") {
  const Small s;
  s.put(edited(small_study, "binary(group,", "binary(groups,"));
  refused(s, "unknown-column", {"`groups`", "study.rgx:9:", "`group`"});
}

TEST_CASE("bad input: duplicate keys") {
  Small s;
  s.clinical = edited(s.clinical, "\nP03,", "\nP02,");
  s.put();
  refused(s, "doubled-key", {"`P02`", "clinical.csv:3:1"});
  Small t;
  t.features = edited(t.features, "\nP05,", "\nP04,");
  t.put();
  refused(t, "doubled-key", {"`P04`", "features.csv:"});
}

TEST_CASE("bad input: a cell that is no number") {
  Small s;
  s.clinical = edited(s.clinical, "P03,b,43", "P03,b,forty");
  s.put();
  refused(s, "not-numeric", {"`forty`", "`age`", "clinical.csv:4:7"});
  Small t;
  t.features = edited(t.features, "P02,25.2,", "P02,high,");
  t.put();
  refused(t, "not-numeric", {"`high`", "`f1`", "features.csv:3:5"});
}

TEST_CASE("bad input: a row of another length, an open quote") {
  Small s;
  s.clinical = edited(s.clinical, "P03,b,43", "P03,b,43,5");
  s.put();
  refused(s, "unreadable-file", {"clinical.csv:4"});
  Small t;
  t.clinical = edited(t.clinical, "P03,b,43", "P03,\"b,43");
  t.put();
  refused(t, "unreadable-file", {"clinical.csv:4"});
}

TEST_CASE("bad input: an outcome of one class, an unlisted level") {
  Small s;
  for (std::size_t at; (at = s.clinical.find(",b,")) != std::string::npos;) s.clinical.replace(at, 3, ",a,");
  s.put();
  refused(s, "empty-group", {"`group`", "`small`", "20 cases", "study.rgx:9:"});
  Small t;
  t.clinical = edited(t.clinical, "P03,b,43", "P03,c,43");
  t.put();
  refused(t, "unknown-level", {"`c`", "clinical.csv:4:5"});
}

TEST_CASE("bad input: a feature file with other subjects") {
  Small s;
  for (std::size_t at; (at = s.features.find("\nP")) != std::string::npos;) s.features.replace(at, 2, "\nQ");
  s.put();
  refused(s, "no-join", {"features.csv", "`Q01`", "`P01`", "study.rgx:15:"});
}

TEST_CASE("bad input: several tests without a correction, clustered rows, a block that is not built") {
  Small s;
  s.put(edited(small_study, "  correct(method: BH, level: 5 %)\n", ""));
  refused(s, "uncorrected", {"study.rgx:"});
  s.put(edited(small_study, "compare by_group", "enrich parts { from: scores }\n\ncompare by_group"));
  refused(s, "not-built", {"`enrich` is part of the language but not built yet", "study.rgx:19:1"});
  s.put(edited(small_study, "wilcoxon(effect: auc)", "wilcoxon(effect: auc); post_hoc()"));
  refused(s, "not-built", {"`post_hoc` is part of the language but not built yet", "study.rgx:22:"});
}

TEST_CASE("bad input: a leaking study is refused, with both places") {
  const Small s;
  s.put(edited(small_study, "compare by_group", R"(cohort older { like: small; include: age >= 45 }
split of_all   { of: small; kfold(folds: 2) }
split of_older { of: older; kfold(folds: 2) }
model first  { predict: group; using: scores; on: small; logistic(); validate: of_all; metrics: auc }
model second { predict: group; using: first.score; on: older; logistic(); validate: of_older; metrics: auc }

compare by_group)"));
  s.folder.write("study.rgx", edited(edited(s.folder.read("study.rgx"), "  cohort: small\n  source",
                                            "  cohorts: [small, older]\n  source"),
                                     "  features: scores\n", "  features: scores; on: small\n"));
  const Ended e = call({"check", s.study});
  INFO(e.err);
  CHECK(e.status == 3);
  CHECK(e.says("error[leakage]"));
  CHECK(e.says("`second`"));
  CHECK(e.says("study.rgx:23:"));
  CHECK(e.says("\n22 | model first"));  // where it was learned
  CHECK(s.run().status == 3);
  CHECK_FALSE(fs::exists(s.folder / "run"));
}

TEST_CASE("bad input: a published number that is missed ends in 1, with what was found") {
  const Small s;
  const std::string values = R"(
published "a paper of nobody" {
  value(count(small.group == "a"), 10, digits: 0, where: "p. 1")
  value(share(small.group == "a"), 0.6, digits: 1, where: "p. 2")
}
)";
  s.put(small_study + values);
  const Ended e = s.run();
  INFO(e.err);
  CHECK(e.status == 1);
  CHECK(e.says("a published number was missed"));
  const Rows table = read_rows(s.folder / "run/tables/published.csv");
  CHECK(table.header == std::vector<std::string>{"value", "expected", "found", "tolerance", "verdict", "source"});
  REQUIRE(table.cells.size() == 2);
  CHECK(table.at(0, "verdict") == "met");
  CHECK(table.at(1, "verdict") == "missed");
  CHECK(table.number(1, "expected") == 0.6);
  CHECK(table.number(1, "found") == 0.5);
  CHECK(fs::exists(s.folder / "run/report.html"));  // the report of a missed number is written
  s.put(edited(small_study + values, "0.6,", "0.5,"));
  CHECK(s.run().status == 0);
}

TEST_CASE("bad input: eight mistakes, eight messages") {
  const Ended e = call({"check", (source_dir() / "tests/golden/bad/eight_mistakes.rgx").string()});
  CHECK(e.status == 3);
  std::size_t errors = 0;
  for (std::size_t at = 0; (at = e.err.find("error[", at)) != std::string::npos; ++at) ++errors;
  CHECK(errors == 8);
  CHECK(e.says("8 errors"));
}
