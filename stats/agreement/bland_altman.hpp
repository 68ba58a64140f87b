#pragma once
// Two measurements of the same subjects compared by their differences (Bland & Altman 1986, 1999).
#include <span>
#include <vector>

#include "stats/agreement/repeats.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

struct Estimate {
  double value = missing;
  Interval ci;
};

// difference: x - y. percent: 100 (x - y) / mean of both. ratio: x / y, worked out on logarithms and turned back.
enum class DifferenceScale { difference, percent, ratio };

struct BlandAltman {
  std::size_t n = 0;
  Estimate bias;          // mean difference; of ratios the geometric mean
  Estimate lower, upper;  // limits of agreement: between them lie 95 % of the differences of normal data
  double sd = missing;    // of the differences, n - 1; of ratios on the scale of natural logarithms
  Estimate slope;  // of the differences (logarithms of ratios) on the means: not 0 where the bias grows with size
  double slope_p = missing;
  Reason reason = Reason::none;        // why there is nothing
  Reason ci_reason = Reason::none;     // why limits have no interval: differences all equal (degenerate)
  Reason slope_reason = Reason::none;  // fewer than three pairs, means all equal
};

// Limits bias ± 1.96 sd, 1.96 being the normal quantile; their variance s²(1/n + 1.96²/(2(n - 1))) (Bland & Altman
// 1999, section 2.2), intervals by t with n - 1 df at `level`. Pairs with a missing part are left out. Fewer than two
// pairs: too_few; percent with a mean of 0, ratio with a value that is not positive: not_finite.
BlandAltman bland_altman(std::span<const double> x, std::span<const double> y,
                         DifferenceScale scale = DifferenceScale::difference, double level = 0.95);

std::vector<BlandAltman> bland_altman_screen(ConstMatrix table, const RepeatLayout& layout,
                                             DifferenceScale scale = DifferenceScale::difference, double level = 0.95,
                                             const ParallelFor& parallel = serial_for);

// Mean and difference of each complete pair on that scale, as they are drawn (logarithms of ratios turned back).
struct PairedPoint {
  std::size_t row = 0;  // of x and y
  double mean = missing, difference = missing;
};
std::vector<PairedPoint> bland_altman_points(std::span<const double> x, std::span<const double> y,
                                             DifferenceScale scale = DifferenceScale::difference);

}  // namespace rgx::stats
