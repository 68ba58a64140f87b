#pragma once
// Steps that learn from training cases and are applied (`transformed`) to any: scaling and unsupervised choice of
// columns.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// Mean and standard deviation (n - 1) of each column over its present (not NaN) cases, as R's scale().
struct Scaling {
  Eigen::VectorXd mean;
  Eigen::VectorXd sd;               // 0 for a constant column, which is centred only
  std::vector<std::string> reason;  // one a column: empty, "constant", or "no cases" (then mean 0, sd 0)
};
Scaling fit_standardise(ConstMatrix x);
Eigen::MatrixXd transformed(const Scaling& scaling, ConstMatrix x);

// Columns that stay, ascending; the others with why.
struct ColumnChoice {
  std::vector<Eigen::Index> kept;
  std::vector<Eigen::Index> dropped;
  std::vector<std::string> reason;  // one a dropped column
};
Eigen::MatrixXd transformed(const ColumnChoice& choice, ConstMatrix x);

// Drops columns whose present cases all have one value ("constant") or that have none ("no cases").
ColumnChoice fit_drop_constant(ConstMatrix x);

// Of each pair with |Pearson r| > above the column with the larger mean |r| goes, ties to the later column:
// caret::findCorrelation(exact = TRUE). Reasons name the column kept ("correlated with column 3", from 0). Missing
// values throw std::invalid_argument (impute stands first); constant columns correlate with nothing and stay.
ColumnChoice fit_drop_correlated(ConstMatrix x, double above);

}  // namespace rgx::stats
