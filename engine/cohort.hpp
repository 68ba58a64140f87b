#pragma once
// A cohort as it was read: who is in it, the declared outcomes and covariates, and who left and why.
#include <string>
#include <string_view>
#include <vector>

#include "engine/table.hpp"

namespace rgx::engine {

// How a declared variable lies in Cohort::data:
//   binary      one number column `name`: 1 positive, 0 negative
//   ordinal     one number column: 1 … k in the order of `levels`
//   continuous  one number column, in `unit`
//   nominal, category   one text column of level names
//   survival    two number columns `name.time` (in `unit`), `name.event` (1, 0; 2: a competing event); with late entry
//   a
//               third, `name.entry` (in `unit`)
struct CohortVariable {
  std::string name;
  std::string type;  // binary nominal ordinal continuous survival category
  bool outcome = false;
  std::vector<std::string> levels;  // binary: {negative, positive} as written; category: reference level first
  std::string unit;                 // of the first declaration in the study; values are in it
  std::string level = "subject";    // what it is constant within: the subject, or a level of the cohort
  bool entry = false;               // survival: has `name.entry`
  bool competing = false;           // survival: `name.event` may be 2
};

struct Cohort {
  std::string name;
  std::vector<std::string> subjects;  // those who stay, each once, in the order of the table
  std::vector<std::string> levels;    // below the subject, from the coarsest: "lesion", "biopsy"; usually none
  // One row a case: a subject, or a unit of the finest level. Column "subject", a text column a level that holds its
  // key, then the variables'.
  Table data;
  std::vector<CohortVariable> variables;
  // subject, cohort, status (included, left, incomplete), step, reason: one row for every subject of the source table,
  // and one, with its keys behind the subject, for a row that left a subject who stays.
  Table participants;

  const CohortVariable* variable(std::string_view name) const;
};

}  // namespace rgx::engine
