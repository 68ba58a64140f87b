// The fast reader of tables against engine::Csv: the same cells, the same numbers, the same words where it fails.
#include "stdlib/molecular/grid.hpp"

#include <bit>
#include <cstring>
#include <numeric>

#include "stdlib/molecular/decimal.hpp"
#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;
using stdlib::Grid;
using stdlib::GridLayout;

namespace {

struct Filled {
  std::vector<std::string> rows, columns;
  std::vector<double> values;
};

Filled filled(const std::string& text, const GridLayout& layout, const engine::ParallelFor& parallel = alone) {
  const Grid grid(text, layout, "t.csv", parallel);
  Filled out;
  for (const auto& n : grid.rows()) out.rows.push_back(n.text);
  for (const auto& n : grid.columns()) out.columns.push_back(n.text);
  std::vector<std::size_t> row_at(out.rows.size()), column_at(out.columns.size());
  for (std::size_t r = 0; r < row_at.size(); ++r) row_at[r] = r * column_at.size();
  std::iota(column_at.begin(), column_at.end(), std::size_t{0});
  out.values.assign(row_at.size() * column_at.size(), -7.0);
  grid.read(row_at, column_at, out.values.data(), parallel);
  return out;
}

// The same by Csv.
Filled slowly(const std::string& text, const GridLayout& layout) {
  engine::CsvOptions options;
  options.delimiter = layout.delimiter;
  options.missing = layout.missing;
  options.path = "t.csv";
  const engine::Csv csv(text, options);
  Filled out;
  out.columns.assign(csv.columns().begin() + 1, csv.columns().end());
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    out.rows.push_back(csv.cell(r, 0));
    for (std::size_t c = 1; c < csv.columns().size(); ++c) {
      double x = 0;
      REQUIRE(csv.number(r, c, x));
      out.values.push_back(x);
    }
  }
  return out;
}

void same(const std::string& text, const GridLayout& layout = {}) {
  INFO(text.substr(0, 200));
  const Filled slow = slowly(text, layout);
  for (const auto& parallel : {alone, backwards}) {
    const Filled fast = filled(text, layout, parallel);
    CHECK(fast.rows == slow.rows);
    CHECK(fast.columns == slow.columns);
    REQUIRE(fast.values.size() == slow.values.size());
    CHECK(std::memcmp(fast.values.data(), slow.values.data(), slow.values.size() * sizeof(double)) == 0);
  }
}

// Both refuse, with the same code, words and place.
void refused(const std::string& text, const std::string& code, const GridLayout& layout = {}) {
  INFO(text.substr(0, 200));
  engine::CsvOptions options;
  options.delimiter = layout.delimiter;
  options.path = "t.csv";
  const Failed slow = failure_of([&] { engine::Csv(text, options); });
  for (const auto& parallel : {alone, backwards}) {
    const Failed fast = failure_of([&] { filled(text, layout, parallel); });
    CHECK(fast.code == code);
    CHECK(slow.code == code);
    CHECK(fast.words == slow.words);
    CHECK(fast.help == slow.help);
    CHECK(fast.line == slow.line);
    CHECK(fast.begin == slow.begin);
    CHECK(fast.end == slow.end);
  }
}

std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  std::uint64_t x = state ^ (state >> 33);
  x *= 0xff51afd7ed558ccdULL;
  return x ^ (x >> 29);
}

}  // namespace

TEST_CASE("grid: what other programs write is read as Csv reads it") {
  same("gene,S1,S2\nA,1,2\nB,3,4\n");
  same("gene,S1,S2\r\nA,1,2\r\nB,3,4\r\n");
  same("gene,S1,S2\rA,1,2\rB,3,4\r");
  same("gene,S1,S2\nA,1,2\nB,3,4");
  same("\xEF\xBB\xBFgene,S1,S2\n\n  \nA,1,2\n\nB,3,4\n   ");
  same("\"gene\",\"S1\",\"S2\"\n\"A\",1,2\n\"B\",\"3\",\" 4 \"\n");
  same("gene,S1,S2\n\"A, long\",1,2\n\"B \"\"b\"\"\",3,4\n");
  same("gene,S1,S2\n\"A\nof two lines\",1,2\nB,3,4\n");
  same("gene,\"S1\nx\",S2\nA,1,2\n");
  same("gene,S1,S2\n5\" end,1,2\nB 5\" \"x,3,4\n");
  same("gene, S1 ,S2\n A , 1 ,2 \n\tB,+3,-4\t\n");
  same("gene,S1,S2\nA,,\nB,1e300,-1E-300\n");
  same("gene,S1,S2\nA,.5,5.\nB,-0,+0.0\n");
  same("gene,S1,S2\nA,Inf,-inf\nB,infinity,3\n");
  same("g\xC3\xA8ne,S1\nMYC\xCE\xB2,1\n");
  same("gene\tS1\tS2\nA\t1\t\nB\t \t4\n", {.delimiter = '\t'});
  same("gene,S1,S2\nA,NA,n/a\nNA,3,4\n", {.missing = {"NA", "n/a"}});
  same("gene,S1,S2\nA,-9,-9.0\nB,99,9\n", {.missing = {"-9", "99"}});  // codes that look like numbers
  same("gene,S1\nA,12345678901234567890\nB,0.1234567890123456789012345\n");
  same("gene,S1\n");
}

TEST_CASE("grid: numbers are the nearest doubles, to the last bit") {
  std::uint64_t state = 20260601;
  std::string text = "gene,x\n";
  std::vector<double> expected;
  char cell[64];
  for (int i = 0; i < 20000; ++i) {
    double x = 0;
    switch (i % 5) {
      case 0:
        x = std::bit_cast<double>(next(state));
        break;
      case 1:
        x = static_cast<double>(next(state) % 2000000) / 1e5 - 10;
        break;
      case 2:
        x = static_cast<double>(next(state) >> 11) * 0x1p-53;
        break;
      case 3:
        x = static_cast<double>(next(state));
        break;
      default:
        x = std::ldexp(static_cast<double>(next(state) >> 11), static_cast<int>(next(state) % 120) - 100);
    }
    if (!std::isfinite(x)) x = 0;
    static constexpr const char* forms[]{"%.5f", "%.17g", "%.15e", "%g", "%.25g", "%.0f"};
    std::snprintf(cell, sizeof cell, std::fabs(x) < 1e20 ? forms[next(state) % 6] : "%.17g", x);
    double value = 0;
    REQUIRE(stdlib::decimal(cell, value));
    expected.push_back(value);
    text += "g," + std::string(cell) + "\n";
  }
  const Filled fast = filled(text, {});
  REQUIRE(fast.values.size() == expected.size());
  CHECK(std::memcmp(fast.values.data(), expected.data(), expected.size() * sizeof(double)) == 0);
}

TEST_CASE("grid: a table of many pieces is the same whatever comes first") {
  std::uint64_t state = 7;
  std::string text = "gene";
  for (int s = 0; s < 60; ++s) text += ",S" + std::to_string(s);
  text += "\n";
  for (int g = 0; g < 6000; ++g) {
    text += g % 3 == 0 ? "\"g" + std::to_string(g) + "\"" : "g" + std::to_string(g);
    for (int s = 0; s < 60; ++s) text += "," + std::to_string(static_cast<int>(next(state) % 100000)) + ".25";
    text += g % 2 == 0 ? "\r\n" : "\n";
  }
  REQUIRE(text.size() > (std::size_t{3} << 20));
  same(text);
  same(text + "\"a row\nof two\"" + std::string(60, ',') + "\n");
  // The first defect is told, whoever finds another first.
  std::string broken = text;
  broken.insert(broken.find("g4000"), "x,1\n");
  broken.insert(broken.find("g2000,") + 6, "1,");
  refused(broken, "ragged-row");
}

TEST_CASE("grid: the same refusals as Csv, with the same place") {
  refused("", "empty-table");
  refused("\n  \n", "empty-table");
  refused("gene,S1,S2\nA,1\n", "ragged-row");
  refused("gene,S1,S2\nA,1,2\nB,1,2,3\n", "ragged-row");
  refused("gene,S1,S2\n\nA,1,2,\n", "ragged-row");
  refused("gene,S1,S2\nA,1,\"2\nB,1,2\n", "open-quote");
  refused("gene,\"S1,S2\nA,1,2\n", "open-quote");
  refused("gene,S1,S2\nA,\"1\"x,2\n", "text-after-quote");
  refused("gene,S1\nA,\xFF\n", "not-utf-8");
  refused("\xFF\xFEg", "not-utf-8");
  refused(std::string("gene,S1\nA,\0\n", 13), "not-text");
}

TEST_CASE("grid: a cell that is no number is told with its line and column, at check counted") {
  const std::string text = "gene,S1,S2\nA,1,2\nB,three,4\nC,nan,0x5\nD,1.2.3,1e\nE,-Inf,5\n";
  const Failed e = failure_of([&] { filled(text, {}); });
  CHECK(e.code == "not-a-number");
  CHECK(e.words == "`three` is no number (`t.csv`, line 3, column `S1`)");
  CHECK(text.substr(e.begin, e.end - e.begin) == "three");
  const Grid::Odd odd = Grid(text, {}, "t.csv", backwards).odd(backwards);
  CHECK(odd.count == 6);  // Inf is read, and is no number for an analysis
  CHECK(odd.cell == "three");
  CHECK(text.substr(odd.begin, odd.end - odd.begin) == "three");
}

TEST_CASE("grid: columns that are not asked for are not looked at") {
  const std::string text = "gene,S1,note,S2\nA,1,\"x, y\",2\nB,3,z,4\n";
  const Grid grid(text, {}, "t.csv", alone);
  std::vector<double> out(4, -1);
  grid.read({0, 2}, {1, Grid::nowhere, 0}, out.data(), alone);
  CHECK(out == std::vector<double>{2, 1, 4, 3});
  out.assign(2, -1);
  grid.read({Grid::nowhere, 0}, {0, Grid::nowhere, 1}, out.data(), alone);
  CHECK(out == std::vector<double>{3, 4});
}

TEST_CASE("grid: the id column by name; where there is none the header is handed on") {
  const std::string text = "S1,gene,S2\n1,A,2\n3,B,4\n";
  const Filled f = filled(text, {.id = "gene"});
  CHECK(f.rows == std::vector<std::string>{"A", "B"});
  CHECK(f.columns == std::vector<std::string>{"S1", "S2"});
  CHECK(f.values == std::vector<double>{1, 2, 3, 4});
  try {
    filled(text, {.id = "genes"});
    FAIL("read");
  } catch (const stdlib::UnknownId& e) {
    CHECK(e.code == "unknown-column");
    CHECK(e.header == std::vector<std::string>{"S1", "gene", "S2"});
  }
}
