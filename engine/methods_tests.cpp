// Statistical analysis: what was tested how, and how families of tests were corrected.
#include <fmt/format.h>

#include <algorithm>

#include "engine/methods_correction.hpp"
#include "engine/methods_tail.hpp"
#include "engine/methods_words.hpp"

namespace rgx::engine {

namespace {

// Blocks with the same sentences behind what they test.
struct Alike {
  const Json* first = nullptr;
  std::string key;
  std::vector<std::string> what;
};

std::string what_of(const Json& block) {
  const bool map = text_at(block, "kind") == "associate";
  const auto second = printed_refs(block, map ? "right" : "by");
  const char* first = map ? "left" : names_in(block, "of").empty() ? "features" : "of";
  return fmt::format("{} {} {} {} {}{}", code(text_at(block, "name")), map ? "associates" : "compares",
                     listed(printed_refs(block, first)), map ? "with" : "by", listed(second),
                     second.size() > 1 && !map ? ", one after the other" : "");
}

// Everything of a block that is said behind what it tests, as text to compare: the same means one paragraph.
std::string key_of(const Json& block) {
  std::string out = tail_of(block);
  for (const auto& use : list_at(block, "steps"))
    if (text_at(use, "op") != "correct") out += "\n" + text_at(use, "methods") + use.value("parameters", Json()).dump();
  for (const char* name : {"chosen", "exploratory"})
    if (const Json* said = setting(block, name)) out += "\n" + said->dump();
  return out;
}

std::string told(MethodsWords& words_of, const Alike& alike) {
  const Json& block = *alike.first;
  const std::string tail = tail_of(block);
  std::string said;
  if (alike.what.size() == 1)
    said = alike.what.front() + tail + ".";
  else if (tail.empty())
    said = fmt::format("{}.", fmt::join(alike.what, "; "));
  else
    said = fmt::format("{}; each{}.", fmt::join(alike.what, "; "), tail);
  for (const auto& use : list_at(block, "steps"))
    if (text_at(use, "op") != "correct") said += " " + words_of.sentence(use);
  if (const Json* chosen = setting(block, "chosen"))
    said += " Columns were picked by hand, " + plain(words(*chosen)) + " were seen.";
  if (const Json* explores = setting(block, "exploratory"); explores != nullptr && *explores == true)
    said += alike.what.size() == 1 ? " The analysis is exploratory." : " These analyses are exploratory.";
  return said;
}

// Names in a row, long lists by their ends.
std::string named(const std::vector<std::string>& blocks) {
  constexpr std::size_t most = 6;
  if (blocks.size() <= most) return listed(blocks, true);
  return fmt::format("the {} analyses from {} to {}", blocks.size(), code(blocks.front()), code(blocks.back()));
}

std::string corrected(MethodsWords& words_of, const Json& family) {
  const auto blocks = texts_of(list_at(family, "blocks"));
  const std::string method = text_at(family, "method");
  for (const auto& name : blocks) {
    const Json* block = words_of.view.block(name);
    const Json* correct = block == nullptr ? nullptr : step_named(*block, "correct");
    if (correct == nullptr) continue;
    const auto keys = references_of_correction(method);
    std::string said = words_of.sentence(*correct, keys.empty() ? texts_of(list_at(*correct, "cites")) : keys);
    if (const Json* per = parameter(*correct, "per"); per != nullptr && (*per)["value"].is_string())
      said += " Each " + plain(words((*per)["value"])) + " was a family of its own.";
    if (const double tests = number_at(family, "tests", 0); tests > 0)
      said += fmt::format(" The correction counts {:.0f} tests, as the study states.", tests);
    return blocks.size() > 1 ? fmt::format("The tests of {} are one family, {}: {}", named(blocks),
                                           code(text_at(family, "family")), said)
                             : fmt::format("All tests of {} are one family: {}", named(blocks), said);
  }
  return {};
}

}  // namespace

std::vector<std::string> test_paragraphs(MethodsWords& words_of) {
  std::vector<Alike> all;
  for (const auto& block : list_at(words_of.view.study, "blocks")) {
    const std::string kind = text_at(block, "kind");
    if (kind != "compare" && kind != "associate") continue;
    const std::string key = kind + key_of(block);
    auto at = std::find_if(all.begin(), all.end(), [&](const Alike& a) { return a.key == key; });
    if (at == all.end()) at = all.insert(all.end(), {&block, key, {}});
    at->what.push_back(what_of(block));
  }
  std::vector<std::string> out;
  for (const auto& alike : all) out.push_back(told(words_of, alike));
  // Single tests and the like, for one reason: said once.
  std::vector<std::pair<std::string, std::vector<std::string>>> uncorrected;
  for (const auto& family : list_at(words_of.view.study, "families")) {
    if (text_at(family, "method") != "none") {
      out.push_back(corrected(words_of, family));
      continue;
    }
    const std::string because = text_at(family, "because");
    auto at = std::find_if(uncorrected.begin(), uncorrected.end(), [&](const auto& u) { return u.first == because; });
    if (at == uncorrected.end()) at = uncorrected.insert(uncorrected.end(), {because, {}});
    for (const auto& name : texts_of(list_at(family, "blocks"))) at->second.push_back(name);
  }
  for (const auto& [because, blocks] : uncorrected)
    out.push_back(fmt::format("p values of {} were not corrected: {}.", named(blocks), plain(because)));
  return out;
}

}  // namespace rgx::engine
