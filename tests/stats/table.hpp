#pragma once
// Fields of a reference table as Eigen sees them, and the largest relative difference from them.
#include <Eigen/Core>
#include <algorithm>
#include <vector>

#include "stats/regression/model_test.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/cases.hpp"

namespace rgx::test {

using conformance::columns_at;
using conformance::matrix_of;
using conformance::vector_at;
using conformance::vector_of;

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
