#pragma once
// Times that count as one.
#include <span>
#include <vector>

namespace rgx::stats {

// Times of which the next differs by at most 2⁻²⁶ of the unit or of the mean distinct time are tied, as
// survival::aeqSurv has it (`timefix`). Each time, in its place, as the earliest of those tied with it. The lowest
// double and -infinity (observed from the beginning) are tied with nothing. No NaN.
std::vector<double> tied_times(std::span<const double> times);

}  // namespace rgx::stats
