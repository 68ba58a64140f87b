#pragma once
// Deep copies of syntax, with the parameters of a definition replaced by what the call wrote for them.
#include <map>
#include <string>

#include "lang/ast.hpp"

namespace rgx::lang {

using Replacements = std::map<std::string, const ast::Value*>;  // parameter → value

ast::Value copy(const ast::Value& value, const Replacements& replace = {});
ast::Arg copy(const ast::Arg& arg, const Replacements& replace = {});
// Nested blocks are copied with their entries.
ast::Entry copy(const ast::Entry& entry, const Replacements& replace = {});

}  // namespace rgx::lang
