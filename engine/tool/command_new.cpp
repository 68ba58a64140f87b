// new, data get.
#include <cstdio>
#include <filesystem>

#include "engine/data.hpp"
#include "engine/files.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/sources/demo_cohort.hpp"

namespace rgx::tool {

int new_command(const NewArgs& args) {
  if (args.name != "demo") {
    std::fprintf(stderr, "there is no template `%s`; there is `demo`\n", args.name.c_str());
    return kUsage;
  }
  stdlib::write_demo(args.dir, {args.seed, args.subjects, args.null});
  std::printf("%s: a cohort of %zu subjects made from seed %llu, and study.rgx\n", args.dir.c_str(), args.subjects,
              static_cast<unsigned long long>(args.seed));
  std::printf("run it with: rgx run %s\n", (std::filesystem::path(args.dir) / "study.rgx").string().c_str());
  return kDone;
}

}  // namespace rgx::tool
