#pragma once
// How far two groups differ at baseline, in standard deviations: tables of participants judge balance by it, since it
// does not grow with the number of cases as a test does.
#include <cstddef>
#include <span>

namespace rgx::stats {

// |mean x − mean y| over the root of the mean variance (Austin 2009, Stat Med 28:3083). NaN with fewer than two values
// in a group, or where neither group varies and the means differ; 0 where they are the same. No missing values.
double standardised_difference(std::span<const double> x, std::span<const double> y);

// Of categories: the Mahalanobis distance of the shares, their covariances averaged; of two levels |p − q| over the
// root of the mean p(1 − p) (Yang & Dalton 2012). Counts a level, in one order; levels that neither group has are left
// out. NaN where a group is empty or no distance exists. R: stddiff::stddiff.category.
double standardised_difference_of_counts(std::span<const std::size_t> x, std::span<const std::size_t> y);

}  // namespace rgx::stats
