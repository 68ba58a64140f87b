#pragma once
// Right-censored cases in the order in which the partial likelihood reads them: strata one after another, within each
// the latest time first, so that the cases at risk are those read so far.
#include <Eigen/Core>
#include <span>
#include <vector>

namespace rgx::stats {

// One place a case; what is empty is absent. NaN and negative codes are missing.
struct CoxCases {
  Eigen::VectorXd time;      // any unit; 0 is a time like any other
  std::vector<int> event;    // 1 at an event, 0 where censored
  Eigen::VectorXd entry;     // left truncation: at risk at t when entry < t ≤ time; empty: from the beginning
  std::vector<int> stratum;  // each has its own baseline hazard
  std::vector<int> cluster;  // cases that depend on one another: robust standard errors
  Eigen::VectorXd weight;    // positive; multiplies a case's part of the likelihood
  Eigen::VectorXd offset;    // added to the log hazard with coefficient 1
  [[nodiscard]] Eigen::Index size() const { return time.size(); }
};

// Efron (1977) and Breslow (1974).
enum class CoxTies { efron, breslow };

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct CoxOrder {
  struct Group {  // cases of one stratum at one time: places first … last - 1, the events first
    Eigen::Index first, last, events;
    double time;
    bool new_stratum;
    // Cases that enter at this time or later, and so are no longer at risk: places leaving[left_first … left_last - 1].
    Eigen::Index left_first = 0, left_last = 0;
  };
  std::vector<Eigen::Index> place;  // place → row of the data
  std::vector<Group> groups;
  std::vector<Eigen::Index> leaving;  // places by entry, the latest first within strata; empty as `entry`
  std::vector<double> entry;          // by place; empty: nobody enters late
  Eigen::VectorXd weight, offset;     // by place
  Eigen::Index events = 0;
  [[nodiscard]] Eigen::Index size() const { return static_cast<Eigen::Index>(place.size()); }
  // Rows of the data by place, each column less its mean in the stratum (which changes no likelihood).
  [[nodiscard]] RowMatrix centred(const Eigen::Ref<const Eigen::MatrixXd>& design) const;
};

// Rows with everything known in `cases` and the design. Wrong sizes throw std::invalid_argument.
std::vector<Eigen::Index> cox_rows(const CoxCases& cases, const Eigen::Ref<const Eigen::MatrixXd>& design);

// By row of the data: the earliest of the times that count as one. Times of which the next differs by at most 2⁻²⁶ of
// the unit or of the mean distinct time are tied, as survival::coxph does (`timefix`); entries (none, or one a case)
// are times among them. A case that enters at its own time throws std::invalid_argument.
struct JoinedTimes {
  std::vector<double> time, entry;
};
JoinedTimes joined_times(const Eigen::VectorXd& time, const Eigen::VectorXd& entry, std::span<const Eigen::Index> rows);

CoxOrder cox_order(const CoxCases& cases, std::span<const Eigen::Index> rows);

}  // namespace rgx::stats
