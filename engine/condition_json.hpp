#pragma once
// Conditions as parameters of nodes: to canonical JSON and back, so that a kernel evaluates what the study wrote.
#include "engine/value.hpp"
#include "lang/condition.hpp"

namespace rgx::engine {

Json to_json(const lang::Condition& condition);  // without spans
lang::Condition condition_from_json(const Json& json);

}  // namespace rgx::engine
