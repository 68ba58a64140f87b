// `robust` blocks.
#include "lang/resolve.hpp"

namespace rgx::lang {

void Checker::resolve_robust(const Entries& entries, Scope& scope) {
  resolve_cohorts_of(entries, scope, "on", "");
  scope.block->on = scope.cohorts;
  resolve_analysis(entries, scope);
}

}  // namespace rgx::lang
