#pragma once
// The grammar of values (language.md §2: value … path), compiled by itself. Both functions read from `first`, which
// they move, call the builder, and answer false where nothing of the kind begins. A mistake that they cannot pass over
// leaves as Spirit's expectation_failure, for the entry to catch.
#include "lang/tree_builder.hpp"

namespace rgx::lang::grammar {

bool parse_value(const char*& first, const char* last, TreeBuilder& builder);
// Behind the `(` of a step, up to and with its `)`.
bool parse_arguments(const char*& first, const char* last, TreeBuilder& builder);

}  // namespace rgx::lang::grammar
