#pragma once
// Every diagnostic code of rgx, in one table: how grave it is by default, whether `accept` may turn it into a warning,
// and the paragraph of `rgx explain CODE` (docs/errors.md is made from it). A message bears one of these codes.
#include <span>
#include <string_view>

#include "lang/diagnostic.hpp"

namespace rgx::lang {

struct CodeInfo {
  std::string_view code;  // kebab-case, stable
  Severity severity;
  bool acceptable;  // `accept("code", because: "…")` turns it into a warning; every number downstream is marked
  std::string_view explanation;
};

std::span<const CodeInfo> diagnostic_codes();      // in alphabetical order
const CodeInfo* find_code(std::string_view code);  // null: no such code

}  // namespace rgx::lang
