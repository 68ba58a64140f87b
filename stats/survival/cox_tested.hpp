#pragma once
// Which of the last columns of a Cox design, those that are tested, have a coefficient. Internal to stats/survival.
#include <vector>

#include "stats/survival/cox.hpp"

namespace rgx::stats {

struct CoxTested {
  std::vector<Eigen::Index> columns;  // not aliased
  bool infinite = false;              // one of them has no finite estimate
};

// From column `first` of the fit's design on.
inline CoxTested cox_tested(const CoxFit& fit, Eigen::Index first) {
  CoxTested out;
  for (Eigen::Index j = first; j < fit.coefficient.size(); ++j) {
    if (!fit.aliased[j]) out.columns.push_back(j);
    out.infinite = out.infinite || fit.infinite[j];
  }
  return out;
}

}  // namespace rgx::stats
