#pragma once
// Cumulative/dynamic area under the ROC curve: chance that a case with the event up to t scores higher than one that
// lives longer than t, ties half (Heagerty & Zheng 2005), censoring weighted away (Uno et al. 2007; Hung & Chiang
// 2010).
#include <span>

#include "stats/survival/discrimination.hpp"

namespace rgx::stats {

// se from the influence function with the estimation of the weights in it (Blanche, Dartigues & Jacqmin-Gadda,
// Statistics in Medicine 32, 2013). No strata, no clusters (std::invalid_argument). One class: no event up to t, or
// none lives longer. O(n log n). R: riskRegression::Score(metrics = "auc", cens.model = "km", times = t).
Discrimination time_auc(const CoxCases& cases, ConstVector score, double t);
// One a time (rows) and score (columns), on the cases on which every score is known, ready for difference_of().
std::vector<std::vector<Discrimination>> time_aucs(const CoxCases& cases, ConstMatrix scores,
                                                   std::span<const double> times);

// AUC at t of each feature against 0.5. The order of the times, the weights and their influence are shared.
std::vector<TestResult> time_auc_screen(const CoxCases& cases, ConstMatrix features, double t, double level = 0.95,
                                        const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
