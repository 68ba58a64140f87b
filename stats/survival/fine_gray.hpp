#pragma once
// Proportional subdistribution hazards (Fine & Gray 1999): regression of the cumulative incidence of one cause. Who had
// another cause stays at risk, with a weight that falls as others are censored (Kaplan–Meier of the censoring times,
// just before each).
#include "stats/survival/competing.hpp"
#include "stats/survival/cox.hpp"

namespace rgx::stats {

struct FineGrayOptions {
  int cause = 1;
  double level = 0.95;
  double epsilon = 1e-12;  // as CoxOptions
  int max_iterations = 60;
};

// R: cmprsk::crr, run to convergence; tied events as Breslow has them. Of CoxFit, `se` is of the inverse information
// and `robust_se` that of Fine & Gray's equations 7 and 8, which tests and intervals use; hazard_ratio is of the
// subdistribution; likelihood ratio and score are missing, for the likelihood is none of independent cases.
// n < columns and other deficits come out aliased or monotone as in cox_regression(). Reasons as there, and
// "one cause" is none: without competing events it is Cox's regression with Breslow's ties and a robust variance.
// Cases that enter late throw std::invalid_argument.
CoxFit fine_gray_regression(const CompetingCases& cases, ConstMatrix design, const FineGrayOptions& options = {});

// Wald test of some columns given the others; estimate: subdistribution hazard ratio where one is tested.
TestResult fine_gray_test(const CompetingCases& cases, ConstMatrix design, std::span<const Eigen::Index> columns,
                          const FineGrayOptions& options = {});

}  // namespace rgx::stats
