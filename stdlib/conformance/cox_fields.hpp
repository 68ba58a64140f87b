#pragma once
// Survival cases of a case table, as the routines take them. What a case does not have stays empty.
#include "stats/survival/cox.hpp"
#include "stdlib/conformance/case_fields.hpp"

namespace rgx::conformance {

inline stats::CoxCases cox_cases_of(const Fields& f) {
  stats::CoxCases cases;
  cases.time = vector_of(f.at("time"));
  cases.event = codes(f.at("event"));
  cases.entry = vector_at(f, "entry");
  if (f.contains("stratum")) cases.stratum = codes(f.at("stratum"));
  if (f.contains("cluster")) cases.cluster = codes(f.at("cluster"));
  cases.weight = vector_at(f, "weight");
  cases.offset = vector_at(f, "offset");
  return cases;
}

inline stats::CoxOptions cox_options_of(const Fields& f) {
  stats::CoxOptions options;
  if (f.at("ties")[0] == 1) options.ties = stats::CoxTies::breslow;
  return options;
}

}  // namespace rgx::conformance
