#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "stdlib/features/conformance.hpp"
#include "tests/support/data.hpp"

using namespace rgx::features;

namespace {

void print(const std::string& what, const Conformance& table) {
  for (const ConformanceRow& row : table.rows) {
    if (row.within) continue;
    std::printf("%-70s expected %-10g tolerance %-8g found %-12.6g %s\n", row.item.c_str(), row.expected, row.tolerance,
                row.found.value, row.verdict().c_str());
  }
  std::printf("%s: %zu of %zu within tolerance\n", what.c_str(), table.within(), table.rows.size());
}

}  // namespace

// Every value the manual has, and every one within tolerance. Neither number may drop.
TEST_CASE("the digital phantom meets the consensus values of every family") {
  const auto data = rgx::test::data_dir("reference/ibsi1");
  if (!data) return;
  const Conformance table = conform_digital_phantom(*data);
  print("dig. phantom", table);
  CHECK(table.rows.size() == 482);
  CHECK(table.within() == 482);
  CHECK(table.no_reference.size() == 5);
}

TEST_CASE("the CT phantom meets the consensus values of configurations A to E") {
  const auto data = rgx::test::data_dir("reference/ibsi1/ibsi_1_ct_radiomics_phantom");
  if (!data) return;
  struct Expected {
    char letter;
    std::size_t rows, within;
  };
  for (const Expected& e :
       {Expected{'A', 346, 346}, {'B', 346, 346}, {'C', 209, 209}, {'D', 210, 210}, {'E', 210, 210}}) {
    const Conformance table = conform_ct_phantom(*data, e.letter);
    print(std::string("config. ") + e.letter, table);
    CHECK(table.rows.size() == e.rows);
    CHECK(table.within() == e.within);
  }
}

TEST_CASE("a value meets a reference as it is printed") {
  CHECK(meets(2.1486, 2.15, 0));
  CHECK_FALSE(meets(2.1436, 2.15, 0));
  CHECK(meets(-0.35462, -0.355, 0));
  CHECK(meets(1204.0, 1200, 10));
  CHECK_FALSE(meets(1216.0, 1200, 10));
  CHECK(meets(0.0, 0, 0));
  CHECK_FALSE(meets(0.001, 0, 0));
}
