#pragma once
// Columns of a frame as the numbers of a model: an ordinal predictor by equally spaced scores, a category by dummies of
// the levels present, the first declared being the reference (language.md §3, Defaults).
#include <Eigen/Core>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stats/correlation/correlate.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// Whether the column has a value in a row of the frame.
bool has_value(const FrameColumn& column, std::size_t row);
bool has_value(const FrameOutcome& outcome, std::size_t row);

bool has_values(const std::vector<FrameColumn>& columns, std::size_t row);

// The selections of a setting, none where it is not written.
const engine::Json& selections(const engine::Context& context, const char* setting);

// The outcome as a column, so that it can stand as a predictor; survival cannot (Failure "wrong-type").
FrameColumn as_column(const FrameOutcome& outcome);

struct Design {
  Eigen::MatrixXd columns;         // rows × columns, no intercept
  std::vector<std::string> names;  // of its columns: `age`, `site=B`
};

// On these rows, where every column has a value.
Design design_of(const std::vector<const FrameColumn*>& columns, const std::vector<std::size_t>& rows);

// As the covariates of a correlation: categories by their codes, everything else by its numbers.
stats::Covariates covariates_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows);

// Rows × columns, NaN missing. Throws Failure "wrong-test" for categories without order, which have no numbers.
Eigen::MatrixXd values_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows);

// Strata of several variables are their combinations, codes in order of appearance. Every column has a value there.
std::vector<int> strata_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows);

// Every product of a column of `left` with one of `right`, named `a:b`.
Design products(const Design& left, const Design& right);

}  // namespace rgx::stdlib
