#pragma once
// Pages of the families and filters of `features`: what each gives, with tags, units and formulas.
#include <map>
#include <string>

#include "engine/references.hpp"
#include "lang/signature.hpp"

namespace rgx::tool {

// Table of a family's features: name, IBSI tag, unit, definition; and its aggregations. Empty for other operations.
// `block`: "features" or "pyradiomics".
std::string family_table(const lang::Signature& s, const std::string& block);

// The page's place below docs/: `operations/features/glcm.md`, `operations/pyradiomics/log.md`; empty for operations
// that have no page of their own.
std::string page_of(const lang::Signature& s, const std::string& block);

}  // namespace rgx::tool
