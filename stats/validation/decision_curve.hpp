#pragma once
// Net benefit of acting on a prediction (Vickers & Elkin, Medical Decision Making 26, 2006): true positives less false
// positives, these weighted by the odds of the threshold at which one would act, as a share of all cases.
#include <Eigen/Core>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct NetBenefit {
  double threshold;     // within (0, 1); act when probability >= threshold
  double model;         // TP/n - FP/n · t/(1 - t)
  double low, high;     // of `model`: mean ± z · sd/sqrt(n) of each case's own benefit
  double treat_all;     // everyone is acted on
  double treat_none;    // 0
  double standardised;  // model / share of events (Kerr et al., Journal of Clinical Oncology 34, 2016); NaN without any
};
// NaN without cases, or where a threshold is outside (0, 1). y: 0/1.
std::vector<NetBenefit> decision_curve(ConstVector probability, ConstVector y, ConstVector thresholds,
                                       double level = 0.95);

}  // namespace rgx::stats
