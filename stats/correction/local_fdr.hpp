#pragma once
// The chance that this one test is a false discovery (Efron, Tibshirani, Storey & Tusher 2001).
#include <span>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

struct LocalFdr {
  std::vector<double> value;     // one a p; NaN stays NaN
  Reason reason = Reason::none;  // too_few: fewer than 2 p values, then all NaN
};

// π₀ φ(x) / f(x) with x = Φ⁻¹(p), p held within [1e-8, 1 − 1e-8], at most 1, never falling as p grows. f: the Gaussian
// kernel density of all x, bandwidth 1.5 × Silverman's rule (1986, equation 3.31). R: qvalue::lfdr(p, pi0), which puts
// f on 512 points and smooths it once more; agreement 3e-3 (relative) with it, and 1e-5 with the kernel sum itself,
// evaluated here on 4096 points. A p outside [0, 1] throws std::invalid_argument.
LocalFdr local_fdr(std::span<const double> p, double pi0);

}  // namespace rgx::stats
