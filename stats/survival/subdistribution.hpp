#pragma once
// Sums over the cases at risk of a subdistribution: those still without any event, and those with another cause before,
// weighted by G(t-) / G(T-), G the Kaplan–Meier estimate of censoring (Fine & Gray 1999, §4).
#include <Eigen/Core>
#include <vector>

#include "stats/survival/competing.hpp"
#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {

struct Subdistribution {
  CoxOrder order;                // events of the cause; the latest time first
  std::vector<bool> other;       // by place: another cause
  std::vector<double> at_risk;   // by group: cases without any event just before
  std::vector<double> censored;  // by group
  std::vector<double> kept;      // by group: G just before
};
Subdistribution subdistribution(const CompetingCases& cases, std::span<const Eigen::Index> rows, int cause);

// At each group with events, from the latest on.
struct SubdistributionTerm {
  std::size_t group;
  double mass;       // events
  double log_total;  // ln of the sum of risks
  Eigen::VectorXd mean;
  Eigen::MatrixXd variance;  // empty unless asked for
};
std::vector<SubdistributionTerm> subdistribution_terms(const Subdistribution& at, const RowMatrix& x,
                                                       const Eigen::VectorXd& log_hazard);

CoxPoint subdistribution_point(const Subdistribution& at, const RowMatrix& x, const Eigen::VectorXd& log_hazard);

// What each case adds to the slope, by place, the estimation of G included: Fine & Gray's η + ψ (equation 8).
RowMatrix subdistribution_influence(const Subdistribution& at, const RowMatrix& x, const Eigen::VectorXd& log_hazard);

}  // namespace rgx::stats
