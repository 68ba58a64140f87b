#pragma once
// What a forest says of cases.
#include <span>

#include "stats/forest/forest.hpp"

namespace rgx::stats {

// Cases × what a tree says, mean over trees. Votes: share of the trees that vote for each class. Probability: of each
// class. Regression: one column. Survival: the cumulative hazard at each of forest.time (Ishwaran et al., Annals of
// Applied Statistics 2, 2008, eq. 3.4). x: any finite cases with the columns of the training.
Eigen::MatrixXd forest_predict(const Forest& forest, ConstMatrix x, const ParallelFor& parallel = serial_for);

// The same of the training cases, each by the trees it was not drawn for; NaN where there is none.
Eigen::MatrixXd forest_out_of_bag(const Forest& forest, ConstMatrix x, const ParallelFor& parallel = serial_for);

// Survival: ensemble mortality, the sum of the cumulative hazard over the forest's event times (Ishwaran et al., sec.
// 3.2): the events expected of a cohort of such cases. High speaks for an early event.
Eigen::VectorXd forest_mortality(const Eigen::MatrixXd& cumulative_hazard);

// Survival probabilities exp(-H(t)), cases × times; 1 before the first event.
Eigen::MatrixXd forest_survival(const Forest& forest, const Eigen::MatrixXd& cumulative_hazard,
                                std::span<const double> times);

}  // namespace rgx::stats
