#pragma once
// Operations of this room: the block `harmonise`; what its steps within folds share with it.
#include <string>
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

// Nodes of `harmonise` blocks: combat, location_only, and the table of one cohort.
std::vector<engine::Operation> harmonise_operations();

// Parameters, page and citations of `combat` and `location_only`, in a block and within folds alike.
std::vector<lang::Param> harmonise_params(const std::string& name);
std::string harmonise_details(const std::string& name);
std::vector<std::string> harmonise_cites(const std::string& name);

}  // namespace rgx::stdlib
