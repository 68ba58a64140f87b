#pragma once
// Reference tables made by tests/reference/make/*.R: `case,field,values`, values separated by blanks, NA = missing.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/data.hpp"

namespace rgx::test {

using Fields = std::map<std::string, std::vector<double>>;

inline std::map<std::string, Fields> read_cases(const std::string& name) {
  std::ifstream in(source_dir() / "tests" / "reference" / (name + ".csv"));
  REQUIRE_MESSAGE(in.good(), name);
  std::map<std::string, Fields> cases;
  std::string line;
  bool header = true;
  while (std::getline(in, line)) {
    if (line.starts_with('#')) continue;
    if (header) {
      header = false;
      continue;
    }
    std::stringstream parts(line);
    std::string which, field, value;
    std::getline(parts, which, ',');
    std::getline(parts, field, ',');
    auto& values = cases[which][field];
    while (parts >> value) {
      values.push_back(value == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::strtod(value.c_str(), nullptr));
    }
  }
  REQUIRE_FALSE(cases.empty());
  return cases;
}

inline std::vector<int> codes(const std::vector<double>& values) {
  std::vector<int> out;
  for (const double v : values) out.push_back(std::isnan(v) ? -1 : static_cast<int>(v));
  return out;
}

// |a - b| / |b|; 0 when equal (infinities, both missing), infinity when one is missing.
inline double relative(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  if (std::isnan(a) || std::isnan(b) || b == 0) return std::numeric_limits<double>::infinity();
  return std::abs(a - b) / std::abs(b);
}

// The same beside 1: for values that pass through 0, such as correlations and logarithms.
inline double apart(double a, double b) { return a == b ? 0 : relative(a, b) * std::min(1.0, std::abs(b)); }

}  // namespace rgx::test
