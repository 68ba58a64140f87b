#pragma once
// Canonical layout of a file: `rgx fmt`. Comments are kept, American spellings become British, idempotent.
#include <string>

#include "lang/ast.hpp"

namespace rgx::lang {

// Precondition: the file parsed without errors.
std::string format(const ast::File& file, const SourceMap& sources);

}  // namespace rgx::lang
