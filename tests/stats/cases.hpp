#pragma once
// Reference tables made by tests/reference/make/*.R, read as `rgx conform stats` reads them.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "stdlib/conformance/case_table.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

using conformance::codes;
using conformance::Fields;

inline std::map<std::string, Fields> read_cases(const std::string& name) {
  std::ifstream in(source_dir() / "tests" / "reference" / (name + ".csv"));
  REQUIRE_MESSAGE(in.good(), name);
  auto cases = conformance::read_cases(in).cases;
  REQUIRE_FALSE(cases.empty());
  return cases;
}

// |a - b| / |b|; 0 when equal (infinities, both missing), infinity when one is missing.
inline double relative(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  if (std::isnan(a) || std::isnan(b) || b == 0) return std::numeric_limits<double>::infinity();
  return std::abs(a - b) / std::abs(b);
}

// The same beside 1: for values that pass through 0, such as correlations and logarithms.
inline double apart(double a, double b) {
  if (b == 0 && std::isfinite(a)) return std::abs(a);
  const double r = relative(a, b);
  return std::isinf(r) ? r : r * std::min(1.0, std::abs(b));
}

}  // namespace rgx::test
