#pragma once
// What language.md and its studies name and this build does not compute yet: refused by name, never misread.
#include <vector>

#include "lang/signature.hpp"

namespace rgx::stdlib {

std::vector<lang::Signature> not_built_signatures();

}  // namespace rgx::stdlib
