#pragma once
// Steps that change the numbers of some columns, or leave columns out, by what training cases taught.
#include <Eigen/Core>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using FittedPart = std::shared_ptr<const FittedStep>;

// The numeric columns of tables a step works on, as the training cases have them.
struct StepColumns {
  std::vector<std::size_t> places;
  std::vector<std::string> names;
  Eigen::MatrixXd x;  // training cases × columns
};
StepColumns step_columns(const StepInput& in);
// Throws Failure "missing-predictor" where a value is missing.
void require_complete(const StepColumns& columns, const std::string& step);

// Changes columns, found by their names, row by row.
FittedPart changed_columns(std::vector<std::string> names, std::function<Eigen::MatrixXd(stats::ConstMatrix)> change);
// Leaves out columns, found by their place.
FittedPart left_out(std::vector<std::size_t> places);

}  // namespace rgx::stdlib
