#pragma once
// The coefficients of a published signature: written in the study, or in a file beside it.
#include <string>
#include <utility>
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

using PublishedTerms = std::vector<std::pair<std::string, double>>;  // term, coefficient

// Of the parameter `coefficients` as a study writes it: [term("age", 0.03), term("sex=male", 0.4)], or as
// `read_published_terms` leaves it. Throws Failure "learner" for another shape, a term that stands twice, and none.
PublishedTerms published_terms(const engine::Json& coefficients);

// `coefficients: csv("…")` replaced by what stands in the node's file: columns `term` and `coefficient`; others, as
// those of a model's own coefficients.csv, are not read. Other parameters stay. Throws Failure "unknown-column",
// "not-numeric".
engine::Json read_published_terms(const engine::Json& learner_params, const engine::Context& context);

}  // namespace rgx::stdlib
