#pragma once
// Parameters and documents as JSON values with sorted keys: one canonical text for keys, lock and run.json.
#include <nlohmann/json.hpp>
#include <string>

#include "lang/literal.hpp"

namespace rgx::engine {

using Json = nlohmann::json;  // object keys sorted, doubles printed so that they read back the same

Json to_json(const lang::Literal& literal);

// Shortest decimal that reads back to the same double; "" for NaN (missing), "Inf" and "-Inf".
std::string shortest(double value);

}  // namespace rgx::engine
