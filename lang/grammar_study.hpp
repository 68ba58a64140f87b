#pragma once
// The grammar of a file (language.md §2: file … define), compiled by itself.
#include "lang/tree_builder.hpp"

namespace rgx::lang::grammar {

// `rgx 1`; reports what stands there instead. Moves `first`.
void parse_version(const char*& first, const char* last, TreeBuilder& builder);
// Every entry to the end of the file. Mistakes are reported, and leave Broken entries.
void parse_entries(const char*& first, const char* last, TreeBuilder& builder);

}  // namespace rgx::lang::grammar
