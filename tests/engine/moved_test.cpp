#include "engine/moved.hpp"

#include <doctest/doctest.h>

using namespace rgx::engine;

namespace {

TableChange change(const std::string& was, const std::string& is) {
  return compare_rows("t.csv", Csv(was, {}), Csv(is, {}));
}

}  // namespace

TEST_CASE("moved: a row is found by what it is about, wherever it stands") {
  const auto c =
      change("feature,outcome,p\na,x,0.5\nb,x,0.25\nc,x,1\n", "feature,outcome,p\nc,x,1\nd,x,0.1\na,x,0.4\n");
  CHECK(c.keys == std::vector<std::string>{"feature", "outcome"});
  CHECK(c.rows_only_a == std::vector<std::string>{"b, x"});
  CHECK(c.rows_only_b == std::vector<std::string>{"d, x"});
  CHECK(c.reordered);
  REQUIRE(c.numbers.size() == 1);  // a new row in front moves no other
  CHECK(c.numbers[0].row == "a, x");
  CHECK(c.numbers[0].column == "p");
  CHECK(c.numbers[0].was == 0.5);
  CHECK(c.numbers[0].is == 0.4);
  CHECK(c.numbers[0].relative == doctest::Approx(0.2));
}

TEST_CASE("moved: repeats and folds tell rows apart, what is left alike is told apart by its order") {
  const auto folds = change("subject,repeat,fold,predicted\nP1,1,2,0.1\nP1,2,1,0.2\n",
                            "subject,repeat,fold,predicted\nP1,2,1,0.2\nP1,1,2,0.3\n");
  CHECK(folds.keys == std::vector<std::string>{"subject", "repeat"});
  REQUIRE(folds.numbers.size() == 1);
  CHECK(folds.numbers[0].row == "P1, 1");
  // A statistic of `icc` is a name, that of a t test is a number and no key.
  CHECK(
      change("feature,statistic,estimate\na,icc,1\na,ccc,2\n", "feature,statistic,estimate\na,icc,1\na,ccc,2\n").keys ==
      std::vector<std::string>{"feature", "statistic"});
  CHECK(change("feature,statistic\na,1\n", "feature,statistic\na,2\n").numbers.size() == 1);
  const auto alike = change("observed,n\nx,1\nx,2\n", "observed,n\nx,1\nx,3\n");
  REQUIRE(alike.numbers.size() == 1);
  CHECK(alike.numbers[0].row == "x (2)");
  const auto nameless = change("predicted,observed\n0.1,0.2\n0.3,0.4\n", "predicted,observed\n0.1,0.2\n0.3,0.5\n");
  REQUIRE(nameless.numbers.size() == 1);
  CHECK(nameless.numbers[0].row == "row 2");
}

TEST_CASE("moved: columns go by name; texts and numbers that come or go are cells") {
  const auto c = change("subject,a,b,c\nP1,1,x,\nP2,2,y,4\n", "subject,b,c,d\nP1,x,3,9\nP2,z,,9\n");
  CHECK(c.columns_only_a == std::vector<std::string>{"a"});
  CHECK(c.columns_only_b == std::vector<std::string>{"d"});
  CHECK(c.numbers.empty());
  REQUIRE(c.cells.size() == 3);
  CHECK(c.cells[0].column == "b");
  CHECK(c.cells[0].was == "y");
  CHECK(c.cells[1].was.empty());
  CHECK(c.cells[2].is.empty());
}

TEST_CASE("moved: the same numbers written otherwise are layout, whole numbers and signs of zero too") {
  CHECK(change("subject,a\nP1,0.50\n", "subject,a\n\"P1\",0.5\n").layout_only());
  CHECK(change("subject,a\nP1,0\n", "subject,a\nP1,-0\n").layout_only());
  CHECK_FALSE(change("subject,a\nP1,0.50\n", "subject,a\nP1,0.51\n").layout_only());
}

TEST_CASE("moved: largest relative difference first, equal ones by their place") {
  std::vector<MovedNumber> n{
      {"b.csv", "r", "c", 1, 2, 0.5}, {"a.csv", "r", "c", 1, 10, 0.9}, {"a.csv", "r", "c", 1, 2, 0.5}};
  sort_by_size(n);
  CHECK(n[0].relative == 0.9);
  CHECK(n[1].table == "a.csv");
  CHECK(n[2].table == "b.csv");
}
