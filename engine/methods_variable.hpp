#pragma once
// A declared outcome or covariate in words. Internal to engine/methods.cpp.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "engine/report_sections.hpp"

namespace rgx::engine {

// Where a part of the cases ends: "the median of its cases", "3", "1 and 5".
inline std::string places_text(const Json& cut, const std::string& whose) {
  const std::string at = text_at(cut, "at");
  if (!at.empty()) return "the " + at + " of " + whose;
  std::vector<std::string> cuts;
  for (const auto& c : list_at(cut, "cuts")) cuts.push_back(shortest(c.get<double>()));
  return listed(cuts);
}

// How a derived variable comes from others of its cohort.
inline std::string derived_text(const Json& d) {
  const std::string how = text_at(d, "how"), of = listed(texts_of(list_at(d, "from")), true);
  const double plus = number_at(d, "plus", 0);
  if (how == "cut") return of + " cut at " + places_text(d, "its cases");
  if (how == "log2") return "logarithm to base 2 of " + of + (plus == 0 ? "" : " plus " + shortest(plus));
  if (how == "combine") {
    std::vector<std::string> groups;
    for (const auto& g : list_at(d, "groups"))
      groups.push_back(code(text_at(g, "level")) + " from " + listed(texts_of(list_at(g, "of")), true));
    return of + " combined: " + listed(groups);
  }
  return how + " of " + of;
}

inline std::string variable_text(const Json& v) {
  const std::string type = text_at(v, "type"), column = text_at(v, "column"), unit = text_at(v, "unit");
  const std::string positive = text_at(v, "positive"), negative = text_at(v, "negative");
  std::string how = type == "survival" ? "time to event" : type;
  std::vector<std::string> more;
  if (!column.empty()) more.push_back((type == "survival" ? "times from column " : "column ") + code(column));
  if (v.contains("derived")) more.push_back(derived_text(object_at(v, "derived")));
  if (column.empty() && type == "binary" && !v.contains("derived")) more.emplace_back("by a condition");
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
