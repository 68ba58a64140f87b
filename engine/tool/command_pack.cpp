// pack.
#include <cstdio>
#include <filesystem>

#include "engine/data.hpp"
#include "engine/pack.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

namespace {

// The key at `path`, or a fresh one that is written there, for nobody else to read.
engine::PseudonymKey key_at(engine::Files& files, const std::string& path) {
  if (files.exists(path)) return engine::PseudonymKey::parse(files.read(path));
  const auto key = engine::PseudonymKey::fresh();
  files.write_atomic(path, key.text());
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return key;
}

}  // namespace

int pack_command(const PackArgs& args) {
  const auto files = engine::real_files();
  if (args.with_data && args.with_features)
    throw engine::Failure("usage", "--with-data holds everything that --with-features does, and more: give one");
  if (!files->is_folder(args.run)) {
    std::fprintf(stderr, "there is no run directory `%s`\n", args.run.c_str());
    return kUsage;
  }
  const engine::RunDirectory run = engine::open_run(*files, args.run);
  std::string base = fs::path(run.run.value("study", std::string())).parent_path().string();
  if (base.empty()) base = ".";
  engine::PackOptions options;
  options.run_dir = args.run;
  options.out = args.out;
  options.with_data = args.with_data;
  options.definitions = definitions_of((fs::path(args.run) / "study.rgx").string(), base);
  const auto dataset = [&](const std::string& written) {
    std::string reason;
    return engine::resolve_dataset_path(*files, engine::DataPlaces::of_environment(args.data), written, reason)
        .value_or("");
  };
  engine::InputPlaces places;
  if (args.with_data) places = engine::find_inputs(*files, run.lock, base, args.data, dataset);
  options.locate = [&](const engine::Lock::Input& input) {
    const auto at = places.found.find(input.path);
    return at == places.found.end() ? std::string() : at->second;
  };
  const std::string key = args.key.empty() ? args.out + ".key" : args.key;
  if (args.with_features) options.pseudonyms = key_at(*files, key);
  const engine::PackResult result = engine::pack(*files, options);
  for (const auto& r : result.remarks) std::fprintf(stderr, "note: %s\n", r.c_str());
  if (args.with_features)
    std::fprintf(
        stderr,
        "note: tables with a row a subject are packed under pseudonyms; their key is in %s, which is not in the "
        "pack: keep it apart, and give it to nobody who may not know the subjects\n",
        key.c_str());
  if (!result.left_out.empty()) {
    std::string names;
    for (const auto& name : result.left_out) names += (names.empty() ? "" : ", ") + name;
    std::fprintf(stderr, "note: %zu tables hold subject-level data and are left out, their digests are kept: %s\n",
                 result.left_out.size(), names.c_str());
  }
  std::fprintf(stderr, "%zu files, %.1f MB, SHA-256 %s\n", result.files, static_cast<double>(result.bytes) / 1e6,
               result.sha256.c_str());
  std::printf("%s\n", args.out.c_str());
  return kDone;
}

}  // namespace rgx::tool
