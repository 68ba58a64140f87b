#pragma once
// How many independent tests correlated features amount to.
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {

struct EffectiveTests {
  double value = 0;           // 0 without features that vary
  Eigen::Index features = 0;  // those that count: finite and not constant
};

// Li & Ji 2005, equation 5: Σ f(|λ|) over the eigenvalues of the correlation matrix, f(x) = [x >= 1] + x − ⌊x⌋.
double li_ji(std::span<const double> eigenvalues);

// features: cases × features. Without missing values the eigenvalues come from the smaller of the matrices cases ×
// cases and features × features; with them (NaN) from the correlations of each pair on its complete cases, one that
// cannot be computed counting as 0. As f jumps at whole numbers, an eigenvalue within 1e-9 times the number of features
// of one is taken to be it. R: e <- abs(eigen(cor(x))$values); sum((e >= 1) + e - floor(e)).
EffectiveTests effective_tests(ConstMatrix features, Correlation kind = Correlation::pearson,
                               const ParallelFor& parallel = serial_for);

// 1 − (1 − level)^(1/tests): the level of each test (Šidák 1967; Li & Ji 2005, equation 6), and p adjusted by it. tests
// need not be whole; 0 or less throws std::invalid_argument.
double sidak_level(double level, double tests);
std::vector<double> sidak_adjust(std::span<const double> p, double tests);

}  // namespace rgx::stats
