#pragma once
// How a test fills in its result.
#include <string_view>

#include "stats/base/result.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {

inline void take_effect(TestResult& result, const Effect& effect, std::string_view kind) {
  result.estimate = effect.estimate;
  result.estimate_kind = kind;
  result.ci_low = effect.ci.low;
  result.ci_high = effect.ci.high;
  result.ci_reason = effect.ci_reason;
}

// Neither p nor interval, for the same reason.
inline TestResult& refuse(TestResult& result, Reason reason) {
  result.reason = result.ci_reason = reason;
  return result;
}

}  // namespace rgx::stats
