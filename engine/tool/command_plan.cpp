// plan: what is kept, what will run and why.
#include <cstdio>
#include <filesystem>

#include "engine/analysis_plan.hpp"
#include "engine/files.hpp"
#include "engine/foresee.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace {

// Writes the analysis with its digest. Another plan that stands there already is not replaced: it may be registered.
int freeze(const PlanArgs& args) {
  const auto loaded = load_analysis(args.study);
  print_diagnostics(*loaded);
  if (!loaded->ok()) return kStudyErrors;
  const auto files = engine::real_files();
  const std::string out =
      args.out.empty() ? std::filesystem::path(args.study).replace_extension(".plan").string() : args.out;
  const std::string text = engine::plan_file(loaded->facts);
  const std::string digest = engine::plan_digest(loaded->facts);
  const bool there = files->exists(out);
  if (there && files->read(out) != text)
    throw engine::Failure("plan-exists", "`" + out + "` is there already and holds something else than this plan",
                          "name another file with -o; a plan that was registered is not replaced");
  if (!there) files->write_atomic(out, text);
  std::printf("%s\n%s\n", out.c_str(), digest.c_str());
  std::fprintf(stderr, "%zu facts; write `registered: \"%s\"` in `study` to have runs compared with it\n",
               loaded->facts.size(), std::filesystem::path(out).filename().string().c_str());
  return kDone;
}

}  // namespace

int plan_command(const PlanArgs& args) {
  if (args.freeze) return freeze(args);
  const auto loaded = load_study(args.study);
  print_diagnostics(*loaded);
  if (!loaded->ok()) return kStudyErrors;
  const auto files = engine::real_files();
  const auto plan = plan_of(*loaded);
  engine::Store store(*files, store_of(args.study, args.store));
  const auto foreseen = engine::foresee(plan, stdlib::registry(), store, *files, platform(), args.study);
  if (args.json)
    std::printf("%s\n", engine::plan_json(plan, foreseen).dump(2).c_str());
  else if (args.dot)
    std::printf("%s", engine::plan_dot(plan, foreseen).c_str());
  else
    std::printf("%s", engine::plan_text(plan, foreseen).c_str());
  return kDone;
}

}  // namespace rgx::tool
