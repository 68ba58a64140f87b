#pragma once
// One-variable proportional hazards for eight features side by side: each has its own coefficient, and every sum over
// the cases at risk is taken for all eight at once.
#include <Eigen/Core>
#include <array>
#include <span>
#include <vector>

#include "stats/survival/cox.hpp"
#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {

struct CoxLane {
  double coefficient = missing, se = missing;
  double log_likelihood = missing;
  double score = missing;  // U²/I at 0
  bool done = false;       // false: the general routine has to look (aliased, monotone, far from quadratic)
};
inline constexpr Eigen::Index cox_lanes = 8;

// x: centred columns by place, at most cox_lanes of them.
std::array<CoxLane, cox_lanes> cox_side_by_side(const CoxOrder& order, std::span<const CoxTerm> terms,
                                                const RowMatrix& x);

}  // namespace rgx::stats
