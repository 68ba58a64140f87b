#pragma once
// The name that was probably meant.
#include <string>
#include <string_view>
#include <vector>

namespace rgx::lang {

// The candidate of the smallest edit distance, if it is near enough to be a slip of the pen; empty otherwise. Ties: the
// first.
std::string nearest(std::string_view written, const std::vector<std::string>& candidates);

// "`a`, `b` or `c`"; long lists are cut: "`a`, `b`, `c` … (41 in all)".
std::string choices_text(const std::vector<std::string>& names, std::string_view last = "or");

}  // namespace rgx::lang
