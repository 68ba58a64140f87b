#pragma once
// Verdicts and how they name what met them. Internal to engine/checklist*.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checklist_facts.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

inline Judged met(const std::string& by) { return {Judged::State::met, by, 0}; }
inline Judged not_met(const std::string& what) { return {Judged::State::not_met, what, 0}; }
inline Judged none(const std::string& why) { return {Judged::State::does_not_apply, why, 0}; }
inline Judged authors(const std::string& what) { return {Judged::State::authors, what, 0}; }

// "line 12 (model signature)"
inline std::string line(const Json& block) {
  const double at = number_at(block, "line", 0);
  const std::string kind = text_at(block, "kind");
  const std::string name = kind == "study" ? kind : kind + " " + text_at(block, "name");
  return at > 0 ? fmt::format("line {:.0f} ({})", at, name) : name;
}

inline std::string lines(const std::vector<const Json*>& blocks) {
  std::vector<std::string> out;
  for (const Json* b : blocks) out.push_back(line(*b));
  return listed(out);
}

inline bool has(const Json& uses, std::string_view op) {
  return std::any_of(uses.begin(), uses.end(), [&](const Json& use) { return text_at(use, "op") == op; });
}

// A section of this report, or where the same stands when the study leaves that section out.
inline std::string section_of(const ReportView& view, const char* id, const char* title, const char* otherwise) {
  return has_section(view, id) ? std::string("section ") + title : otherwise;
}

// Each judges some of the facts. checklist_facts.cpp, checklist_models.cpp, checklist_rqs.cpp.
void model_facts(const ReportView& view, Facts& f);
void rqs_facts(const ReportView& view, Facts& f);

}  // namespace rgx::engine
