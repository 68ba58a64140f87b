// check and fmt.
#include <algorithm>
#include <cstdio>
#include <map>

#include "engine/files.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "lang/format.hpp"
#include "lang/parse.hpp"
#include "lang/render.hpp"

namespace rgx::tool {

namespace {

// Fixes of all messages, last place first so that earlier places stay right; overlapping ones are left for the next
// call.
std::size_t apply_fixes(const LoadedStudy& loaded) {
  std::map<std::uint32_t, std::vector<lang::Fix::Edit>> edits;
  std::size_t applied = 0;
  for (const auto& d : loaded.diagnostics.all)
    if (!d.fixes.empty()) {
      bool free = true;
      for (const auto& e : d.fixes.front().edits)
        for (const auto& other : edits[e.span.file])
          free = free && (e.span.end <= other.span.begin || e.span.begin >= other.span.end);
      if (!free) continue;
      for (const auto& e : d.fixes.front().edits) edits[e.span.file].push_back(e);
      std::fprintf(stderr, "fixed: %s\n", d.fixes.front().title.c_str());
      ++applied;
    }
  const auto files = engine::real_files();
  for (auto& [file, some] : edits) {
    std::sort(some.begin(), some.end(), [](const auto& x, const auto& y) { return x.span.begin > y.span.begin; });
    std::string text = loaded.sources.text(file);
    for (const auto& e : some) text.replace(e.span.begin, e.span.end - e.span.begin, e.replacement);
    if (!some.empty()) files->write_atomic(loaded.sources.path(file), text);
  }
  return applied;
}

}  // namespace

int check_command(const CheckArgs& args) {
  auto loaded = load_study(args.study, !args.without_data);
  if (args.fix && apply_fixes(*loaded) > 0) loaded = load_study(args.study, !args.without_data);
  if (args.json) {
    std::printf("%s\n", lang::render_json(loaded->diagnostics, loaded->sources).c_str());
  } else {
    print_diagnostics(*loaded);
    if (loaded->ok()) std::printf("%s: no errors\n", args.study.c_str());
  }
  return loaded->ok() ? kDone : kStudyErrors;
}

int fmt_command(const FmtArgs& args) {
  int status = kDone;
  const auto files = engine::real_files();
  for (const auto& path : args.studies) {
    lang::SourceMap sources;
    const std::uint32_t id = sources.add(path, files->read(path));
    lang::Diagnostics diagnostics;
    const auto file = lang::parse(sources, id, diagnostics);
    if (diagnostics.has_errors()) {
      for (const auto& d : diagnostics.all)
        std::fprintf(stderr, "%s\n", lang::render(d, sources, {colour_wanted(2)}).c_str());
      status = kStudyErrors;
      continue;
    }
    const std::string text = lang::format(file, sources);
    if (text == sources.text(id)) continue;
    if (args.check) {
      std::printf("%s would change\n", path.c_str());
      if (status == kDone) status = kFailed;
    } else {
      files->write_atomic(path, text);
      std::printf("%s changed\n", path.c_str());
    }
  }
  return status;
}

}  // namespace rgx::tool
