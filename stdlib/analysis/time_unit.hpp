#pragma once
// The unit in which a declared time to an event comes.
#include <string>

#include "engine/operation.hpp"

namespace rgx::stdlib {

struct TimeUnit {
  std::string name;  // as a cohort prints it: `month`, `30 day`
  double seconds = 1;
  [[nodiscard]] double of(double in_seconds) const { return in_seconds / seconds; }
};

// Throws Failure "unit-mismatch" for what is no unit of time.
TimeUnit time_unit(const std::string& printed);
// Of a variable of the node's cohorts, which all keep it in one unit.
TimeUnit unit_of_time(const engine::Context& context, const std::string& variable);

}  // namespace rgx::stdlib
