#pragma once
// British spelling is canonical in .rgx; American is accepted and rewritten by `rgx fmt` (language.md §2).
#include <string_view>

namespace rgx::lang {

// `harmonize` → `harmonise`; any other name comes back as it is. For names of blocks, operations, settings and
// arguments; names that the author chose are left alone.
std::string_view british(std::string_view name);

}  // namespace rgx::lang
