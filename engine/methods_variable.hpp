#pragma once
// A declared outcome or covariate in words. Internal to engine/methods.cpp.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "engine/report_sections.hpp"

namespace rgx::engine {

inline std::string variable_text(const Json& v) {
  const std::string type = text_at(v, "type"), column = text_at(v, "column"), unit = text_at(v, "unit");
  const std::string positive = text_at(v, "positive"), negative = text_at(v, "negative");
  std::string how = type == "survival" ? "time to event" : type;
  std::vector<std::string> more;
  if (!column.empty()) more.push_back((type == "survival" ? "times from column " : "column ") + code(column));
  if (column.empty() && type == "binary") more.emplace_back("by a condition");
  if (!positive.empty())
    more.push_back(code(positive) + " against " + (negative.empty() ? "every other value" : code(negative)));
  const auto levels = texts_of(list_at(v, "levels"));
  if (!levels.empty() && positive.empty() && type != "binary")
    more.push_back("levels " + listed(levels, true) + (type == "category" ? ", the first the reference" : ""));
  if (!unit.empty()) {
    const bool counted_in = unit == "day" || unit == "week" || unit == "month" || unit == "year";
    more.push_back("in " + plain(unit) + (counted_in ? "s" : ""));
  }
  return code(text_at(v, "name")) + ", " + how +
         (more.empty() ? "" : " (" + fmt::format("{}", fmt::join(more, "; ")) + ")");
}

}  // namespace rgx::engine
