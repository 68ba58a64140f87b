#pragma once
// The two sides of a block of models: which columns are tested, what they explain, which cases are complete.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/model_driver.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

// One row of the table of results. In `associate` a unit of the left side explains a response of the right; in
// `compare` the groups, which are the only unit, explain a feature.
struct ModelPlace {
  std::size_t unit, response, group, term;
};

class ModelFrame {
 public:
  // Throws Failure: wrong-test (a response of another type, or no count), not-built (more rows than run today).
  ModelFrame(const engine::Context& context, const ModelNeeds& needs);

  std::size_t units() const { return units_.size(); }
  std::size_t responses() const { return responses_.size(); }
  std::size_t groups() const { return groups_.rows.size(); }
  // The effect itself, then its change with each modifier.
  std::size_t terms() const { return 1 + modifiers_.size(); }
  std::size_t size() const { return units() * responses() * groups() * terms(); }
  // Rows stand in the order unit, response, group, term.
  std::size_t place(const ModelPlace& at) const;
  ModelPlace at(std::size_t place) const;

  // Whether each unit is one column of numbers and nothing modifies its effect: the models of one response then differ
  // by that column alone.
  bool one_column_each() const;
  const FrameColumn& column(std::size_t unit) const { return units_[unit].columns.front(); }
  const FrameOutcome& response(std::size_t i) const { return responses_[i]; }

  // Rows of the frame in a group that have everything but the sides left open (nullptr).
  std::vector<std::size_t> complete(std::size_t group, const FrameUnit* unit, const FrameOutcome* response) const;
  const FrameUnit& unit(std::size_t i) const { return units_[i]; }
  // Their model; `tested` or the response are empty where left open.
  ModelCases cases(const std::vector<std::size_t>& rows, const FrameUnit* unit, const FrameOutcome* response,
                   std::size_t term, bool audited = false) const;
  // Whether `audit` names columns; the rows that have them, and `audited` cases, which hold them fixed too.
  bool audits() const { return !audit_.empty(); }
  std::vector<std::size_t> auditable(const std::vector<std::size_t>& rows) const;

  ResultRow row(const ModelPlace& at, const std::vector<std::size_t>& used, const ModelTest& made) const;
  // Behind the rows of each pair those of heterogeneity, where there are groups.
  engine::Output table(std::vector<ResultRow> rows) const;

 private:
  void take_sides(const engine::Context& context);
  void check(const ModelNeeds& needs);
  CaseSides sides(const ModelPlace& at) const;

  Frame frame_;
  bool comparing_;
  std::string family_;
  std::vector<FrameUnit> units_;
  std::vector<FrameOutcome> responses_;
  std::vector<FrameColumn> adjust_, modifiers_, strata_, cluster_, audit_;
  Groups groups_;
};

}  // namespace rgx::stdlib
