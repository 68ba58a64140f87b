#pragma once
// Naive Bayes with normal columns: within a class the columns are independent, each with a mean and a standard
// deviation (n - 1) of its own. As e1071::naiveBayes, but for what that does outside the range of double: there a
// density of 0 becomes 0.001, here log densities are summed and nothing is cut.
#include <Eigen/Core>
#include <span>
#include <string>

#include "stats/base/refs.hpp"
#include "stats/classify/classes.hpp"

namespace rgx::stats {

struct NaiveBayes {
  Eigen::VectorXd prior;     // of each class
  Eigen::MatrixXd mean, sd;  // classes × columns
  // A column that is constant within a class (or a class of one case) has no standard deviation there: it gets 1/1000
  // of the column's pooled one within classes, and where that is 0 too of the one over all cases (e1071: 0.001 whatever
  // the units). Columns constant over all cases say nothing and are passed by (sd 0).
  Eigen::Index replaced = 0;  // how many
  std::string reason;         // empty, or ClassCases' reason
};

// x: cases × columns, complete; y: codes 0 … classes - 1; prior: one a class, or empty: the training shares. Weights:
// none or one a case; variances are then the weighted ones times n_k / (n_k - 1).
NaiveBayes fit_naive_bayes(ConstMatrix x, std::span<const int> y, std::size_t classes,
                           ConstVector prior = Eigen::VectorXd(), ConstVector weights = Eigen::VectorXd());

// Posterior probabilities, cases × classes.
Eigen::MatrixXd posterior(const NaiveBayes& fit, ConstMatrix x);

}  // namespace rgx::stats
