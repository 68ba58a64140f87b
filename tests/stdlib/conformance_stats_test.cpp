// The table of `rgx conform stats`: every number within tolerance, every reference table and case in it, and a wrong
// number seen.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "stdlib/conformance/covers.hpp"
#include "stdlib/conformance/stats_conformance.hpp"
#include "tests/support/folder.hpp"

using namespace rgx::conformance;
namespace fs = std::filesystem;

namespace {

const rgx::engine::ParallelFor kSerial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};

fs::path references() {
  const auto folder = stats_reference_folder({});
  REQUIRE(folder);
  return *folder;
}

std::vector<StatsCheck> checks_of(const std::string& table) {
  std::vector<StatsCheck> out;
  for (auto& check : stats_checks())
    if (check.table == table) out.push_back(std::move(check));
  REQUIRE_FALSE(out.empty());
  return out;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("every routine of statistics is within tolerance of R") {
  const StatsConformance table = conform_stats(references(), stats_checks(), kSerial);
  std::size_t numbers = 0;
  std::set<std::string> names;
  for (const StatsRow& row : table.rows) {
    INFO(row.routine, ": ", row.largest, " in ", row.worst);
    CHECK(row.within());
    CHECK(row.cases > 0);
    CHECK(row.reference.find(": ") != std::string::npos);
    CHECK(names.insert(row.routine).second);
    numbers += row.numbers;
  }
  // Neither number may drop.
  CHECK(table.rows.size() >= 111);
  CHECK(numbers >= 55000);
  CHECK(table.within() == table.rows.size());
  CHECK(stats_table_text(table).find("within tolerance\n") != std::string::npos);
}

TEST_CASE("every reference table is compared, and every case of it") {
  const References tables(references());
  std::map<std::string, std::set<std::string>> compared{{"model_data", {}}};  // read by all of model_*
  for (const StatsCheck& check : stats_checks()) {
    Comparison found;
    check.run(tables, found);
    for (const auto& [name, numbers] : found.cases())
      if (numbers.count() > 0) compared[check.table].insert(name);
  }
  for (const auto& entry : fs::directory_iterator(references())) {
    const std::string table = entry.path().stem().string();
    if (table == "average_linkage") continue;  // of a figure's dendrogram: no statistic of a study
    CAPTURE(table);
    CHECK(compared.contains(table));
    if (table.starts_with("model_")) continue;
    for (const auto& [name, fields] : tables.cases(table).cases) {
      CAPTURE(name);
      // Too large to list: the tests of permutations meet coin's exact p by draws.
      if (table == "permute" && name.starts_with("large")) continue;
      CHECK(compared[table].contains(name));
    }
  }
  for (const Topic& topic : topics())
    for (const std::string_view pattern : topic.cases) {
      CAPTURE(pattern);
      const std::string table(pattern.substr(0, pattern.find(':')));
      CHECK(std::ranges::any_of(compared[table], [&](const auto& name) { return names(pattern, table, name); }));
    }
}

TEST_CASE("the relative error of two numbers") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  CHECK(relative_error(1.5, 1) == 0.5);
  CHECK(relative_error(-1, 1) == 2);
  CHECK(relative_error(2e-9, 1e-9) == doctest::Approx(1));
  CHECK(relative_error(2e-9, 1e-9, 1) == doctest::Approx(1e-9));
  CHECK(relative_error(1e-17, 0) == 1e-17);
  CHECK(relative_error(0, 1e-17) == 1);
  CHECK(relative_error(3e-310, 1e-310) < 1e-9);  // fewer digits there
  CHECK(relative_error(nan, nan) == 0);
  CHECK(relative_error(inf, inf) == 0);
  CHECK(relative_error(inf, -inf) == inf);
  CHECK(relative_error(inf, 1e300) == inf);
  CHECK(relative_error(nan, 1) == inf);
  CHECK(relative_error(0, nan) == inf);
  Numbers n;
  CHECK_THROWS_AS(n.add(std::vector<double>{1}, std::vector<double>{1, 2}), std::runtime_error);
}

TEST_CASE("a wrong number, a missing case and a damaged table are seen") {
  const rgx::test::Folder f;
  const std::string head = "# tool: R 4.2.2\n# script: x\ncase,field,values\n";
  const auto checks = checks_of("correct");
  const std::string whole = text_of(references() / "correct.csv");
  const auto conform = [&](const std::string& text) {
    f.write("correct.csv", text);
    return conform_stats(f / "", checks, kSerial);
  };
  CHECK(conform(whole).within() == checks.size());

  const std::string right = "two,holm,0.059999999999999998";
  std::string wrong = whole;
  const std::size_t at = wrong.find(right);
  REQUIRE(at != std::string::npos);
  wrong.replace(at, right.size(), "two,holm,0.060000000001");
  const StatsConformance doctored = conform(wrong);
  CHECK(doctored.within() == checks.size() - 1);
  for (const StatsRow& row : doctored.rows) {
    if (row.within()) continue;
    CHECK(row.routine == "correct: holm");
    CHECK(row.verdict() == "outside");
    CHECK(row.worst == "two");
    CHECK(row.largest == doctest::Approx(1.0 / 6 * 1e-10).epsilon(0.01));
  }
  CHECK(stats_table_text(doctored).find("outside in two") != std::string::npos);

  CHECK(conform(head).rows[0].verdict() == "missing");
  CHECK_THROWS_WITH(conform(head + "one,p,0.03\n"), doctest::Contains("case `one`"));
  CHECK_THROWS_WITH(conform(head + "one,p,0.03x\n"), doctest::Contains("`0.03x` is no number"));
  CHECK_THROWS_WITH(conform("case,field,values\n"), doctest::Contains("does not name R"));
  fs::remove(f / "correct.csv");
  CHECK_THROWS_WITH(conform_stats(f / "", checks, kSerial), doctest::Contains("correct.csv"));
  CHECK_FALSE(stats_reference_folder(f / "nothing"));
}
