// Plain tables as a matrix reads them: orientation, joins, doubled and nameless rows.
#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;

namespace {

const engine::Json csv{{"format", "csv"}};

engine::Json with(engine::Json more) {
  more["format"] = "csv";
  return more;
}

}  // namespace

TEST_CASE("matrix: genes in rows or in columns; subjects in the cohort's order") {
  const Folder folder;
  const auto wide = folder.write("wide.csv", "gene,S3,S1,S2\nEGFR,3,1,2\nTP53,6,4,NA\n");
  const auto tall = folder.write("tall.csv", "id,EGFR,TP53\nS3,3,6\nS2,2,\nS1,1,4\nS9,7,8\n");
  for (const auto& parallel : {alone, backwards}) {
    const Read a = read(with({{"missing", {"NA"}}}), {wide}, {"S1", "S2", "S3"}, parallel);
    const Read b = read(csv, {tall}, {"S1", "S2", "S3"}, parallel);
    for (const Read* r : {&a, &b}) {
      CHECK(r->matrix.rows == std::vector<std::string>{"EGFR", "TP53"});
      CHECK(r->matrix.subjects == std::vector<std::string>{"S1", "S2", "S3"});
      CHECK(r->at("EGFR", "S1") == 1);
      CHECK(r->at("EGFR", "S3") == 3);
      CHECK(r->at("TP53", "S1") == 4);
      CHECK(std::isnan(r->at("TP53", "S2")));
      CHECK(r->notes.empty());
    }
  }
}

TEST_CASE("matrix: ids are trimmed and folded; who is where is told") {
  const Folder folder;
  const auto path = folder.write("t.csv", "gene,TCGA-02-01A,TCGA-03-01A,tcga-04-01A,TCGA-05-11A\nEGFR,1,2,3,4\n");
  const Read r =
      read(with({{"trim", "-01A$"}, {"ids", "case_insensitive"}}), {path}, {"TCGA-02", "TCGA-04", "TCGA-06"});
  CHECK(r.matrix.subjects == std::vector<std::string>{"TCGA-02", "TCGA-04"});
  CHECK(r.at("EGFR", "TCGA-04") == 3);
  CHECK(r.noted("join-loss", "1 of 3 subjects of `glioma` are not in matrix `rna`: `TCGA-06`"));
  CHECK(r.noted("join-loss", "2 of its ids are no subjects: `tcga-03`, `tcga-05-11a`"));
  const Failed e = failure_of([&] { read(csv, {path}, {"A", "B"}); });
  CHECK(e.code == "no-match");
  CHECK(says(e.words, "subjects are `A`, `B`, its samples `TCGA-02-01A`"));
}

TEST_CASE("matrix: two samples of one subject, two rows of one gene are refused with both lines") {
  const Folder folder;
  const auto samples = folder.write("s.csv", "gene,S1-A,S1-B\nEGFR,1,2\n");
  const Failed a = failure_of([&] { read(with({{"trim", "-[AB]"}}), {samples}, {"S1"}); });
  CHECK(a.code == "duplicate-key");
  CHECK(says(a.words, "`S1` stands twice"));
  CHECK(says(a.words, "line 1, twice"));
  const auto rows = folder.write("r.csv", "id,EGFR\nS1,1\nS2,2\nS1,3\n");
  CHECK(says(failure_of([&] {
               read(csv, {rows}, {"S1", "S2"});
             }).words,
             "`S1` stands twice in `" + rows + "`: lines 2 and 4"));
  const auto genes = folder.write("g.csv", "gene,S1\nEGFR,1\nTP53,2\n\nEGFR,3\n");
  const Failed c = failure_of([&] { read(csv, {genes}, {"S1"}); });
  CHECK(c.code == "duplicate-key");
  CHECK(says(c.words, "`EGFR` stands twice in `" + genes + "`: lines 2 and 5"));
  CHECK(c.line == 5);
  CHECK(says(c.help, "doubled: mean"));
}

TEST_CASE("matrix: doubled rows become one by mean, by max, or the first stays") {
  const Folder folder;
  const std::string table = "gene,S1,S2,S3\nA,1,,5\nB,1,1,1\nA,4,,\nC,7,8,9\nB,2,0,-3\nA,7,,2\n";
  const auto wide = folder.write("wide.csv", table);
  const auto tall = folder.write("tall.csv", "id,A,B,A,C,B,A\nS1,1,1,4,7,2,7\nS2,,1,,8,0,\nS3,5,1,,9,-3,2\n");
  for (const auto& path : {wide, tall}) {
    const auto by = [&](const std::string& how) {
      return read(with({{"options", {{"doubled", how}}}}), {path}, {"S1", "S2", "S3"}, backwards);
    };
    for (const std::string how : {"mean", "max", "first"}) {
      const Read r = by(how);
      CHECK(r.matrix.rows == std::vector<std::string>{"A", "B", "C"});
      CHECK(r.matrix.values.size() == 9);
      CHECK(std::isnan(r.at("A", "S2")));
      CHECK(r.at("C", "S3") == 9);
    }
    CHECK(by("mean").at("A", "S1") == 4);
    CHECK(by("mean").at("A", "S3") == 3.5);
    CHECK(by("mean").at("B", "S3") == -1);
    CHECK(by("max").at("A", "S1") == 7);
    CHECK(by("max").at("A", "S3") == 5);
    CHECK(by("max").at("B", "S2") == 1);
    CHECK(by("first").at("A", "S1") == 1);
    CHECK(by("first").at("B", "S2") == 1);
  }
}

TEST_CASE("matrix: rows without a name are left out and counted") {
  const Folder folder;
  const auto path = folder.write("t.csv", "gene,S1\nEGFR,1\n,2\nNA,3\nTP53,4\n");
  const Read r = read(with({{"missing", {"NA"}}}), {path}, {"S1"});
  CHECK(r.matrix.rows == std::vector<std::string>{"EGFR", "TP53"});
  CHECK(r.noted("nameless-rows", "2 of 4 rows"));
}

TEST_CASE("matrix: bad files") {
  const Folder folder;
  const auto code = [&](const std::string& text) {
    const auto path = folder.write("t.csv", text);
    return failure_of([&] { read(csv, {path}, {"S1"}); }).code;
  };
  CHECK(code("") == "empty-table");
  CHECK(code("gene,S1\n") == "empty-table");
  CHECK(code("gene\nEGFR\n") == "empty-table");
  CHECK(code("gene,S1\nEGFR,1,2\n") == "ragged-row");
  CHECK(code("gene,S1\nEGFR,high\n") == "not-a-number");
  CHECK(code("gene,S1\nEGFR,\"1\n") == "open-quote");
  const auto path = folder.write("t.csv", "gene,S1\nEGFR,1\n");
  CHECK(failure_of([&] { read(with({{"id", "genes"}}), {path}, {"S1"}); }).code == "unknown-column");
  CHECK(failure_of([&] { read(csv, {folder / "none.csv"}, {"S1"}); }).code == "no-such-file");
}
