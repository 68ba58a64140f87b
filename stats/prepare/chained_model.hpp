#pragma once
// One regression of the chain. Internal to stats/prepare.
#include "stats/prepare/impute_chained.hpp"

namespace rgx::stats {

// Column `of` on the columns `from` in the given rows of a table without gaps there. No coefficients: fewer than three
// cases, or one value.
ChainedModel fit_chained_model(const Eigen::MatrixXd& filled, const std::vector<ColumnType>& type,
                               const std::vector<Eigen::Index>& from, Eigen::Index of,
                               const std::vector<Eigen::Index>& rows, double ridge);

double predicted(const ChainedModel& model, ColumnType type, const Eigen::RowVectorXd& values);

// In standard deviations; a category that changed: 1.
double chained_change(double now, double before, ColumnType type, double spread);

}  // namespace rgx::stats
