#pragma once
// Support vector machines by libsvm (Chang & Lin, ACM Trans Intell Syst Technol 2, 2011): C-classification of two
// classes and epsilon-regression. Only its solver is used, which draws nothing; its probabilities and cross-validation
// call rand() and are not. What it found is kept as plain numbers, so that a rule can be read and applied by anyone.
#include <Eigen/Core>
#include <span>

#include "stats/base/refs.hpp"

namespace rgx::stdlib {

enum class SvmKernel { linear, rbf };  // x'z, exp(-gamma |x - z|²)

struct SvmOptions {
  SvmKernel kernel = SvmKernel::rbf;
  double cost = 1;          // of a case on the wrong side
  double gamma = 0;         // rbf; 0: 1 / columns
  double epsilon = 0.1;     // regression: errors as small cost nothing
  double tolerance = 1e-3;  // of the optimality conditions, libsvm's default
  // Times the cost, classification only.
  double positive_weight = 1, negative_weight = 1;
};

// f(x) = offset + sum_i coefficient_i K(x, support_i).
struct SvmRule {
  SvmKernel kernel = SvmKernel::rbf;
  double gamma = 0, offset = 0;
  Eigen::MatrixXd support;      // support vectors × columns; linear: one row, the normal itself
  Eigen::VectorXd coefficient;  // one a row of `support`

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("kernel", self.kernel);
    visit("gamma", self.gamma);
    visit("offset", self.offset);
    visit("support", self.support);
    visit("coefficient", self.coefficient);
  }
};

// x: cases × columns, complete, on comparable scales. positive: 0 or 1, both present; f > 0 speaks for 1. Throw
// engine::Failure "learner" with libsvm's own words when it refuses the parameters.
SvmRule svm_classify(stats::ConstMatrix x, std::span<const int> positive, const SvmOptions& options);
SvmRule svm_regress(stats::ConstMatrix x, stats::ConstVector y, const SvmOptions& options);

// f of each row.
Eigen::VectorXd decision(const SvmRule& rule, stats::ConstMatrix x);

}  // namespace rgx::stdlib
