#pragma once
// Every operation a study can call, in one explicit list.
#include "engine/operation.hpp"

namespace rgx::stdlib {

// Built once; lives as long as the program.
const engine::Registry& registry();

}  // namespace rgx::stdlib
