#pragma once
// What the cases of a table are about.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rgx::conformance {

struct Topic {
  std::string_view word;                // "ties"
  std::vector<std::string_view> cases;  // "table:case", or "table:*middle*" for all whose name holds `middle`
};
// In the order in which they are printed.
std::span<const Topic> topics();

// Whether `pattern` names this case.
bool names(std::string_view pattern, std::string_view table, std::string_view name);

// The topics of these cases, separated by commas; empty when none has one.
std::string covers(std::string_view table, const std::vector<std::string>& names);

}  // namespace rgx::conformance
