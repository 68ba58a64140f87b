#pragma once
// What a model's predictions of a time to event are worth on cases it did not learn from. One estimate with one
// interval:
//
//   metric             several folds or repeats                            one hold-out or external set
//   c_index, uno_c     mean of folds, then of repeats; corrected           infinitesimal jackknife; influence function
//   time_auc           resampled t
//   integrated_brier
//   hazard_ratio       of one repeat's scores together, mean of repeats'   Wald
//   calibration_slope  (logarithms); Wald with the repeats' mean variance
//
// A test part that gives no value (no event, nobody followed beyond the horizon) is left out and counted.
#include <map>

#include "stats/survival/cox_baseline.hpp"
#include "stats/validation/perform.hpp"

namespace rgx::stats {

enum class SurvivalMetric {
  c_index,       // Harrell's, of the score
  uno_c,         // Uno's, of the score, up to the horizon; the censoring is that of the test part
  time_auc,      // at the horizon
  hazard_ratio,  // of a score one standard deviation higher (Efron's ties)
  // Cox's coefficient of the score, each fold a stratum of its own (its scores have their own zero): 1 when hazards
  // differ by as much as was predicted.
  calibration_slope,
  integrated_brier  // from 0 to the horizon, of the survival that the fold's own curves or baseline and score give
};

// What a model without a common baseline says of each held-out case of a fold, in the order of the fold's entries:
// survival is 1 before the first time (ascending) and stays from each to the next.
struct HeldOutSurvival {
  std::vector<double> time;
  Eigen::MatrixXd survival;  // cases × times
};

// One entry for each held-out case of each fold of each repeat, in any order.
struct SurvivalOutOfFold {
  std::vector<int> repeat, fold;
  Eigen::VectorXd time;
  std::vector<int> event;                               // 1, 0
  Eigen::VectorXd score;                                // log hazard; high speaks for an early event
  std::vector<std::size_t> train_size;                  // of the entry's fold; empty: the repeat's other cases
  std::map<std::pair<int, int>, CoxBaseline> baseline;  // by repeat and fold; integrated_brier reads it
  // By repeat and fold; where it stands, integrated_brier and time_auc read it in place of baseline and score.
  std::map<std::pair<int, int>, HeldOutSurvival> survival;
};

// horizon: of uno_c, time_auc and integrated_brier, in the unit of `time`.
Performance survival_performance(const SurvivalOutOfFold& predictions, SurvivalMetric metric, double horizon = missing,
                                 double level = 0.95);

}  // namespace rgx::stats
