#pragma once
// Fields of a reference table as Eigen sees them, and the largest relative difference from them.
#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include "stats/model_test.hpp"
#include "tests/stats/cases.hpp"

namespace rgx::test {

inline Eigen::VectorXd vector_of(const std::vector<double>& v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

inline Eigen::MatrixXd matrix_of(const std::vector<double>& v, double columns) {
  const auto p = static_cast<Eigen::Index>(columns);
  return Eigen::Map<const Eigen::MatrixXd>(v.data(), static_cast<Eigen::Index>(v.size()) / p, p);
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

// Largest relative difference; NaN agrees with NaN.
inline double worst(const Eigen::VectorXd& a, const std::vector<double>& b) {
  REQUIRE(a.size() == static_cast<Eigen::Index>(b.size()));
  double most = 0;
  for (Eigen::Index j = 0; j < a.size(); ++j) most = std::max(most, relative(a[j], b[j]));
  return most;
}

// Statistic, df, p, log10 p.
inline double worst(const stats::ChiSquare& a, const std::vector<double>& b) {
  Eigen::VectorXd v(4);
  v << a.statistic, a.df, a.tail.p, a.tail.log10_p;
  return worst(v, b);
}
inline double worst(const stats::TestResult& r, const std::vector<double>& b) {
  return worst(stats::ChiSquare{r.statistic, r.df, {r.p, r.log10_p}}, b);
}

}  // namespace rgx::test
