#pragma once
// Cases with a class each, as the classifiers of this room take them: codes 0 … classes - 1, weights none or one a
// case. A class without cases keeps its place: its prior and its probabilities are 0.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct ClassCases {
  Eigen::VectorXd weight;               // of each case, rescaled to mean 1; all 1 where none were given
  std::vector<Eigen::Index> count;      // cases of each class with positive weight
  Eigen::VectorXd share;                // weight of each class, sums to 1
  std::vector<std::size_t> with_cases;  // classes that have some, ascending
  // Empty, or: "wrong sizes", "no cases", "missing value" (infinite ones too), "negative weight", "no such class", "one
  // class".
  std::string reason;
};
ClassCases class_cases(ConstMatrix x, std::span<const int> y, std::size_t classes, ConstVector weights);

// Prior probabilities: those given (rescaled to sum 1), else the shares; classes without cases get 0. Throws
// std::invalid_argument for another number of them, or one that is negative.
Eigen::VectorXd class_priors(const ClassCases& cases, ConstVector given);

// exp(l_k) / sum_j exp(l_j) in each row, without overflow; -infinity gives 0.
Eigen::MatrixXd softmax_rows(ConstMatrix log_score);

}  // namespace rgx::stats
