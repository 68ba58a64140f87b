#pragma once
#include "engine/operation.hpp"

namespace rgx::stdlib {

// The node behind NAME.path.csv; `parts` as in operations.hpp.
engine::Operation trace_path_operation(const engine::Registry& parts);

}  // namespace rgx::stdlib
