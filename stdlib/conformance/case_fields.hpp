#pragma once
// Fields of a case table and entries of a cell table as Eigen sees them.
#include <Eigen/Core>
#include <algorithm>
#include <string>
#include <vector>

#include "stdlib/conformance/case_table.hpp"

namespace rgx::conformance {

inline Eigen::VectorXd vector_of(const std::vector<double>& v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

// Column by column.
inline Eigen::MatrixXd matrix_of(const std::vector<double>& v, double columns) {
  const auto p = static_cast<Eigen::Index>(columns);
  return Eigen::Map<const Eigen::MatrixXd>(v.data(), p > 0 ? static_cast<Eigen::Index>(v.size()) / p : 0, p);
}

// Absent: empty.
inline Eigen::VectorXd vector_at(const Fields& f, const std::string& name) {
  return f.contains(name) ? vector_of(f.at(name)) : Eigen::VectorXd();
}

inline std::vector<Eigen::Index> columns_at(const Fields& f, const std::string& name) {
  std::vector<Eigen::Index> out;
  for (const double j : f.at(name)) out.push_back(static_cast<Eigen::Index>(j));
  return out;
}

// Fields x0, x1, … of one length side by side: `count` of them from number `first` on.
inline Eigen::MatrixXd side_by_side(const Fields& f, const std::string& name, Eigen::Index first, Eigen::Index count) {
  Eigen::MatrixXd x;
  for (Eigen::Index j = 0; j < count; ++j) {
    const auto& column = f.at(name + std::to_string(first + j));
    if (j == 0) x.resize(static_cast<Eigen::Index>(column.size()), count);
    x.col(j) = vector_of(column);
  }
  return x;
}

inline Eigen::MatrixXd matrix_of(const std::vector<Cell>& cells) {
  std::size_t rows = 0, columns = 0;
  for (const Cell& c : cells) rows = std::max(rows, c.i + 1), columns = std::max(columns, c.j + 1);
  Eigen::MatrixXd m(rows, columns);
  for (const Cell& c : cells) m(static_cast<Eigen::Index>(c.i), static_cast<Eigen::Index>(c.j)) = c.value;
  return m;
}

}  // namespace rgx::conformance
