// doc, explain, conform, and what is not built.
#include <cstdio>
#include <map>

#include "engine/files.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/doc_pages.hpp"
#include "engine/tool/protocol.hpp"
#include "engine/tool/session.hpp"
#include "lang/diagnostic_codes.hpp"
#include "lang/explain.hpp"
#include "stdlib/features/conformance.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace {

void print_operation(const lang::Signature& s) {
  std::string blocks;
  for (const auto& b : s.blocks) blocks += (blocks.empty() ? "" : ", ") + b;
  std::printf("%s@%u%s\n  in: %s\n", s.name.c_str(), s.version, s.built ? "" : " (not built yet)", blocks.c_str());
  if (!s.summary.empty()) std::printf("  %s\n", s.summary.c_str());
  if (s.learns)
    std::printf("  learns from cases%s: stands in `within_folds` or is refitted fold by fold\n",
                s.reads_outcome ? " and their outcomes" : "");
  if (!s.random.empty()) std::printf("  draws random numbers (%s)\n", s.random.c_str());
  for (const auto& p : s.params) {
    const auto facts = param_facts(p);
    std::printf("  %s%s%s%s\n      %s\n", p.name.c_str(), p.required ? " (required)" : (" = " + facts.fallback).c_str(),
                facts.values.empty() ? "" : ": ", facts.values.c_str(), p.text.c_str());
  }
  if (!s.methods.empty()) std::printf("  Methods: %s\n", s.methods.c_str());
  for (const auto& key : s.cites) std::printf("  cites: %s\n", key.c_str());
}

}  // namespace

int doc_command(const std::string& operation, const std::string& write_to) {
  if (!write_to.empty()) {
    const auto files = engine::real_files();
    for (const auto& [path, text] : doc_pages()) files->write_atomic(write_to + "/" + path, text);
    return kDone;
  }
  const auto& all = stdlib::registry().all();
  if (!operation.empty()) {
    bool any = false;
    for (const auto& op : all)
      if (op.signature.name == operation) {
        print_operation(op.signature);
        any = true;
      }
    if (!any) std::fprintf(stderr, "there is no operation `%s`; `rgx doc` lists them\n", operation.c_str());
    return any ? kDone : kUsage;
  }
  std::map<std::string, std::vector<const lang::Signature*>> by_block;
  for (const auto& op : all)
    for (const auto& block : op.signature.blocks) by_block[block].push_back(&op.signature);
  for (const auto& [block, list] : by_block) {
    if (block == "engine") continue;
    std::printf("%s\n", block.c_str());
    for (const auto* s : list)
      std::printf("  %-24s %s\n", (s->name + "@" + std::to_string(s->version)).c_str(),
                  s->built ? s->summary.c_str() : "(not built yet)");
  }
  std::printf("protocols (`use NAME`, then `NAME()` in a features block)\n");
  for (const auto& name : shipped_protocols()) std::printf("  %s\n", name.c_str());
  return kDone;
}

int explain_command(const std::string& what, bool without_data) {
  if (const auto* code = lang::find_code(what)) {
    std::printf("%s\n\n%s\n", what.c_str(), std::string(code->explanation).c_str());
    return kDone;
  }
  std::string path = what, name;
  const auto files = engine::real_files();
  if (!files->exists(path)) {
    const auto colon = what.rfind(':');
    if (colon != std::string::npos && files->exists(what.substr(0, colon))) {
      path = what.substr(0, colon);
      name = what.substr(colon + 1);
    } else {
      std::fprintf(stderr, "`%s` is neither a study nor the code of a message\n", what.c_str());
      return kUsage;
    }
  }
  const auto loaded = load_study(path, !without_data);
  print_diagnostics(*loaded);
  if (!loaded->ok()) return kStudyErrors;
  const std::string text = lang::explain(loaded->study, name);
  if (text.empty()) {
    std::fprintf(stderr, "`%s` declares no `%s`\n", path.c_str(), name.c_str());
    return kUsage;
  }
  std::printf("%s", text.c_str());
  return kDone;
}

int not_built_command(const std::string& name) {
  std::fprintf(stderr, "error[not-built]: `rgx %s` is not built yet\n", name.c_str());
  return kFailed;
}

}  // namespace rgx::tool
