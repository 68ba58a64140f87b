#pragma once
// A whole pipeline under the null hypothesis that the outcome has nothing to do with the predictors: the outcome is
// dealt out anew to the subjects, everything else stays (Ojala & Garriga, Journal of Machine Learning Research 11,
// 2010, test 1).
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// from[i]: the subject whose outcome subject i gets. Within strata (codes; empty: one), replicate b of the stream.
std::vector<std::size_t> permuted_subjects(std::size_t subjects, std::span<const int> stratum, std::uint64_t key,
                                           std::uint32_t replicate);

struct PermutedP {
  double p;                       // (1 + b) / (1 + B)
  std::size_t as_good, permuted;  // b; B, those that gave a value
};
// b counts permutations at least as good as `observed`, equal ones included but for rounding (1e-12). NaN without any.
PermutedP permuted_p(double observed, ConstVector permuted, bool high_is_good);

}  // namespace rgx::stats
