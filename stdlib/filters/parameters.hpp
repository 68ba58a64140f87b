#pragma once
// Parameters that filters share, and how parameters are written in the name of a response.
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/filters/filter.hpp"
#include "stdlib/filters/pool.hpp"

namespace rgx::filters {

lang::Param boundary_param();  // mirror unless said otherwise, as IBSI 2 phase 2 has it
lang::Param rotation_invariant_param();
lang::Param pool_param(const char* fallback);
lang::Param length_param(const char* name, double low, double high, const char* text);  // in mm
lang::Param number_param(const char* name, double fallback, double low, double high, const char* text);
lang::Param whole_param(const char* name, double fallback, double low, double high, const char* text);
lang::Param choice_param(const char* name, const char* fallback, std::vector<std::string> choices, const char* text);

Boundary boundary_of(const engine::Json& params);

// A number as it stands in a name: `2`, `1_5`; `m` for a minus sign.
std::string in_name(double number);
// `_zero`, `_nearest`, `_periodic`; nothing for the default.
std::string boundary_suffix(const engine::Json& params);

// What `given` sets, the declared defaults for the rest: parameters as a filter expects them. Throws
// std::invalid_argument for a parameter that the operation does not have.
engine::Json with_defaults(const lang::Signature& signature, const engine::Json& given);

}  // namespace rgx::filters
