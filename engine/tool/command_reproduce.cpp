// reproduce and diff.
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>

#include "engine/data.hpp"
#include "engine/diff.hpp"
#include "engine/files.hpp"
#include "engine/pack_open.hpp"
#include "engine/pseudonym.hpp"
#include "engine/reproduce.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace {

std::atomic<bool> interrupted{false};

void on_signal(int) { interrupted.store(true); }

// The unpacked pack, removed behind it.
class Unpacked {
 public:
  Unpacked(engine::Files& files, const std::string& pack)
      : files_(files),
        folder_((std::filesystem::temp_directory_path() / ("rgx-unpacked-" + std::to_string(::getpid()))).string()),
        expected_(engine::open_pack(files, pack, folder_)) {}
  ~Unpacked() {
    try {
      files_.remove(folder_);
    } catch (const engine::Failure&) {  // it lies in the temporary folder; the verdict stands
    }
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  const std::string& folder() const { return folder_; }
  engine::Expected& expected() { return expected_; }

 private:
  engine::Files& files_;
  std::string folder_;
  engine::Expected expected_;
};

std::map<std::string, std::string> packed_definitions(Unpacked& pack) {
  std::map<std::string, std::string> out;
  for (const auto& d : pack.expected().definitions)
    out[d.used] = (std::filesystem::path(pack.folder()) / d.file).string();
  return out;
}

// Who the subjects are is told by the study and the tables that are here; then the key tells which pseudonym is whose.
void restore(engine::Files& files, Unpacked& pack, const ReproduceArgs& args, const std::string& base,
             const std::string& datasets) {
  engine::InputPlaces places;
  places.study = (std::filesystem::path(pack.folder()) / "study.rgx").string();
  places.base = base;
  places.images_absent = true;
  places.replace = packed_definitions(pack);
  const auto study = load_study_at(places, datasets);
  if (!study->ok()) {
    print_diagnostics(*study);
    throw engine::Failure("study-errors", "the study of this pack has errors with the data that is here");
  }
  std::vector<std::string> ids;
  for (const auto& block : study->study.blocks)
    if (block.cohort) ids.insert(ids.end(), block.cohort->subjects.begin(), block.cohort->subjects.end());
  engine::restore_identifiers(files, pack.folder(), engine::PseudonymKey::parse(files.read(args.key)), ids,
                              pack.expected());
  pack.expected().subject_data = "included";  // as far as it was restored: locks are compared node by node
}

}  // namespace

int reproduce_command(const ReproduceArgs& args) {
  const auto files = engine::real_files();
  const auto clock = engine::real_clock();
  if (!files->exists(args.run)) {
    std::fprintf(stderr, "there is no run directory or pack `%s`\n", args.run.c_str());
    return kUsage;
  }
  if (!args.data.empty() && !files->is_folder(args.data)) {
    std::fprintf(stderr, "there is no folder `%s`\n", args.data.c_str());
    return kUsage;
  }
  std::unique_ptr<Unpacked> unpacked;
  std::unique_ptr<LoadedStudy> loaded;  // the plan's spans lie in its source map
  engine::InputPlaces places;           // its probe looks here
  engine::ReproduceOptions options;
  options.run_dir = args.run;
  options.data_dir = args.data;
  if (!files->is_folder(args.run)) {
    unpacked = std::make_unique<Unpacked>(*files, args.run);
    options.pack = unpacked->expected();
    options.run_dir = unpacked->folder();
    options.base = std::filesystem::path(args.run).parent_path().string();
    if (options.base.empty()) options.base = ".";
    if (!args.data.empty()) options.base = args.data;
    if (args.data.empty() && unpacked->expected().subject_data == "included")
      options.base = options.data_dir = (std::filesystem::path(unpacked->folder()) / "data").string();
  }
  const std::string datasets = options.data_dir;
  if (!args.key.empty()) {
    if (!unpacked || unpacked->expected().subject_data != "pseudonymised") {
      std::fprintf(stderr, "--key goes with a pack made --with-features\n");
      return kUsage;
    }
    restore(*files, *unpacked, args, options.base, datasets);
    options.pack = unpacked->expected();
    options.without_images = true;
  }
  options.dataset = [&](const std::string& written) {
    std::string reason;
    return engine::resolve_dataset_path(*files, engine::DataPlaces::of_environment(datasets), written, reason)
        .value_or("");
  };
  options.rgx_version = RGX_VERSION;
  options.platform = platform();
  options.make_plan = [&](const engine::InputPlaces& found) {
    places = found;
    if (unpacked) places.replace = packed_definitions(*unpacked);
    loaded = load_study_at(places, datasets);
    if (!loaded->ok()) {
      print_diagnostics(*loaded);
      throw engine::Failure("study-errors", "the study of this run has errors with the data that is here",
                            args.data.empty() ? "where the data lies elsewhere, say so with --data DIR"
                            : unpacked && unpacked->expected().subject_data == "pseudonymised"
                                ? "without the images, `--key FILE.key` runs from the feature tables of the pack on"
                                : "");
    }
    return plan_of(*loaded);
  };
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  options.interrupted = &interrupted;
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
