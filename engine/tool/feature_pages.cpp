#include "engine/tool/feature_pages.hpp"

#include <algorithm>

#include "stdlib/features/feature_table.hpp"

namespace rgx::tool {

namespace {

std::string cell(std::string_view text) {  // of a Markdown table
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

}  // namespace

std::string family_table(const lang::Signature& s, const std::string& block) {
  if (s.role != lang::Role::family) return {};
  const auto family = features::family_named(s.name, block == "features" ? "ibsi" : block);
  if (!family) return {};
  std::string out = "| feature | tag | unit | definition |\n|---|---|---|---|\n", later;
  for (const auto& f : features::features_of(*family)) {
    if (!f.built) {
      later += (later.empty() ? "`" : ", `") + std::string(f.name) + "`" +
               (f.tag.empty() ? "" : " (" + std::string(f.tag) + ")");
      continue;
    }
    const std::string of_scan = features::measures_region(*family) && f.reads_intensity ? " (of a scan)" : "";
    out += "| `" + std::string(f.name) + "`" + of_scan + " | " + std::string(f.tag) + " | " +
           cell(features::unit_text(f.unit)) + " | " + cell(f.definition) + " |\n";
  }
  if (!later.empty()) out += "\nNamed, and not built yet: " + later + ".\n";
  const auto choices = features::aggregations_of(*family);
  if (choices.size() > 1) {
    out += "\nAggregations: ";
    std::string list;
    for (const auto a : choices)
      list +=
          (list.empty() ? "`" : ", `") + std::string(features::name(a)) + "` (" + std::string(features::tag(a)) + ")";
    out += list + "; `" + std::string(features::name(features::default_aggregation(*family))) + "` is the default.\n";
  }
  return out + "\n";
}

std::string page_of(const lang::Signature& s, const std::string& block) {
  const bool own = s.built && (s.role == lang::Role::family || s.role == lang::Role::filter) &&
                   std::find(s.blocks.begin(), s.blocks.end(), block) != s.blocks.end();
  return own ? "operations/" + block + "/" + s.name + ".md" : "";
}

}  // namespace rgx::tool
