#pragma once
// Rows of subjects whose region a perturbation took away.
#include <string>
#include <utility>
#include <vector>

#include "engine/operation.hpp"

namespace rgx::features {

// One warning for each key: how many subjects of how many, who, and why the first. `keys` beside `rows`, or empty.
void warn_of_lost(const std::vector<std::pair<std::string, const engine::Table*>>& rows,
                  const std::vector<std::vector<std::string>>& keys, std::vector<engine::Note>& notes);

}  // namespace rgx::features
