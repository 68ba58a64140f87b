#pragma once
// What the tests of survival by group read and give: times to an event of a frame, curves and their summary.
#include <functional>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stats/groups/dunn.hpp"
#include "stats/survival/restricted_mean.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/survival_tables.hpp"

namespace rgx::stdlib {

// The outcome of `of:` over the rows of a frame.
class SurvivalTimes {
 public:
  explicit SurvivalTimes(const engine::Context& context);
  const Frame& frame() const { return frame_; }
  const FrameOutcome& outcome() const { return outcome_; }
  const std::string& unit() const { return unit_; }
  double in_unit(double seconds) const { return seconds / unit_factor_; }
  bool known(std::size_t row) const;
  // Throws Failure "wrong-test" where an event that competes with the outcome's own was seen.
  void require_one_event() const;
  // Throws Failure "out-of-range" for a negative time.
  stats::SurvivalCases of_rows(const std::vector<std::size_t>& rows) const;

 private:
  Frame frame_;
  FrameOutcome outcome_;
  std::string unit_;
  double unit_factor_ = 1;  // seconds
};

// What every test of survival may be asked beside its own parameters.
struct SurvivalAsked {
  stats::SurvivalInterval interval = stats::SurvivalInterval::log;
  std::vector<double> landmarks;  // in the outcome's unit, ascending
  double tau = stats::missing;    // the same; missing: common_follow_up()
};
SurvivalAsked survival_asked(const engine::Context& context, const SurvivalTimes& times);
// interval, landmarks
std::vector<lang::Param> survival_params();
lang::Param tau_param();

// Cases of one comparison: those that have everything.
struct SurvivalGroups {
  stats::SurvivalCases cases;
  std::vector<int> group;
  std::vector<std::string> levels;
  std::vector<int> stratum;       // empty where `strata` names nothing
  std::vector<std::size_t> rows;  // of the frame
  int groups() const { return static_cast<int>(levels.size()); }
};

SurvivalGroups survival_groups(const SurvivalTimes& times, const FrameOutcome& by,
                               const std::vector<FrameColumn>& strata, const std::vector<std::size_t>& rows);
// The categories of `by`. Throws Failure "wrong-type" for numbers.
FrameOutcome groups_by(const engine::Context& context, const Frame& frame);
// The row of a result in its subset, all but the result.
ResultRow survival_row(const engine::Context& context, const SurvivalTimes& times, const SurvivalGroups& groups,
                       const std::string& by, const std::string& subset);

struct SurvivalTested {
  stats::TestResult result;
  std::vector<stats::PairResult> pairs = {};
  std::string note = "";
};
// Called once a subset; the curves are those that are written.
using SurvivalTest = std::function<SurvivalTested(const SurvivalGroups& groups,
                                                  const std::vector<stats::SurvivalCurve>& curves, double tau)>;

// One row, curves and summary for the whole or each level of `by_group`; groups are those of the outcome `by`.
engine::Output compare_survival(const engine::Context& context, const SurvivalTest& test);

// tau that was asked, or the curves' own. Throws Failure "out-of-range" where it was asked and the curve of a group is
// not known up to it.
double horizon(const SurvivalAsked& asked, const SurvivalTimes& times, const std::vector<std::string>& levels,
               const std::vector<stats::SurvivalCurve>& curves);

}  // namespace rgx::stdlib
