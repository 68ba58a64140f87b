#pragma once
// Columns on the scale on which they are penalised. Internal to penalise.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/learning/penalise.hpp"

namespace rgx::stats::detail {

struct Prepared {
  Eigen::MatrixXd x;             // cases of weight > 0; columns centred (asked for) and scaled
  Eigen::VectorXd w;             // sums to 1
  double total_weight = 0;       // before that
  Eigen::VectorXd mean, scale;   // of the columns; 0 and 1 where nothing was done
  Eigen::VectorXd factor;        // of penalty, mean 1 over all columns
  Eigen::VectorXd lower, upper;  // of the coefficients on this scale
  std::vector<bool> varies;
  [[nodiscard]] bool any_penalised() const;
  [[nodiscard]] bool any_free() const;  // a column that varies and is not penalised
};

// Why the options or columns cannot be used, whatever the outcome; empty: they can.
std::string refused_options(ConstMatrix x, const PathOptions& options);

// Rows of weight > 0.
std::vector<Eigen::Index> weighted_rows(Eigen::Index n, const Eigen::VectorXd& weights);

// weight: one a row of `rows`, positive.
Prepared prepare(ConstMatrix x, std::span<const Eigen::Index> rows, Eigen::VectorXd weight, const PathOptions& options,
                 bool centre);

}  // namespace rgx::stats::detail
