#pragma once
// A checked study in words, with every resolved parameter marked as written or default: `rgx explain STUDY[:NAME]`.
#include <string>
#include <string_view>

#include "lang/study.hpp"

namespace rgx::lang {

// The whole study, or the block of that name; empty when there is no such block. Lines end in LF.
std::string explain(const Study& study, std::string_view name = {});

}  // namespace rgx::lang
