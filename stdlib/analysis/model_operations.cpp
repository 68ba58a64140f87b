#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

std::vector<engine::Operation> model_operations() {
  std::vector<engine::Operation> out;
  for (const char* block : {"compare", "associate"}) {
    out.push_back(mixed_operation(block));
    out.push_back(moderated_operation(block));
    out.push_back(linear_operation(block));
  }
  out.push_back(logistic_regression_operation());
  out.push_back(ordinal_regression_operation());
  out.push_back(multinomial_regression_operation());
  out.push_back(poisson_operation());
  out.push_back(negative_binomial_operation());
  out.push_back(cox_test_operation());
  out.push_back(fine_gray_operation());
  return out;
}

}  // namespace rgx::stdlib
