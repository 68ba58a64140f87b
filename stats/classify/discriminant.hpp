#pragma once
// Discriminant analysis: cases of a class are normal, with one covariance matrix for all classes (linear; Fisher 1936)
// or one for each (quadratic). Posterior probabilities by Bayes' theorem with the estimates put in (Venables & Ripley,
// Modern Applied Statistics with S, 2002, §12.1): MASS::lda and qda, predict(method = "plug-in"). Columns are scaled
// by their standard deviation within classes before the matrix is shrunk, so that the units do not matter.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/classify/classes.hpp"
#include "stats/classify/shrunk_covariance.hpp"

namespace rgx::stats {

struct DiscriminantOptions {
  bool quadratic = false;
  Shrinkage shrinkage;    // linear: of the pooled matrix; quadratic: of each class's own
  Eigen::VectorXd prior;  // one a class; empty: the training shares
};

struct Discriminant {
  Eigen::VectorXd prior;        // of each class
  Eigen::MatrixXd mean;         // classes × columns
  Eigen::VectorXd scale;        // of the columns, pooled within classes (n - classes)
  Eigen::VectorXd share;        // of shrinkage: one, or one a class (NaN of a class without cases)
  Eigen::MatrixXd coefficient;  // linear only: columns × classes, of the columns as they came
  Eigen::VectorXd constant;     // linear only: log posterior up to what all classes share = constant + x · coefficient
  // Covariance over the scaled columns: one, or one a class.
  std::vector<ShrunkCovariance> covariance;
  // Empty, or ClassCases' reason; "no columns"; "constant within classes" (of column `column`: MASS refuses it too);
  // "collinear" (a singular covariance matrix: shrinkage helps), "too few cases" (no more than classes, or a class of
  // the quadratic rule has no more cases than columns; one case under shrinkage).
  std::string reason;
  Eigen::Index column = -1;
};

// x: cases × columns, complete; y: codes 0 … classes - 1; weights: none or one a case (each covariance matrix is then
// the weighted one times n / (n - classes), or n_k / (n_k - 1)).
Discriminant fit_discriminant(ConstMatrix x, std::span<const int> y, std::size_t classes,
                              const DiscriminantOptions& options = {}, ConstVector weights = Eigen::VectorXd());

// Posterior probabilities, cases × classes.
Eigen::MatrixXd posterior(const Discriminant& fit, ConstMatrix x);

}  // namespace rgx::stats
