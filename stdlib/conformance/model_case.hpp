#pragma once
// A regression model of a case table: design `x` of so many `columns`, outcome `y`, `weight` and `offset` where there
// are any, the columns `tested`.
#include <algorithm>
#include <vector>

#include "stats/regression/model_test.hpp"
#include "stdlib/conformance/case_fields.hpp"

namespace rgx::conformance {

struct ModelCase {
  explicit ModelCase(const Fields& f)
      : x(matrix_of(f.at("x"), f.at("columns")[0])),
        y(vector_at(f, "y")),
        w(vector_at(f, "weight")),
        o(vector_at(f, "offset")),
        tested(columns_at(f, "tested")) {}
  Eigen::MatrixXd x;
  Eigen::VectorXd y, w, o;
  std::vector<Eigen::Index> tested;

  // The cases that have everything.
  [[nodiscard]] ModelCase complete() const {
    const Eigen::VectorXd known[] = {y, w, o};
    const auto rows = stats::complete_rows(x, known);
    ModelCase out = *this;
    out.x = x(rows, Eigen::all).eval();
    out.y = stats::rows_of(y, rows);
    out.w = stats::rows_of(w, rows);
    out.o = stats::rows_of(o, rows);
    return out;
  }

  // The outcome as categories.
  [[nodiscard]] std::vector<int> classes() const { return codes({y.begin(), y.end()}); }
};

// Rows of R's summary hold the estimated columns only.
inline Eigen::VectorXd estimated(const Eigen::VectorXd& v, const std::vector<bool>& aliased) {
  Eigen::VectorXd kept(v.size());
  Eigen::Index n = 0;
  for (Eigen::Index j = 0; j < v.size(); ++j)
    if (!aliased[static_cast<std::size_t>(j)]) kept[n++] = v[j];
  return kept.head(n);
}

}  // namespace rgx::conformance
