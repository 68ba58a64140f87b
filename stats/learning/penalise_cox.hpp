#pragma once
// The elastic net path of proportional hazards (Simon, Friedman, Hastie & Tibshirani, J Stat Softw 39(5), 2011):
// minimise -log partial likelihood / total weight + lambda P(b), P as in penalise.hpp.
#include "stats/learning/penalise.hpp"
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

// x: cases × columns, nothing missing. Weights (0: left out), offset, strata and late entries are those of the cases;
// options.weights and options.offset must be empty. Breslow's ties equal glmnet(family = "cox"); Efron's it does not
// have. The path stops as glmnet's does (fdev 1e-3 over four lambdas, devmax 0.99). Reasons beside those of
// elastic_net: "no events", "an entry is not before its time", "weights and offset belong to the cases".
ElasticNetPath cox_elastic_net(const CoxCases& cases, ConstMatrix x, const PathOptions& options,
                               CoxTies ties = CoxTies::breslow);

// 2 (saturated - log partial likelihood) of any cases at log hazards (their offset is added), weights as they are:
// glmnet's coxnet.deviance(std.weights = FALSE). A place a column. NaN where no case has an event.
Eigen::VectorXd cox_deviance(const CoxCases& cases, ConstMatrix log_hazard, CoxTies ties = CoxTies::breslow);

// Deviance of held-out cases a fit on `train` is charged with (van Houwelingen et al., Stat Med 25, 2006; cv.glmnet
// with grouped = TRUE): that of all cases less that of the training cases, a place a column of log_hazard (all cases ×
// columns), divided by the weight of the held-out events. NaN where none is held out.
Eigen::VectorXd held_out_cox_deviance(const CoxCases& cases, ConstMatrix log_hazard,
                                      std::span<const Eigen::Index> train, CoxTies ties = CoxTies::breslow);

// The cases at some rows.
CoxCases cox_subset(const CoxCases& cases, std::span<const Eigen::Index> rows);

}  // namespace rgx::stats
