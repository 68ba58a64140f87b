#pragma once
// How far two repeats of one subject lie apart (ISO 5725; Raunig et al. 2015 for imaging, QIBA).
#include <vector>

#include "stats/agreement/bland_altman.hpp"
#include "stats/agreement/repeats.hpp"

namespace rgx::stats {

struct Repeatability {
  std::size_t n = 0, repeats = 0;
  double df = missing;   // n(k - 1)
  Estimate within_sd;    // root of the mean variance within subjects
  Estimate coefficient;  // 1.96 √2 within_sd: two repeats differ by less in 95 of 100 pairs
  // The same in proportion to size, for spread that grows with it:
  Estimate within_cv;            // root of the mean of (sd / mean)² over subjects; a fraction
  Estimate percent_coefficient;  // 1.96 √2 within_cv, as a fraction
  Interval ratio_limits;  // between them lies the ratio of two repeats, 95 of 100; from logarithms, not symmetric
  Reason reason = Reason::none;        // why there is nothing: too_few
  Reason ci_reason = Reason::none;     // no error at all: degenerate
  Reason ratio_reason = Reason::none;  // why there is no proportion: a subject's mean (for ratio_limits a value) of 0
                                       // or below
};

// Complete block. Intervals from the χ² of n(k - 1) df, those of proportions so as well. R: MSW of aov(x ~ subject).
Repeatability repeatability(ConstMatrix block, double level = 0.95);

std::vector<Repeatability> repeatability_screen(ConstMatrix table, const RepeatLayout& layout, double level = 0.95,
                                                const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
