#pragma once
// Family-wise error by permutation, step-down (Westfall & Young 1993, algorithms 2.8 and 4.1; Ge, Dudoit & Speed 2003,
// boxes 2 and 4): features that go together cost no more than they should.
#include <cstdint>
#include <string_view>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/permutation/permuted_statistics.hpp"

namespace rgx::stats {

// maxT compares the largest statistics, minP the smallest permutation p: fairer between features of unlike
// distributions, but its p cannot fall below m / (1 + draws) for the first.
enum class StepDown { maxT, minP };

struct WestfallYoung {
  std::string_view statistic;    // permuted_statistic_name()
  bool freedman_lane = false;    // covariates were held fixed
  bool complete = false;         // every arrangement was looked at
  std::uint64_t draws = 0;       // arrangements beside the observed one
  std::size_t cases = 0;         // with outcome, strata and covariates
  Reason reason = Reason::none;  // why there are no p values at all: too_large
  // Per feature, in the order of the columns:
  std::vector<double> observed;          // statistic with its sign; two-sided throughout
  std::vector<double> p_raw, p;          // (1 + count) / (1 + draws); p adjusted
  std::vector<std::uint64_t> count_raw;  // draws that reach the observed statistic of the feature itself
  std::vector<std::uint64_t> count;      // draws in which the family does, after the step-down maximum
  std::vector<int> n;                    // cases tested
  std::vector<Reason> why;               // why a feature was not tested: outside the family, its p NaN
};

// features: cases × features, NaN = missing. draws random arrangements by stream.at(0 … draws − 1); the observed one is
// counted once beside them, which makes the test exact (Phipson & Smyth 2010; Hemerik & Goeman 2018, theorem 2). draws
// = 0: all arrangements (of labels; of cases where there are covariates or a continuous outcome), up to `limit`, else
// reason too_large. A statistic reaches the observed one from 1 − 1e-9 times it less 1e-12, so that rounding does not
// part ties. Two-group Welch, all arrangements: R: multtest::mt.maxT(t(features), group, test = "t", B = 0), mt.minP.
// Time: one or two products (features × cases) · (cases × draws), and (1 + rank of the covariates) with covariates;
// features with gaps cost a small QR per pattern and draw where the outcome is continuous or covariates are declared.
// minP holds at most 128 MB of statistics and computes them twice. Wrong sizes throw as in complete_design().
WestfallYoung westfall_young(ConstMatrix features, const PermutationDesign& design, StepDown step, std::uint32_t draws,
                             const Stream& stream, const ParallelFor& parallel = serial_for, double limit = 1e7);

}  // namespace rgx::stats
