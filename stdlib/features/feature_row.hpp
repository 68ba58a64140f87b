#pragma once
// A subject's features as a table of one row.
#include <string>

#include "engine/table.hpp"
#include "stdlib/features/extract.hpp"
#include "stdlib/features/request.hpp"

namespace rgx::features {

// `subject`, then one column a feature; what is missing with its reason.
engine::Table row_of(const Extraction& found, const std::string& subject);
// The row of a subject whose region was lost before anything could be taken of it.
engine::Table lost_row(const Request& wanted, const std::string& subject);
engine::Json dictionary_json(const Request& wanted);

}  // namespace rgx::features
