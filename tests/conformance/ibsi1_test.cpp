#include <doctest/doctest.h>

#include <cstdio>

#include "stdlib/features/conformance.hpp"
#include "tests/support/data.hpp"

using namespace rgx::features;

TEST_CASE("the digital phantom meets the consensus values of every built family") {
  const auto data = rgx::test::data_dir("reference/ibsi1");
  if (!data) return;
  const Conformance table = conform_digital_phantom(*data);
  for (const ConformanceRow& row : table.rows) {
    if (row.within) continue;
    std::printf("%-70s expected %-10g tolerance %-8g found %-12.6g %s\n", row.item.c_str(), row.expected, row.tolerance,
                row.found.value, row.verdict().c_str());
  }
  std::printf("dig. phantom: %zu of %zu within tolerance\n", table.within(), table.rows.size());
  // Every value that the manual has for the phantom. Neither number may drop.
  CHECK(table.rows.size() == 482);
  CHECK(table.within() == 482);
  CHECK(table.no_reference.size() == 5);
}
