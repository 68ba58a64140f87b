#include "engine/pack_open.hpp"

#include <fmt/format.h>

#include "engine/archive_members.hpp"
#include "engine/crate.hpp"
#include "engine/digest.hpp"
#include "engine/lock.hpp"
#include "engine/run.hpp"

namespace rgx::engine {
namespace {

constexpr const char* metadata_name = "ro-crate-metadata.json";
constexpr std::uint64_t largest_metadata = 256ULL << 20;
// Deflate packs zeros 1 : 1030; tables come nowhere near it.
constexpr std::uint64_t largest_ratio = 2000;

Failure damaged(const std::string& pack, const std::string& what) {
  return {"damaged-pack", fmt::format("`{}` is not as it was packed: {}", pack, what),
          "get the pack again from who made it; nothing of it was used"};
}

Expected opened(Files& files, const std::string& pack, const std::string& folder) {
  std::string metadata;
  try {
    metadata = read_member(pack, metadata_name, largest_metadata);
  } catch (const Failure& f) {
    throw Failure("no-pack", fmt::format("`{}` is no pack: {}", pack, f.what()),
                  "`rgx pack RUN_DIR -o FILE` makes one");
  }
  const auto stated = crate_files(metadata, pack);
  std::map<std::string, std::uint64_t> sizes{{metadata_name, metadata.size()}};
  std::uint64_t total = 0;
  for (const auto& [name, file] : stated) {
    sizes[name] = file.bytes;
    total += file.bytes;
  }
  if (total / largest_ratio > files.size(pack))
    throw Failure("unsafe-archive",
                  fmt::format("`{}` has {} bytes and states that {} are in it", pack, files.size(pack), total),
                  "no archive of real tables packs that well; nothing of it was unpacked");
  for (const char* needed : {"study.rgx", "study.lock", "run.json", "expected.json"})
    if (!stated.contains(needed)) throw damaged(pack, fmt::format("its metadata do not name `{}`", needed));
  try {
    unpack_stated(pack, sizes, folder, files);
  } catch (const Failure& f) {
    if (f.code != "damaged-archive") throw;
    throw damaged(pack, f.what());
  }
  for (const auto& [name, file] : stated)
    if (digest_file(files, join(folder, name)).sha256 != file.sha256)
      throw damaged(pack, fmt::format("`{}` has another SHA-256 than its metadata state", name));

  // A table that was changed together with the metadata still differs from the lock.
  Expected expected = Expected::parse(files.read(join(folder, "expected.json")));
  const Lock lock = Lock::parse(files.read(join(folder, "study.lock")));
  std::map<std::string, std::string> locked;
  for (const auto& o : lock.outputs) locked[o.file] = o.sha256;
  for (const auto& t : expected.tables) {
    if (const auto at = locked.find(t.file); at != locked.end() && at->second != t.sha256)
      throw damaged(pack, fmt::format("expected.json and study.lock differ about `{}`", t.file));
    if (!t.packed) continue;
    const std::string name = output_path("", t.file);
    if (!stated.contains(name)) throw damaged(pack, fmt::format("it lacks `{}`", name));
    if (stated.at(name).sha256 != t.sha256)
      throw damaged(pack, fmt::format("`{}` is not the table that the run wrote", name));
  }
  for (const auto& o : lock.outputs)
    if (const auto at = stated.find(o.file);
        is_model_file(o.file) && at != stated.end() && at->second.sha256 != o.sha256)
      throw damaged(pack, fmt::format("`{}` is not the model that the run wrote", o.file));
  for (const auto& d : expected.definitions)
    if (!stated.contains(d.file)) throw damaged(pack, fmt::format("it lacks `{}`", d.file));
  return expected;
}

}  // namespace

Expected open_pack(Files& files, const std::string& pack, const std::string& folder) {
  try {
    return opened(files, pack, folder);
  } catch (const Failure&) {
    files.remove(folder);
    throw;
  }
}

}  // namespace rgx::engine
