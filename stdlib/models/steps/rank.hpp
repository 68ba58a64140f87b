#pragma once
// How `select` ranks columns: by a test, by information, by near cases, by a lasso. Internal to the step.
#include <functional>
#include <string>
#include <vector>

#include "stdlib/models/steps/columns.hpp"

namespace rgx::stdlib {

// The training cases as the ranking sees them.
struct Ranked {
  const StepInput& in;
  const StepColumns& columns;
  Target target;  // of the training cases, in their order
};

// log10 of the p value of each column: ranks stay apart where p itself is 0. Throws Failure "wrong-test".
std::vector<double> test_log10_p(const Ranked& on, const std::string& test);
// The test that fits where none is written.
std::string usual_test(const Target& target);

// The larger the better.
std::vector<double> information(const Ranked& on);
std::vector<double> relief_weights(const Ranked& on);
// The first `count` columns, the best first.
std::vector<Eigen::Index> mrmr_order(const Ranked& on, std::size_t count);

// Columns with a coefficient: at the lambda given, or the one that inner folds of the training cases find best;
// `count` above 0: the first that enter the path instead. Never empty where there are columns.
std::vector<Eigen::Index> lasso_columns(const Ranked& on, std::size_t count);

}  // namespace rgx::stdlib
