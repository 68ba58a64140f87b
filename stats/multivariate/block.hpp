#pragma once
// What every decomposition of a block of columns begins with and hands back: columns made ready, a thin singular value
// decomposition, signs that do not depend on chance, and weights that score any case.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/base/transform.hpp"

namespace rgx::stats {

// Columns centred and, if asked for, divided by their standard deviation (n - 1). Constant columns are 0: they take no
// part, and `constant` lists them.
struct Block {
  Eigen::MatrixXd values;  // cases × columns
  Scaling scaling;         // sd 1 in all columns where no scale was asked for, 0 in constant ones
  std::vector<Eigen::Index> constant;
  // Empty, or why nothing can be fitted: "too few cases" (fewer than 3), "missing values", "not finite",
  // "constant block".
  std::string reason;
};
Block prepare_block(ConstMatrix x, bool scale);

// x = u · diag(d) · vᵀ, singular values descending, of the components above rounding: d > max(rows, columns) · ε · d₁
// (all of them with `all`, however small).
// The long side goes through a QR decomposition first, which costs what a Gram matrix does and squares no condition.
struct ThinSvd {
  Eigen::MatrixXd u, v;
  Eigen::VectorXd d;
  [[nodiscard]] Eigen::Index rank() const { return d.size(); }
};
ThinSvd thin_svd(const Eigen::MatrixXd& x, bool all = false);

// +1, or -1 where a component must be turned: its largest entry in absolute value is positive, the first one among
// those that are equal to 8 digits.
Eigen::RowVectorXd component_signs(const Eigen::MatrixXd& components);

// A linear score of a case: its columns less their mean over their standard deviation, times weights.
struct LinearScores {
  Scaling scaling;
  Eigen::MatrixXd weights;  // columns × components, for standardised columns
  [[nodiscard]] Eigen::MatrixXd scores(ConstMatrix x) const;
};

// Pearson r of two vectors; NaN where one does not vary.
double correlation_of(const Eigen::Ref<const Eigen::VectorXd>& a, const Eigen::Ref<const Eigen::VectorXd>& b);

}  // namespace rgx::stats
