#pragma once
// Bias-corrected and accelerated bootstrap interval (Efron 1987) of a statistic of cases.
#include <cstdint>
#include <functional>
#include <span>

#include "stats/base/random.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {

// The statistic of some cases, given by their indices (a case may come more than once); NaN = undefined there.
using CaseStatistic = std::function<double(std::span<const std::size_t>)>;

// Cases are resampled within strata (codes from 0; one code for all = not stratified), replicate b by stream.at(b). The
// acceleration comes from leaving out one case at a time, the quantiles are interpolated on the normal scale as in
// Davison & Hinkley 1997, eq. 5.8. R: boot::boot.ci(boot(strata =), type = "bca", L = empinf(type = "jack")).
// ci_reason degenerate: all replicates on one side of the estimate, or undefined ones among them.
Effect bca_interval(const CaseStatistic& statistic, std::span<const int> stratum, std::uint32_t replicates,
                    const Stream& stream, double level = 0.95);

// The interval from replicates and leave-one-out values already at hand; `left_out` has one value a case.
Interval bca_limits(double estimate, std::span<const double> replicates, std::span<const double> left_out,
                    std::span<const int> stratum, double level);

}  // namespace rgx::stats
