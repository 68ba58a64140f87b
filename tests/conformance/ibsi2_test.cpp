#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "stdlib/filters/conformance_ibsi2.hpp"
#include "stdlib/filters/operations.hpp"
#include "tests/support/data.hpp"

using namespace rgx;

namespace {

const engine::ParallelFor kSerial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};

void print(const std::string& what, const features::Conformance& table) {
  for (const features::ConformanceRow& row : table.rows) {
    if (row.within) continue;
    std::printf("%-70s expected %-10g tolerance %-8g found %-12.6g %s\n", row.item.c_str(), row.expected, row.tolerance,
                row.found.value, row.verdict().c_str());
  }
  std::printf("%s: %zu of %zu within tolerance\n", what.c_str(), table.within(), table.rows.size());
}

}  // namespace

// Every map and value the manual has for these filters, and every one within tolerance. Neither number may drop.
TEST_CASE("response maps of filters with finite support meet the consensus maps") {
  const auto data = test::data_dir("reference/ibsi2");
  if (!data) return;
  const features::Conformance table = filters::conform_response_maps(*data, stdlib::convolution_filters(), kSerial);
  print("response maps", table);
  CHECK(table.rows.size() == 27);
  CHECK(table.within() == 27);
}

TEST_CASE("statistics of responses on the CT phantom meet the consensus values") {
  const auto data = test::data_dir("reference/ibsi2/reference_feature_values");
  if (!data) return;
  const features::Conformance table = filters::conform_ct_statistics(*data, stdlib::convolution_filters(), kSerial);
  print("CT phantom", table);
  CHECK(table.rows.size() == 252);
  CHECK(table.within() == 252);
}
