// reproduce and diff.
#include <unistd.h>

#include <cstdio>

#include "engine/files.hpp"
#include "engine/reproduce.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

int reproduce_command(const ReproduceArgs& args) {
  const auto files = engine::real_files();
  const auto clock = engine::real_clock();
  if (!files->is_folder(args.run)) {
    if (files->exists(args.run)) return not_built_command("reproduce PACK");
    std::fprintf(stderr, "there is no run directory `%s`\n", args.run.c_str());
    return kUsage;
  }
  std::unique_ptr<LoadedStudy> loaded;  // the plan's spans lie in its source map
  engine::ReproduceOptions options;
  options.run_dir = args.run;
  options.rgx_version = RGX_VERSION;
  options.platform = platform();
  options.make_plan = [&](const std::string& study, const std::string& base) {
    loaded = load_study_from(study, base, args.data, true);
    if (!loaded->ok()) {
      print_diagnostics(*loaded);
      throw engine::Failure("study-errors", "the study of this run has errors with the data that is here");
    }
    return plan_of(*loaded);
  };
  const auto result = engine::reproduce(stdlib::registry(), *files, *clock, options);
  if (args.json)
    std::printf("%s\n", engine::to_json(result).dump(2).c_str());
  else
    std::printf("%s", engine::to_text(result).c_str());
  return result.exit;
}

int diff_command(const std::string& a, const std::string& b, bool json) {
  const auto files = engine::real_files();
  const auto found = engine::diff(*files, a, b);
  if (json)
    std::printf("%s\n", engine::to_json(found).dump(2).c_str());
  else
    std::printf("%s", engine::to_text(found, a, b).c_str());
  return found.any() ? kFailed : kDone;
}

}  // namespace rgx::tool
