#pragma once
// The rows and columns an analysis works on: subjects of its cohorts (or units of a level below), stacked in order, and
// columns picked by selections from feature tables, matrices, scores and declared variables (ports and selections:
// engine/lower.hpp).
#include <cstddef>
#include <string>
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

struct FrameColumn {
  enum class Kind { numeric, ordinal, nominal };
  std::string name;   // as in the source; the block's name in front where two blocks have the same
  std::string block;  // features or matrix block, or the variable's own name
  Kind kind = Kind::numeric;
  std::vector<double> numbers;      // numeric, ordinal (position in the levels, from 1); NaN missing
  std::vector<int> codes;           // nominal: place in `levels`; -1 missing
  std::vector<std::string> levels;  // nominal, ordinal
};

// Columns that are one hypothesis: a single one, or those of `joint(…)`.
struct FrameUnit {
  std::string name;
  std::vector<FrameColumn> columns;
};

// A declared outcome (or a matrix row taken as one) over all rows.
struct FrameOutcome {
  std::string name;
  std::string type;                 // binary nominal ordinal continuous survival category
  std::vector<std::string> levels;  // binary: {negative, positive}
  std::vector<double> numbers;      // binary 0/1, ordinal 1…k, continuous; survival: time
  std::vector<double> events;       // survival: 1, 0, 2 where a competing event came first
  std::vector<double> entries;      // survival with late entry: when observation began; else empty
  std::vector<int> codes;           // binary, ordinal, nominal, category; -1 missing
};

class Frame {
 public:
  // Reads the frame ports of a node. Rows for which `where` is not true are left out of every column.
  explicit Frame(const engine::Context& context);

  std::size_t rows() const { return subject_.size(); }
  std::vector<std::size_t> all_rows() const;  // 0 … rows() - 1
  const std::vector<std::string>& subject() const { return subject_; }
  const std::vector<std::string>& cohort() const { return cohort_; }
  // Place of each row's subject among the subjects of the frame: rows of one subject share it.
  const std::vector<int>& subject_code() const { return subject_code_; }
  // How many subjects these rows (places below rows()) belong to.
  std::size_t subjects_of(const std::vector<std::size_t>& rows) const;
  std::string cohort_label() const;  // of the result tables: names joined by `+`

  // Columns of all selections in order. Throws Failure: unknown-column (a pick that no column has).
  std::vector<FrameColumn> columns(const engine::Json& selections) const;
  // The same, one unit a hypothesis.
  std::vector<FrameUnit> units(const engine::Json& selections) const;
  FrameOutcome outcome(const engine::Json& selection) const;
  // Outcomes of all selections: each column of a table or row of a matrix is one.
  std::vector<FrameOutcome> outcomes(const engine::Json& selections) const;

 private:
  struct Row {
    std::size_t cohort;  // place in cohorts_
    std::size_t place;   // row of that cohort's data
  };
  std::vector<FrameColumn> of_table(const engine::Json& selection) const;
  std::vector<FrameColumn> of_matrix(const engine::Json& selection) const;
  std::vector<FrameColumn> of_variable(const std::string& name) const;
  FrameColumn of_score(const engine::Json& selection) const;
  FrameColumn of_labels(const engine::Json& selection) const;
  std::vector<FrameColumn> of_selection(const engine::Json& selection) const;
  FrameColumn of_cohort() const;
  FrameColumn of_subject() const;

  const engine::Context& context_;
  std::vector<const engine::Cohort*> cohorts_;
  std::vector<const engine::Artifact*> tables_, matrices_, scores_, labels_;
  std::size_t table_blocks_ = 0, matrix_blocks_ = 0, label_blocks_ = 0, score_blocks_ = 0;
  std::vector<Row> row_;
  std::vector<std::string> subject_, cohort_;
  std::vector<int> subject_code_;
};

// A column taken as an outcome. may_be_binary: numbers that are 0 and 1 only are two classes (rows of a matrix).
FrameOutcome outcome_of(const FrameColumn& column, bool may_be_binary);

// `*` stands for any run of characters.
bool matches(const std::string& pattern, const std::string& text);

}  // namespace rgx::stdlib
