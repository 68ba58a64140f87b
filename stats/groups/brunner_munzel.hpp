#pragma once
// The nonparametric Behrens–Fisher problem: is a case of one group as likely to be above as below one of the other,
// whatever their spreads?
#include <span>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Brunner & Munzel 2000 (ranks of the placements; t with Satterthwaite's df), as in Neubert & Brunner 2007.
// estimate "auc": P(other < positive) + ½ P(equal), interval estimate ± t · se cut to [0, 1]. Missing values (NaN)
// are left out. Fewer than two cases in a group: too_few. Groups that do not overlap have no variance: degenerate.
// R: lawstat::brunner.munzel.test(other, positive).
TestResult brunner_munzel(std::span<const double> positive, std::span<const double> other, double level = 0.95);

}  // namespace rgx::stats
