#pragma once
// Tables of tests/reference/model_*.csv: data by set, and R's values by case and quantity.
#include <doctest/doctest.h>

#include <Eigen/Core>
#include <algorithm>
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

// name → matrix; the name is "set", or "case/quantity".
using NamedMatrices = std::map<std::string, Eigen::MatrixXd>;

inline NamedMatrices read_matrices(const std::string& file) {
  std::ifstream in(source_dir() / "tests" / "reference" / file);
  REQUIRE_MESSAGE(in.good(), file);
  struct Cell {
    Eigen::Index i, j;
    double value;
  };
  std::map<std::string, std::vector<Cell>> cells;
  std::string line;
  bool header = true;
  while (std::getline(in, line)) {
    if (line.starts_with('#')) continue;
    if (header) {
      header = false;
      continue;
    }
    std::vector<std::string> part;
    std::stringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) part.push_back(field);
    const std::size_t at = part.size() - 3;
    const double value =
        part[at + 2] == "NA" ? std::numeric_limits<double>::quiet_NaN() : std::strtod(part[at + 2].c_str(), nullptr);
    cells[at == 1 ? part[0] : part[0] + "/" + part[1]].push_back({std::stol(part[at]), std::stol(part[at + 1]), value});
  }
  NamedMatrices read;
  for (const auto& [name, list] : cells) {
    Eigen::Index rows = 0, columns = 0;
    for (const Cell& c : list) {
      rows = std::max(rows, c.i + 1);
      columns = std::max(columns, c.j + 1);
    }
    Eigen::MatrixXd m(rows, columns);
    for (const Cell& c : list) m(c.i, c.j) = c.value;
    read[name] = m;
  }
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
