#pragma once
// What Methods say behind the sides of an analysis: which cases, and what was held fixed. Internal to
// engine/methods.cpp.
#include <string>

#include "engine/report_sections.hpp"

namespace rgx::engine {

inline std::string tail_of(const Json& block) {
  std::string out;
  if (block.contains("where")) out += " among cases with " + code(text_at(block, "where"));
  if (const auto adjust = names_in(block, "adjust"); !adjust.empty()) out += ", adjusted for " + listed(adjust, true);
  if (const auto audit = names_in(block, "audit"); !audit.empty())
    out += "; beside each estimate stands the same with " + listed(audit, true) + " held fixed";
  return out;
}

}  // namespace rgx::engine
