#pragma once
// Tables of RGX_BENCH_DATA as numbers.
#include <Eigen/Core>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/csv.hpp"

namespace rgx::bench {

// With a stroke at its end; empty where none is named.
inline std::string tables_folder() {
  const char* set = std::getenv("RGX_BENCH_DATA");
  return set == nullptr ? std::string() : std::string(set) + "/";
}

inline std::string text_of(const std::string& name) {
  std::ifstream in(tables_folder() + name, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

// Numbers of a table, its first column names the rows.
inline Eigen::MatrixXd table(const std::string& name) {
  const engine::Csv csv(text_of(name), {});
  Eigen::MatrixXd out(static_cast<Eigen::Index>(csv.rows()), static_cast<Eigen::Index>(csv.columns().size()) - 1);
  for (Eigen::Index r = 0; r < out.rows(); ++r)
    for (Eigen::Index c = 0; c < out.cols(); ++c)
      csv.number(static_cast<std::size_t>(r), static_cast<std::size_t>(c) + 1, out(r, c));
  return out;
}

}  // namespace rgx::bench
