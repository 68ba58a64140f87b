// store: size, age, verify, prune.
#include <cstdio>
#include <optional>

#include "engine/files.hpp"
#include "engine/store_care.hpp"
#include "engine/store_lease.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"

namespace rgx::tool {

namespace {

void print(const engine::StoreVerdict& found) {
  std::printf("%zu entries verified, %zu damaged\n", found.checked, found.damaged.size());
  for (const auto& d : found.damaged)
    std::printf("removed: %s (%s)%s\n", d.path.c_str(), d.why.c_str(),
                d.made_by.empty() ? "" : (", made by " + d.made_by).c_str());
}

void print(const engine::PruneReport& gone) {
  for (const auto& run : gone.forgotten)
    std::printf("run directory %s is not there any more (moved or deleted): what only it refers to is removed\n",
                run.c_str());
  std::printf("%zu entries removed, %.1f MB\n", gone.removed.removed, static_cast<double>(gone.removed.bytes) / 1e6);
}

}  // namespace

int store_command(const StoreArgs& args) {
  const auto files = engine::real_files();
  if (!files->is_folder(args.store)) {
    std::fprintf(stderr, "no store at `%s`; name one with --store\n", args.store.c_str());
    return kFailed;
  }
  engine::Store store(*files, args.store);
  engine::Json json = engine::Json::object();
  int status = kDone;
  if (args.verify) {
    const auto found = engine::verify_all(store);
    if (!found.damaged.empty()) status = kFailed;
    json["verified"] = to_json(found);
    if (!args.json) print(found);
  }
  if (args.prune) {
    const engine::StoreLease alone(args.store, engine::StoreLease::Kind::exclusive);
    if (!alone.held())
      throw engine::Failure("store-in-use", "a run is using the store `" + args.store + "`, so nothing was removed",
                            "prune when it has ended");
    const auto gone = engine::prune_unused(store);
    json["pruned"] = to_json(gone);
    if (!args.json) print(gone);
  }
  const auto now = engine::census(store);
  if (!args.json) {
    std::printf("%s", to_text(now, args.store).c_str());
    return status;
  }
  json.update(to_json(now, args.store));
  std::printf("%s\n", json.dump(2).c_str());
  return status;
}

}  // namespace rgx::tool
