#pragma once
// Single imputation learned on training cases: the median of a number, the commonest code of a category. Missing: NaN.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class FillBy { median, mode };

struct Imputation {
  Eigen::VectorXd value;              // one a column; NaN where nothing could be learned
  std::vector<Eigen::Index> missing;  // training cases missing, one a column
  std::vector<std::string> reason;    // one a column: empty, or "no cases"
};

// by: one a column (integer codes for mode; ties to the smallest code, that is the level declared first).
Imputation fit_impute(ConstMatrix x, const std::vector<FillBy>& by);
Imputation fit_impute(ConstMatrix x);  // medians throughout, as R's median(na.rm = TRUE)
Eigen::MatrixXd transformed(const Imputation& imputation, ConstMatrix x);

}  // namespace rgx::stats
