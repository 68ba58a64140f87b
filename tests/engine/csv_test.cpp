#include "engine/csv.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>

#include "engine/archive.hpp"
#include "engine/csv_view.hpp"
#include "tests/support/folder.hpp"

using namespace rgx::engine;

namespace {

CsvFailure failure_of(const std::string& text, const CsvOptions& options = {}) {
  try {
    const Csv csv(text, options);
  } catch (const CsvFailure& f) {
    return f;
  }
  FAIL("the table was read");
  return {"", "", 0, 0, 0};
}

}  // namespace

TEST_CASE("csv: quotes, doubled quotes, quoted newlines, blanks, CRLF and a byte order mark") {
  const Csv csv("\xEF\xBB\xBFid, \"a \"\"b\"\"\" ,note\r\n1,  2.5 ,\"x,\ny\"\r\n\r\n2,,last", {});
  CHECK(csv.columns() == std::vector<std::string>{"id", "a \"b\"", "note"});
  REQUIRE(csv.rows() == 2);
  CHECK(csv.cell(0, 2) == "x,\ny");
  CHECK(csv.cell(0, 1) == "2.5");
  CHECK(csv.cell(1, 1) == "");
  CHECK(csv.cell(1, 2) == "last");
  double v = 0;
  CHECK(csv.number(0, 1, v));
  CHECK(v == 2.5);
  CHECK(csv.number(1, 1, v));
  CHECK(std::isnan(v));
  CHECK_FALSE(csv.number(1, 2, v));
}

TEST_CASE("csv: places point at the bytes of the cell, lines count as an editor does") {
  const std::string text = "a,b\n\"q\nq\",2\n3,four\n";
  const Csv csv(text, {});
  const auto at = csv.place(1, 1);
  CHECK(text.substr(at.begin, at.end - at.begin) == "four");
  CHECK(csv.line(at.begin) == 4);
  rgx::lang::SourceMap sources;
  const auto view = table_view(csv, "t.csv", sources);
  CHECK(sources.text(view->spans[1][1]) == "four");
  CHECK(sources.text(view->column_spans[1]) == "b");
  CHECK(view->rows[0] == std::vector<std::string>{"q\nq", "2"});
}

TEST_CASE("csv: missing codes are named, and nan is not one of its own accord") {
  const Csv csv("a\tb\nn/a\tnan\n\"n/a\"\t1\n", {'\t', {"n/a"}, ""});
  CHECK(csv.cell(0, 0) == "");
  CHECK(csv.is_missing(1, 0));
  double v = 0;
  CHECK_FALSE(csv.number(0, 1, v));
  CHECK(csv.number(1, 1, v));
}

TEST_CASE("csv: what cannot be read says where and why") {
  const auto ragged = failure_of("a,b\n1,2\n\n3\n", {',', {}, "t.csv"});
  CHECK(ragged.code == "ragged-row");
  CHECK(ragged.line == 4);
  CHECK(std::string(ragged.what()) == "`t.csv`: line 4 has 1 cells, the header has 2");
  CHECK(failure_of("a,b\n1,2,3\n").code == "ragged-row");
  CHECK(failure_of("a,b\n1,\"2\n").code == "open-quote");
  CHECK(failure_of("a,b\n1,\"2\"x\n").code == "text-after-quote");
  CHECK(failure_of("a,b,a\n1,2,3\n").code == "duplicate-column");
  CHECK(failure_of("\n\n").code == "empty-table");
  CHECK(failure_of("").code == "empty-table");
  CHECK(failure_of("a\nM\xFCller\n").code == "not-utf-8");
  CHECK(failure_of("a\nM\xFCller\n").line == 2);
  CHECK(failure_of(std::string("a\n\0\n", 4)).code == "not-text");
  CHECK(failure_of("\xFF\xFE"
                   "a")
            .code == "not-utf-8");
}

TEST_CASE("csv: packed tables are unpacked, damaged ones are refused") {
  const rgx::test::Folder folder;
  const auto files = real_files();
  // "a,b\n1,2\n" through gzip -n
  const unsigned char gz[] = {0x1f, 0x8b, 8,    0,    0, 0, 0,    0,    0,    3,    0x4b, 0xd4, 0x49, 0xe2,
                              0x32, 0xd4, 0x31, 0xe2, 2, 0, 0x2a, 0xf4, 0x81, 0x33, 8,    0,    0,    0};
  const std::string packed(reinterpret_cast<const char*>(gz), sizeof gz);
  CHECK(read_unpacked(*files, folder.write("plain.csv", "a,b\n")) == "a,b\n");
  CHECK(read_unpacked(*files, folder.write("t.csv.zst", compress("a,b\n1,2\n"))) == "a,b\n1,2\n");
  CHECK_THROWS_AS(read_unpacked(*files, folder.write("bad.csv.gz", packed.substr(0, 14))), Failure);
}
