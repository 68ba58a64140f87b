#pragma once
// Missing values from the nearest training cases that have them. Nearness by Gower (Biometrics 27, 1971): the mean,
// over the columns that both cases have, of |difference| / range of the training part (numbers) and of 0 or 1
// (categories, alike or not). A number is filled with the median of the k donors, a category with their commonest code
// (of equally common ones the smallest): what VIM::kNN does.
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/prepare/column_type.hpp"
#include "stats/prepare/impute.hpp"

namespace rgx::stats {

struct KnnImputation {
  Eigen::MatrixXd donors;        // the training cases, cases × columns
  std::vector<ColumnType> type;  // one a column
  Eigen::VectorXd range;         // 0: a constant number, which tells nothing of nearness
  Imputation otherwise;          // medians and modes, where a case shares no column with any donor
  int k = 5;
};

// k < 1 throws std::invalid_argument.
KnnImputation fit_impute_knn(ConstMatrix x, const std::vector<ColumnType>& type, int k = 5);

// Each case by itself. Equally near donors: the earlier one. Fewer than k donors that have the value: all of them;
// none: what `otherwise` says (NaN where nothing could be learned).
Eigen::MatrixXd transformed(const KnnImputation& imputation, ConstMatrix x, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
