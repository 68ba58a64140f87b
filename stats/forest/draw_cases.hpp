#pragma once
// Which cases a tree is grown on.
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/random.hpp"

namespace rgx::stats {

// How often each of n cases is drawn: `count` draws with replacement, or `count` distinct cases (count <= n). Weights
// (empty: equal; not negative, some positive): each draw takes a case with probability proportional to its weight;
// without replacement one after another among those left (Efraimidis & Spirakis, Information Processing Letters 97,
// 2006), where cases of weight 0 stay out even if fewer than `count` are left.
std::vector<std::uint32_t> draw_cases(std::size_t n, std::size_t count, bool replace, std::span<const double> weight,
                                      Stream& draws);

}  // namespace rgx::stats
