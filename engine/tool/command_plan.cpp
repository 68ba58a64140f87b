// plan: what is kept, what will run and why.
#include <cstdio>

#include "engine/files.hpp"
#include "engine/foresee.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

int plan_command(const PlanArgs& args) {
  if (args.freeze) return not_built_command("plan --freeze");
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
