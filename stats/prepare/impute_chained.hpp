#pragma once
// Single imputation by chained equations: each column with gaps is regressed on the others in turn, its gaps filled
// with the predicted value, until nothing moves (the scheme of Buck, J R Stat Soc B 22, 1960, and of van Buuren &
// Groothuis-Oudshoorn, J Stat Softw 45(3), 2011, with the prediction itself in place of a draw: nothing is random).
// Numbers by linear regression, the prediction kept within the range of the training cases; categories by multinomial
// logistic regression, the most probable code (of equal ones the smallest). Both with a small ridge, so that collinear
// columns and separated categories have an answer.
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/prepare/column_type.hpp"
#include "stats/prepare/impute.hpp"

namespace rgx::stats {

struct ChainedOptions {
  int cycles = 10;        // at most
  int predictors = 15;    // at most, for each column: those with the largest r² to it (see chained_relations)
  double ridge = 1e-3;    // beside the mean square of a predictor scaled to standard deviation 1 (1/n)
  double settled = 1e-6;  // largest change of a filled number, in standard deviations, at which the cycles end
};

// How one column follows from others: predictors are columns of numbers, or indicators of a level.
struct ChainedModel {
  struct Term {
    Eigen::Index column = 0;
    int level = -1;  // >= 0: 1 where the column has this code
    double centre = 0, scale = 1;
  };
  std::vector<Term> terms;
  Eigen::MatrixXd coefficient;  // (1 + terms) × 1, or × (levels - 1) against the first level
  std::vector<int> levels;      // categories
  double low = 0, high = 0;     // numbers: range of the training cases
};

struct ChainedImputation {
  ChainedOptions options;
  std::vector<ColumnType> type;
  Imputation start;                 // medians and modes; also what fills a column without a model
  std::vector<Eigen::Index> order;  // columns by gaps in training, fewest first
  std::vector<ChainedModel> model;  // one a column; without coefficients: it has fewer than three cases, or one value
  Eigen::VectorXd spread;           // standard deviation (1/n) of the training cases, one a column
};

// Models of every column, so that gaps can be filled that the training cases did not have.
ChainedImputation fit_impute_chained(ConstMatrix x, const std::vector<ColumnType>& type,
                                     const ChainedOptions& options = {}, const ParallelFor& parallel = serial_for);

// Each case by itself: from medians and modes on, through the learned models until its gaps settle.
Eigen::MatrixXd transformed(const ChainedImputation& imputation, ConstMatrix x,
                            const ParallelFor& parallel = serial_for);

// Largest r² between two columns of a table without gaps, a category standing for the indicators of its levels.
Eigen::MatrixXd chained_relations(ConstMatrix filled, const std::vector<ColumnType>& type);

}  // namespace rgx::stats
