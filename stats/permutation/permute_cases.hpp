#pragma once
// What the permutation tests share: which cases they use, and how the p value enters the result.
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "stats/permutation/permute.hpp"

namespace rgx::stats {

// Cases with x, outcome (NaN = missing) and stratum (negative = missing; empty = one) known, ready for permutation_p.
struct PermutedCases {
  std::vector<double> x, outcome;
  std::vector<int> stratum;  // empty, or codes 0 … one a case
  int strata = 1;
};
// Different lengths throw std::invalid_argument.
PermutedCases permuted_cases(std::span<const double> x, std::span<const double> outcome, std::span<const int> stratum);

// Less the mean of the stratum, so that a sum of products with a permuted outcome has its permutation mean at 0; then
// of length 1 (all 0 where nothing is left).
std::vector<double> within_strata(const PermutedCases& cases, std::span<const double> values);

// Sets p; without a second arrangement: reason one_class. df is none of a permutation test.
void take_permutations(PermutationResult& out, const PermutationP& p, std::string_view drawn,
                       std::string_view complete);

// Ranks of the distinct values, 0 … : equal outcomes are one code, and their exchange no new arrangement.
std::vector<int> dense_codes(std::span<const double> values);

}  // namespace rgx::stats
