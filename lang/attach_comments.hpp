#pragma once
// Gives every comment its place in the tree: before an entry, behind it, inside its brackets, before a closing brace.
#include <string_view>
#include <vector>

#include "lang/ast.hpp"

namespace rgx::lang {

// `comments` in the order of the text; also sets Entry::blank_before.
void attach_comments(ast::File& file, std::vector<ast::Comment> comments, std::string_view text);

}  // namespace rgx::lang
