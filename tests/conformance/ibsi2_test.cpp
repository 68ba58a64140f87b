#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "stdlib/filters/conformance_ibsi2.hpp"
#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "tests/support/data.hpp"

using namespace rgx;

namespace {

const engine::ParallelFor kSerial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};

std::vector<engine::Operation> every_filter() {
  auto out = stdlib::convolution_filters();
  for (auto& op : filters::fourier_filters()) out.push_back(std::move(op));
  return out;
}

void print(const std::string& what, const features::Conformance& table) {
  for (const features::ConformanceRow& row : table.rows) {
    if (row.within) continue;
    std::printf("%-70s expected %-10g tolerance %-8g found %-12.6g %s\n", row.item.c_str(), row.expected, row.tolerance,
                row.found.value, row.verdict().c_str());
  }
  std::printf("%s: %zu of %zu within tolerance\n", what.c_str(), table.within(), table.rows.size());
}

}  // namespace

// Every map and value of the reference within tolerance (of 324 values one has no consensus). No number may drop.
TEST_CASE("response maps meet the consensus maps") {
  const auto data = test::data_dir("reference/ibsi2");
  if (!data) return;
  const features::Conformance table = filters::conform_response_maps(*data, every_filter(), kSerial);
  print("response maps", table);
  CHECK(table.rows.size() == 33);
  CHECK(table.within() == 33);
}

TEST_CASE("statistics of responses on the CT phantom meet the consensus values") {
  const auto data = test::data_dir("reference/ibsi2/reference_feature_values");
  if (!data) return;
  const features::Conformance table = filters::conform_ct_statistics(*data, every_filter(), kSerial);
  print("CT phantom", table);
  CHECK(table.rows.size() == 323);
  CHECK(table.within() == 323);
}
