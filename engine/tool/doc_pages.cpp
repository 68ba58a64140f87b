#include "engine/tool/doc_pages.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/assets.hpp"
#include "engine/failure.hpp"
#include "engine/files.hpp"
#include "engine/references.hpp"
#include "engine/tool/feature_pages.hpp"
#include "lang/block_schema.hpp"
#include "lang/diagnostic_codes.hpp"
#include "lang/unit.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace {

constexpr const char* kMade =
    "<!-- Made by `rgx doc --write docs` from the program's own declarations. Change those, not this page. -->\n\n";

std::string joined(const std::vector<std::string>& items, const std::string& between) {
  std::string out;
  for (const auto& i : items) out += (out.empty() ? "" : between) + i;
  return out;
}

std::string base_unit_of(const std::string& dimension) {
  for (const auto& u : lang::units())
    if (lang::dimension_name(u.dimension) == dimension) return std::string(lang::base_unit(u.dimension));
  return {};
}

std::string type_words(const lang::Param& p) {
  using lang::ParamType;
  switch (p.type) {
    case ParamType::number:
    case ParamType::numbers:
      return p.dimension.empty() ? "number" : p.dimension;
    case ParamType::integer:
      return "whole number";
    case ParamType::fraction:
      return "fraction or %";
    case ParamType::text:
    case ParamType::texts:
      return "text";
    case ParamType::boolean:
      return "true or false";
    case ParamType::condition:
      return "condition";
    case ParamType::reference:
      return joined(p.refers_to, " or ");
    case ParamType::choice:
    case ParamType::any:
      return {};
  }
  return {};
}

std::string range_words(const lang::Param& p) {
  const std::string low = std::isfinite(p.low) ? lang::number_text(p.low) : "";
  const std::string high = std::isfinite(p.high) ? lang::number_text(p.high) : "";
  if (low.empty() && high.empty()) return {};
  if (high.empty()) return "at least " + low;
  return low.empty() ? "at most " + high : low + " to " + high;
}

std::string cell(const std::string& text) {  // of a Markdown table
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string sentence(const std::string& summary) {
  std::string out = summary + ".";
  if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

std::string settings_text(const lang::BlockRule& block) {
  std::string out = "| setting | default | values | what |\n|---|---|---|---|\n", later;
  for (const auto& s : block.settings) {
    if (!s.built) {
      later += (later.empty() ? "" : " ") + ("`" + s.param.name + "`");
      continue;
    }
    const auto facts = param_facts(s.param);
    std::string values = facts.values;
    if (s.fans_out) values += std::string(values.empty() ? "" : "; ") + "one result each";
    out += "| `" + s.param.name + (s.labelled ? " NAME" : "") + "` | " + cell(facts.fallback) + " | " + cell(values) +
           " | " + cell(s.param.text) + " |\n";
  }
  if (block.open) out += "| `NAME` |  | image or region | a scan or a region |\n";
  return out + (later.empty() ? "" : "\nSettings that are not built yet: " + later + ".\n") + "\n";
}

std::string operation_text(const lang::Signature& s, const engine::References& library, const std::string& block,
                           const std::string& head = "##") {
  std::string out = head + " `" + s.name + "` (version " + std::to_string(s.version) + ")\n\n";
  if (!s.summary.empty()) out += sentence(s.summary) + "\n\n";
  if (s.learns)
    out +=
        std::string("Learns from the cases it is fitted on") + (s.reads_outcome ? " and their outcomes" : "") + ".\n\n";
  if (!s.random.empty()) out += "Draws random numbers (" + s.random + ").\n\n";
  if (s.changes_rows) out += "Changes training rows.\n\n";
  if (s.platform_sensitive) out += "The last digits depend on the library's build; its version is in the key.\n\n";
  if (s.test) {
    out += "Outcomes: " + joined(s.test->outcomes, ", ") + ".";
    if (!s.test->features.empty()) out += " Features: " + joined(s.test->features, ", ") + ".";
    if (s.test->adjusts) out += " Takes `adjust:`.";
    out += "\n\n";
  }
  if (!s.params.empty()) {
    out += "| parameter | default | values | what |\n|---|---|---|---|\n";
    for (const auto& p : s.params) {
      const auto facts = param_facts(p);
      out +=
          "| `" + p.name + "` | " + cell(facts.fallback) + " | " + cell(facts.values) + " | " + cell(p.text) + " |\n";
    }
    out += "\n";
  }
  if (!s.later_params.empty()) out += "Not built yet: `" + joined(s.later_params, "`, `") + "`.\n\n";
  if (const auto count = s.outputs.size() + s.region_outputs.size(); count > 0)
    out += "Gives " + std::to_string(count) + ":\n\n" + family_table(s, block);
  if (!s.details.empty()) out += s.details + "\n\n";
  if (!s.methods.empty()) out += "Methods: " + s.methods + "\n\n";
  for (const auto& key : s.cites) {
    const auto* reference = library.find(key);
    if (reference == nullptr) throw engine::Failure("unknown-reference", "no reference `" + key + "`");
    out += "- " + engine::printed(*reference) + "\n";
  }
  return s.cites.empty() ? out : out + "\n";
}

// A page ends in one line break; `after_title` comes behind its first line.
std::string ended(std::string text, const std::string& after_title) {
  while (text.size() > 1 && text[text.size() - 2] == '\n') text.pop_back();
  if (!after_title.empty()) text.insert(text.find('\n') + 2, after_title);
  return text;
}

std::string errors_page() {
  std::string out =
      std::string("# Messages\n\n") + kMade +
      "Every code a check may print, in alphabetical order; `rgx explain CODE` prints the same paragraph. An "
      "error ends a check with exit status 3; a warning changes nothing. *May be accepted* means that "
      "`accept(\"CODE\", because: \"…\")` in the block turns it into a warning and marks every number "
      "downstream `not valid`.\n\n";
  for (const auto& c : lang::diagnostic_codes()) {
    out += "## " + std::string(c.code) + "\n\n*";
    out += c.severity == lang::Severity::error ? "Error" : c.severity == lang::Severity::warning ? "Warning" : "Note";
    out += std::string(c.acceptable ? ", may be accepted" : "") + ".* " + std::string(c.explanation) + "\n\n";
  }
  out.pop_back();
  return out;
}

}  // namespace

ParamFacts param_facts(const lang::Param& p) {
  ParamFacts out;
  const std::string unit = base_unit_of(p.dimension);
  out.fallback = p.required ? "required" : lang::text(p.fallback);
  if (!p.required && p.fallback.as<double>() != nullptr && !unit.empty()) out.fallback += " " + unit;
  std::vector<std::string> parts;
  if (const auto words = type_words(p); !words.empty())
    parts.push_back(words + (unit.empty() ? "" : " (" + unit + ")"));
  if (const auto range = range_words(p); !range.empty()) parts.push_back(range);
  if (!p.choices.empty()) parts.push_back(joined(p.choices, ", "));
  if (!p.later_choices.empty()) parts.push_back("not built yet: " + joined(p.later_choices, ", "));
  if (p.list) parts.push_back("several");
  if (p.positional) parts.push_back("name may be left out");
  if (p.tunable) parts.push_back("`tune(…)`");
  out.values = joined(parts, "; ");
  return out;
}

std::map<std::string, std::string> doc_pages() {
  const auto bib = engine::asset("references.bib");
  if (!bib) throw engine::Failure("missing-asset", "references.bib is not installed beside the program");
  const auto library = engine::References::parse(engine::real_files()->read(bib->string()));

  std::map<std::string, std::string> out{{"errors.md", errors_page()}};
  std::string index = std::string("# Operations\n\n") + kMade +
                      "What a study may call, by the block it stands in. `rgx doc OPERATION` prints one of them.\n\n"
                      "| block | paper heading | built | not built yet |\n|---|---|---|---|\n";
  const auto page_with = [&](const std::string& block, std::vector<std::string>& built,
                             std::vector<std::string>& later) {
    std::string page, list;
    for (const auto& op : stdlib::registry().all()) {
      const auto& s = op.signature;
      if (std::find(s.blocks.begin(), s.blocks.end(), block) == s.blocks.end()) continue;
      (s.built ? built : later).push_back("`" + s.name + "`");
      if (const auto own = page_of(s, block); !own.empty()) {
        out[own] = ended(operation_text(s, library, block, "#"), kMade);
        list += "- [`" + s.name + "`](" + block + "/" + s.name + ".md): " + s.summary + "\n";
      } else if (s.built) {
        page += operation_text(s, library, block);
      }
    }
    return (list.empty() ? "" : "Families and filters, each on a page of its own:\n\n" + list + "\n") + page;
  };
  for (const auto& block : lang::block_schema()) {
    std::vector<std::string> built, later;
    const std::string page = page_with(block.kind, built, later);
    const bool page_wanted = block.built || !built.empty();
    const std::string name = page_wanted ? "[`" + block.kind + "`](" + block.kind + ".md)" : "`" + block.kind + "`";
    index += "| " + name + " | " + block.heading + " | " + joined(built, " ") + " | " + joined(later, " ") + " |\n";
    if (!page_wanted) continue;
    std::string text = "# `" + block.kind + "`: settings and operations\n\n" + kMade;
    if (!block.settings.empty()) text += settings_text(block);
    text += page;
    if (!later.empty()) text += "## Not built yet\n\n" + joined(later, " ") + ": refused with the code `not-built`.\n";
    out["operations/" + block.kind + ".md"] = ended(text, "");
    if (block.kind == "features") {
      std::vector<std::string> theirs, none;
      out["operations/pyradiomics.md"] =
          ended("# `features` under `conventions: pyradiomics`\n\n" + std::string(kMade) +
                    "Families and filters with the definitions, names and bin edges of PyRadiomics 3. The protocol "
                    "`pyradiomics` asks for all of them.\n\n" +
                    page_with("pyradiomics", theirs, none),
                "");
      index += "| [`features`, `conventions: pyradiomics`](pyradiomics.md) | feature extraction | " +
               joined(theirs, " ") + " |  |\n";
    }
  }
  out["operations/README.md"] = index;
  return out;
}

}  // namespace rgx::tool
