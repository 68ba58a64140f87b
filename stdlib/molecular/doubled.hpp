#pragma once
// Several rows of one gene, as many expression tables have them, made one.
#include <string>
#include <vector>

#include "engine/table.hpp"

namespace rgx::stdlib {

// Rows of equal name become one, where the first of them stands. `how`: "mean" or "max" of the cells that are not
// missing, subject by subject; "first" keeps the first row.
void merge_doubled(engine::Matrix& matrix, const std::string& how);

}  // namespace rgx::stdlib
