#include <doctest/doctest.h>

#include <map>

#include "lang/condition.hpp"
#include "lang/literal.hpp"
#include "lang/nearest.hpp"
#include "lang/table_cells.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

namespace {

Condition compare(std::string column, Condition::Compare how, std::string value, std::optional<double> number = {}) {
  Condition c;
  c.op = Condition::Op::compare;
  c.column = std::move(column);
  c.compare = how;
  c.values = {std::move(value)};
  c.numbers = {number};
  return c;
}

Condition join(Condition::Op op, std::vector<Condition> children) {
  Condition c;
  c.op = op;
  c.children = std::move(children);
  return c;
}

}  // namespace

TEST_CASE("a comparison with a missing value is missing; `and` and `or` know three values") {
  std::map<std::string, std::string> row{{"age", "17"}, {"grade", ""}, {"site", "Riga"}, {"dead", "yes"}};
  const CellOf cell = [&](const std::string& name, bool) { return row.at(name); };
  const auto adult = compare("age", Condition::Compare::ge, "18", 18.0);
  const auto graded = compare("grade", Condition::Compare::eq, "II");
  const auto riga = compare("site", Condition::Compare::eq, "Riga");
  CHECK(evaluate(adult, cell) == false);
  CHECK(evaluate(graded, cell) == std::nullopt);
  CHECK(evaluate(join(Condition::Op::and_, {graded, adult}), cell) == false);
  CHECK(evaluate(join(Condition::Op::and_, {graded, riga}), cell) == std::nullopt);
  CHECK(evaluate(join(Condition::Op::or_, {graded, riga}), cell) == true);
  CHECK(evaluate(join(Condition::Op::or_, {graded, adult}), cell) == std::nullopt);
  CHECK(evaluate(join(Condition::Op::not_, {graded}), cell) == std::nullopt);
  CHECK(evaluate(join(Condition::Op::not_, {adult}), cell) == true);
  Condition in;
  in.op = Condition::Op::in;
  in.column = "site";
  in.values = {"Turin", "Riga"};
  in.numbers = {{}, {}};
  CHECK(evaluate(in, cell) == true);
  in.negated = true;
  CHECK(evaluate(in, cell) == false);
  in.column = "grade";
  CHECK(evaluate(in, cell) == std::nullopt);
  Condition missing;
  missing.op = Condition::Op::is_missing;
  missing.column = "grade";
  CHECK(evaluate(missing, cell) == true);
  missing.negated = true;
  CHECK(evaluate(missing, cell) == false);
  Condition truth;
  truth.op = Condition::Op::truth;
  truth.column = "dead";
  CHECK(evaluate(truth, cell) == true);
}

TEST_CASE("units meet in base units, numbers as numbers, text as text") {
  auto years = compare("age", Condition::Compare::ge, "18", 18 * 31557600.0);
  years.column_factor = 31557600.0;
  CHECK(evaluate(years, [](const std::string&, bool) { return std::string("18.0"); }) == true);
  CHECK(evaluate(years, [](const std::string&, bool) { return std::string("17.99"); }) == false);
  CHECK(evaluate(years, [](const std::string&, bool) { return std::string("old"); }) == std::nullopt);
  CHECK(same_value("1.0", "1"));
  CHECK(same_value("II", "II"));
  CHECK_FALSE(same_value("II", "ii"));
  CHECK_FALSE(same_value("1", "1 "));
  CHECK(truth_of("No") == false);
  CHECK(truth_of("1") == true);
  CHECK(truth_of("2") == std::nullopt);
  CHECK(truth_of("") == std::nullopt);
}

TEST_CASE("a variable's level is written as its declaration writes it") {
  Variable idh;
  idh.type = Variable::Type::binary;
  idh.column = "IDH1";
  idh.positive = "1";
  idh.negative = "0";
  CHECK(level_of(idh, [](const std::string&, bool) { return std::string("1.0"); }) == "1");
  CHECK(level_of(idh, [](const std::string&, bool) { return std::string("0"); }) == "0");
  CHECK(level_of(idh, [](const std::string&, bool) { return std::string("2"); }) == "2");
  CHECK(level_of(idh, [](const std::string&, bool) { return std::string(); }) == "");
}

TEST_CASE("cells that are numbers, and cells that only look like it") {
  CHECK(cell_number("1e-3") == 0.001);
  CHECK(cell_number("+2") == 2.0);
  CHECK(cell_number(".5") == 0.5);
  for (const char* no : {"", " 1", "1 ", "0x10", "nan", "inf", "1,5", "1.2.3", "-", "--1"}) {
    INFO(no);
    CHECK_FALSE(cell_number(no).has_value());
  }
}

TEST_CASE("the name that was meant") {
  CHECK(nearest("wilcoxn", {"welch", "wilcoxon"}) == "wilcoxon");
  CHECK(nearest("ihd", {"age", "idh"}) == "idh");
  CHECK(nearest("zebra", {"age", "idh"}) == "");
  CHECK(choices_text({"a", "b", "c"}) == "`a`, `b` or `c`");
  CHECK(choices_text({"a"}) == "`a`");
}

TEST_CASE("literals as people read them") {
  CHECK(text(Literal(0.05)) == "0.05");
  CHECK(text(Literal(100)) == "100");
  CHECK(text(Literal(Literal::List{1, "keep"})) == "[1, keep]");
  CHECK(text(Literal(Literal::Map{{"path", 100}})) == "path(100)");
  CHECK(text(Literal()) == "none");
}

}  // namespace rgx::lang
