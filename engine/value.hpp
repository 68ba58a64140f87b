#pragma once
// Parameters and documents as JSON values with sorted keys: one canonical text for keys, lock and run.json.
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "lang/literal.hpp"

namespace rgx::engine {

using Json = nlohmann::json;  // object keys sorted, doubles printed so that they read back the same

Json to_json(const lang::Literal& literal);

// Shortest decimal that reads back to the same double; "" for NaN (missing), "Inf" and "-Inf".
std::string shortest(double value);

// One text for one value: sorted keys, no blanks, numbers as `shortest` writes them (4 and 4.0 are the same). What keys
// hash. Infinity becomes a text, NaN null: JSON has neither.
std::string canonical(const Json& value);

// The same for people, ending in a newline: an object or list that fits into `width` columns stands on one line, others
// are broken one item a line, so that a changed item is one changed line of a diff.
std::string readable(const Json& value, std::size_t width = 118);

}  // namespace rgx::engine
