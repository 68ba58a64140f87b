#pragma once
// Characteristics of the participants by outcome, and what is missing: tables/baseline.csv and tables/missingness.csv.
#include <vector>

#include "engine/cohort.hpp"

namespace rgx::stdlib {

// A row a cohort, grouping (`by`, empty: all cases together), group, variable and level: n with a value, missing, mean,
// sd, median, q1, q3 of numbers (quartiles of R's type 7), count and percent of levels (of a survival time: of events),
// and smd, the largest standardised difference between two groups. Groupings are the outcomes that have classes. A
// variable is counted once for each unit it is constant in.
engine::Table baseline_table(const std::vector<const engine::Cohort*>& cohorts);

// What a case may lack besides its variables: a table of features or a matrix, by the block's name.
struct CaseValues {
  std::string cohort, block;
  const engine::Table* table = nullptr;  // one of the two
  const engine::Matrix* matrix = nullptr;
};

// Patterns of missing values over subjects: cohort, pattern (1 the commonest), n, kind, variable, missing (empty, some,
// all). A row a pattern and variable; variables that nobody lacks are left out, but where nothing is missing at all.
engine::Table missingness_table(const std::vector<const engine::Cohort*>& cohorts,
                                const std::vector<CaseValues>& values);

}  // namespace rgx::stdlib
