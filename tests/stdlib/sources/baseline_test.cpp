#include "stdlib/sources/baseline.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace rgx;
using engine::Column;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Five subjects; the second has two lesions with values of their own.
engine::Cohort cohort() {
  engine::Cohort c;
  c.name = "demo";
  c.subjects = {"a", "b", "c", "d", "e"};
  c.levels = {"lesion"};
  c.data.columns = {Column::of_texts("subject", {"a", "b", "b", "c", "d", "e"}),
                    Column::of_texts("lesion", {"1", "1", "2", "1", "1", "1"}),
                    Column::of_numbers("idh", {1, 0, 0, 1, 0, none}),
                    Column::of_numbers("age", {40, 60, 60, 50, none, 70}),
                    Column::of_texts("site", {"A", "B", "B", "A", "A", ""}),
                    Column::of_numbers("size", {1, 2, 3, 4, 5, 6}),
                    Column::of_numbers("os.time", {10, 20, 20, 30, 40, 50}),
                    Column::of_numbers("os.event", {1, 0, 0, 1, 0, 2})};
  c.variables = {{"idh", "binary", true, {"wildtype", "mutant"}, "", "subject"},
                 {"age", "continuous", false, {}, "year", "subject"},
                 {"site", "category", false, {"A", "B"}, "", "subject"},
                 {"size", "continuous", false, {}, "mm", "lesion"},
                 {"os", "survival", true, {}, "month", "subject"}};
  return c;
}

struct Rows {
  engine::Table table;
  std::size_t find(const std::string& by, const std::string& group, const std::string& variable,
                   const std::string& level = {}) const {
    for (std::size_t r = 0; r < table.rows(); ++r)
      if (table.at("by").cell(r) == by && table.at("group").cell(r) == group &&
          table.at("variable").cell(r) == variable && table.at("level").cell(r) == level)
        return r;
    return table.rows();
  }
  double number(const char* column, std::size_t row) const { return table.at(column).numbers.at(row); }
};

Rows made() {
  const engine::Cohort c = cohort();
  return {stdlib::baseline_table({&c})};
}

}  // namespace

TEST_CASE("baseline: a subject counts once, a lesion's value once a lesion") {
  const Rows rows = made();
  const std::size_t age = rows.find("", "", "age");
  REQUIRE(age < rows.table.rows());
  CHECK(rows.number("n", age) == 4);
  CHECK(rows.number("missing", age) == 1);
  CHECK(rows.number("mean", age) == 55);
  CHECK(rows.number("median", age) == 55);
  CHECK(rows.number("q1", age) == 47.5);
  CHECK(rows.number("sd", age) == doctest::Approx(std::sqrt(500.0 / 3)));
  const std::size_t size = rows.find("", "", "size");
  CHECK(rows.number("n", size) == 6);
  CHECK(rows.table.at("unit").cell(size) == "mm");
}

TEST_CASE("baseline: groups of an outcome with classes, those without a class left out") {
  const Rows rows = made();
  const std::size_t mutant = rows.find("idh", "mutant", "age"), wild = rows.find("idh", "wildtype", "age");
  CHECK(rows.number("n", mutant) == 2);
  CHECK(rows.number("mean", mutant) == 45);
  CHECK(rows.number("n", wild) == 1);
  CHECK(rows.number("missing", wild) == 1);
  CHECK(std::isnan(rows.number("smd", mutant)));  // one value has no spread
  const std::size_t a = rows.find("idh", "mutant", "site", "A"), b = rows.find("idh", "wildtype", "site", "B");
  CHECK(rows.number("count", a) == 2);
  CHECK(rows.number("percent", a) == 100);
  CHECK(rows.number("count", b) == 1);
  CHECK(rows.number("percent", b) == 50);
  // 0 of 2 against 1 of 2.
  CHECK(rows.number("smd", a) == doctest::Approx(0.5 / std::sqrt(0.125)));
  CHECK(rows.find("idh", "mutant", "idh", "mutant") == rows.table.rows());  // not by itself
  CHECK(rows.find("os", "", "age") == rows.table.rows());                   // times make no groups
}

TEST_CASE("baseline: a survival time has its events, competing ones not among them") {
  const Rows rows = made();
  const std::size_t os = rows.find("", "", "os");
  CHECK(rows.number("n", os) == 5);
  CHECK(rows.number("count", os) == 2);
  CHECK(rows.number("percent", os) == 40);
  CHECK(rows.number("median", os) == 30);
}

TEST_CASE("missingness: patterns over subjects, the commonest first, with tables and matrices") {
  const engine::Cohort c = cohort();
  engine::Table features;
  features.columns = {Column::of_texts("subject", {"a", "b", "c", "d"}), Column::of_numbers("x", {1, 2, none, 4}),
                      Column::of_numbers("y", {1, 2, 3, 4})};
  engine::Matrix genes{"expression", {"G"}, {"a", "b", "c", "d", "e"}, {1, 2, 3, 4, 5}, {}};
  const engine::Table t =
      stdlib::missingness_table({&c}, {{"demo", "radiomics", &features, nullptr}, {"demo", "rna", nullptr, &genes}});
  std::vector<std::string> variables;
  for (std::size_t r = 0; r < t.rows() && t.at("pattern").numbers[r] == 1; ++r) {
    variables.push_back(t.at("variable").cell(r));
    CHECK(t.at("missing").cell(r).empty());
  }
  CHECK(variables == std::vector<std::string>{"idh", "age", "site", "radiomics"});  // what somebody lacks
  CHECK(t.at("n").numbers[0] == 2);                                                 // a and b lack nothing
  std::map<std::string, std::string> last;  // of the subject without site and idh: no features either
  double n = 0;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (t.at("variable").cell(r) == "site" && t.at("missing").cell(r) == "all") n += t.at("n").numbers[r];
    if (t.at("variable").cell(r) == "radiomics") last[t.at("missing").cell(r)] = t.at("kind").cell(r);
  }
  CHECK(n == 1);
  CHECK(last == std::map<std::string, std::string>{{"", "features"}, {"all", "features"}, {"some", "features"}});
}
