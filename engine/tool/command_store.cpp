// store: size, age, verify, prune.
#include <cstdio>

#include "engine/files.hpp"
#include "engine/recall.hpp"
#include "engine/store.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"

namespace rgx::tool {

int store_command(const StoreArgs& args) {
  const auto files = engine::real_files();
  if (!files->is_folder(args.store)) {
    std::fprintf(stderr, "no store at `%s`; name one with --store\n", args.store.c_str());
    return kFailed;
  }
  engine::Store store(*files, args.store);
  int status = kDone;
  if (args.verify) {
    const auto found = store.verify();
    std::printf("%zu objects verified, %zu damaged\n", found.checked, found.damaged.size());
    for (const auto& path : found.damaged) std::printf("removed: %s\n", path.c_str());
    if (!found.damaged.empty()) status = kFailed;
  }
  if (args.prune) {
    const auto gone = engine::prune(store);
    std::printf("%zu entries removed, %.1f MB\n", gone.removed, static_cast<double>(gone.bytes) / 1e6);
  }
  const auto size = store.size();
  std::printf("%s: %zu objects, %zu recipes, %.1f MB", args.store.c_str(), size.objects, size.recipes,
              static_cast<double>(size.bytes) / 1e6);
  if (size.newest > 0)
    std::printf(", from %s to %s", engine::utc(size.oldest).c_str(), engine::utc(size.newest).c_str());
  std::printf("\n");
  for (const auto& remark : store.remarks()) std::printf("note: %s\n", remark.c_str());
  return status;
}

}  // namespace rgx::tool
