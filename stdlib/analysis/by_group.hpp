#pragma once
// `by_group`: results for each level of a category, and whether they differ (language.md §3, Subgroups).
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

struct Groups {
  std::vector<std::string> names;              // "" where nothing is divided
  std::vector<std::vector<std::size_t>> rows;  // of the frame, one list a group
};

// The levels of `by_group` that have a row, in order; without it one group of all rows. Throws Failure "wrong-type" for
// a number.
Groups groups_of(const engine::Context& context, const Frame& frame);

// Behind the rows of each pair (groups × terms of them) one row a term, `group` empty and `term` "heterogeneity" (or
// "TERM heterogeneity"): Cochran's Q (1954) of the groups' estimates weighted by their inverse variance, chi-square
// with one degree of freedom less than groups that have an interval; estimate I² (Higgins & Thompson 2002). Variances
// are those of the 95 % intervals, on the log scale for ratios and Fisher's z for correlations.
std::vector<ResultRow> with_heterogeneity(std::vector<ResultRow> rows, std::size_t groups, std::size_t terms);

}  // namespace rgx::stdlib
