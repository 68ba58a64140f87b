#pragma once
// What Methods say of `robust` blocks. Internal to engine/methods.cpp.
#include <fmt/format.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/report_sections.hpp"

namespace rgx::engine {

inline std::vector<std::string> repeat_sentences(const ReportView& view,
                                                 const std::function<std::string(const Json&)>& sentence) {
  std::vector<std::string> text;
  for (const Json* block : view.blocks("robust")) {
    std::string said =
        fmt::format("{} judges how {} repeats.", code(text_at(*block, "name")), listed(printed_refs(*block, "from")));
    for (const auto& use : list_at(*block, "steps")) said += " " + sentence(use);
    const Json *over = setting(*block, "over"), *combine = setting(*block, "combine");
    if (over != nullptr && *over == "perturbation")
      said += combine != nullptr && *combine == "chain"
                  ? " Changes were made one after another, in all combinations, before the preprocessing."
                  : " Each change was made by itself, before the preprocessing.";
    text.push_back(said);
  }
  return text;
}

}  // namespace rgx::engine
