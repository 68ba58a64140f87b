#pragma once
// Tables of tests/reference/model_*.csv: data by set, and R's values by case and quantity.
#include <doctest/doctest.h>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>

#include "stdlib/conformance/case_fields.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

// name → matrix; the name is "set", or "case/quantity".
using NamedMatrices = std::map<std::string, Eigen::MatrixXd>;

inline NamedMatrices read_matrices(const std::string& file) {
  std::ifstream in(source_dir() / "tests" / "reference" / file);
  REQUIRE_MESSAGE(in.good(), file);
  NamedMatrices read;
  for (const auto& [name, cells] : conformance::read_cells(in).cells) read[name] = conformance::matrix_of(cells);
  return read;
}

// Largest |a - b| / max(1, |b|); NaN agrees with NaN only; infinity when shapes differ.
inline double difference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return std::numeric_limits<double>::infinity();
  double worst = 0;
  for (Eigen::Index k = 0; k < a.size(); ++k) {
    const double x = a.data()[k], y = b.data()[k];
    if (std::isnan(x) || std::isnan(y)) {
      if (std::isnan(x) != std::isnan(y)) return std::numeric_limits<double>::infinity();
      continue;
    }
    if (x == y) continue;
    worst = std::max(worst, std::abs(x - y) / std::max(1.0, std::abs(y)));
  }
  return worst;
}

inline Eigen::MatrixXd one(double value) { return Eigen::MatrixXd::Constant(1, 1, value); }

}  // namespace rgx::test
