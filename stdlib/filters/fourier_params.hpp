#pragma once
// Parameters of filters, from a declaration's Json to numbers and names.
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// One value or a list; none: empty.
std::vector<double> numbers_of(const engine::Json& params, const std::string& name);
double number_of(const engine::Json& params, const std::string& name, double fallback);
std::string text_of(const engine::Json& params, const std::string& name, const std::string& fallback);
bool flag_of(const engine::Json& params, const std::string& name, bool fallback);
// zero, nearest, periodic, mirror: of the parameter `boundary`.
Boundary boundary_of(const engine::Json& params, Boundary fallback);

// Shortest decimal that reads back, with `point` for the decimal point: 2.5 is `2_5`; 3 is `3`.
std::string spelled(double value, char point = '_');

lang::Param length_param(const char* name, double fallback_mm, double low, double high, const char* text);
lang::Param boundary_param(const char* fallback);

}  // namespace rgx::filters
