#pragma once
// What regressions of a time to an event read of the cases of a model.
#include <string>

#include "stats/survival/competing.hpp"
#include "stats/survival/cox.hpp"
#include "stdlib/analysis/model_driver.hpp"

namespace rgx::stdlib {

// Events that compete are censored there: the hazard is that of the outcome's own.
stats::CoxCases cox_cases(const ModelCases& cases);
stats::CompetingCases competing_cases(const ModelCases& cases);
// The covariates without intercept, which is the baseline hazard's, then the tested columns; and what they are called.
Eigen::MatrixXd cox_design(const ModelCases& cases);
std::vector<std::string> cox_names(const ModelCases& cases);
// "the coefficient of `site=B` runs to infinity", and the like; empty where none does.
std::string separation_note(const stats::CoxFit& fit, const std::vector<std::string>& names);

}  // namespace rgx::stdlib
