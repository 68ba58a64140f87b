#pragma once
// Text → syntax tree. Never throws for bad input: each mistake is one diagnostic (code `syntax`), recovery goes on at
// the next entry or brace, and Broken entries keep their place.
#include "lang/ast.hpp"
#include "lang/diagnostic.hpp"

namespace rgx::lang {

// Parses file `id` of the map. The result is usable (for formatting, completion) even with errors.
ast::File parse(const SourceMap& sources, std::uint32_t id, Diagnostics& out);

}  // namespace rgx::lang
