#include "engine/table.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/failure.hpp"

using namespace rgx::engine;

TEST_CASE("table: written as the interface says and read back to the same bytes") {
  Table t;
  t.columns = {Column::of_texts("subject", {"001", "a,b", "say \"x\"", " padded"}),
               Column::of_numbers("value", {0.1, std::nan(""), 1e-300, 100000}),
               Column::of_texts("note", {"", "two\nlines", "007", "z"})};
  const std::string csv = to_csv(t);
  CHECK(csv ==
        "subject,value,note\n001,0.1,\n\"a,b\",,\"two\nlines\"\n\"say \"\"x\"\"\",1e-300,007\n\" padded\",100000,z\n");
  const Table again = from_csv(csv);
  CHECK(to_csv(again) == csv);
  CHECK(again.at("subject").kind == Column::Kind::text);
  CHECK(again.at("value").kind == Column::Kind::number);
  CHECK(again.at("note").texts == t.at("note").texts);
}

TEST_CASE("table: one column with missing cells, no rows, no columns") {
  Table one;
  one.columns = {Column::of_numbers("x", {1, std::nan(""), 3})};
  CHECK(to_csv(one) == "x\n1\n\"\"\n3\n");
  CHECK(to_csv(from_csv(to_csv(one))) == to_csv(one));
  Table none;
  none.columns = {Column::of_texts("x", {}), Column::of_texts("y", {})};
  CHECK(to_csv(from_csv(to_csv(none))) == "x,y\n");
  CHECK(to_csv(from_csv(to_csv(Table{}))) == "\n");
}

TEST_CASE("table: an unknown column says what there is; uneven columns are refused") {
  Table t;
  t.columns = {Column::of_numbers("x", {1}), Column::of_numbers("y", {1, 2})};
  CHECK_THROWS_WITH_AS(t.at("z"), "no column `z` in this table; it has `x`, `y`", Failure);
  CHECK_THROWS_AS(to_csv(t), Failure);
}
