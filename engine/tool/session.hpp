#pragma once
// What the commands share: a study loaded and checked, messages printed, the platform that keys name.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/expected.hpp"
#include "engine/find_inputs.hpp"
#include "engine/key.hpp"
#include "engine/plan.hpp"
#include "engine/tool/data_probe.hpp"
#include "lang/check.hpp"
#include "lang/facts.hpp"

namespace rgx::tool {

inline constexpr int kDone = 0, kFailed = 1, kUsage = 2, kStudyErrors = 3, kInterrupted = 4;

struct LoadedStudy {
  lang::SourceMap sources;
  lang::Diagnostics diagnostics;
  std::unique_ptr<DataProbe> probe;
  lang::Study study;
  std::vector<lang::Fact> facts;         // of the study without its data; empty where it has errors
  std::optional<std::string> plan_text;  // of the registered plan that the study names
  std::string plan_name;                 // as written
  std::string path;
  bool ok() const { return !diagnostics.has_errors(); }
};

// Reads, parses and checks. Throws engine::Failure when the file itself cannot be read.
std::unique_ptr<LoadedStudy> load_study(const std::string& path, bool with_data = true);
// The same for text that lies elsewhere: relative paths in it start at `base`; `data` as in `--data`.
std::unique_ptr<LoadedStudy> load_study_from(const std::string& path, const std::string& base, const std::string& data,
                                             bool with_data);

// The analysis of a study, checked without its data and without a plan that it may name: what `plan --freeze` writes.
std::unique_ptr<LoadedStudy> load_analysis(const std::string& path);

// A study run again from a run directory or a pack: its inputs and definitions lie where `places` says; where images
// are absent, those of the lock are taken on trust. `dataset_folder` as in `--data`.
std::unique_ptr<LoadedStudy> load_study_at(const engine::InputPlaces& places, const std::string& dataset_folder);

// Every file that `use` brings into a study, with its text: from `path`, whose relative paths start at `base`.
std::vector<engine::UsedDefinition> definitions_of(const std::string& path, const std::string& base);

// Text that lies in no file, under the name `place` in messages; data is taken on trust.
std::unique_ptr<LoadedStudy> load_text(const std::string& place, const std::string& text);
// What `use` reads: a file, or a definition that comes with the program (lang/expand.hpp).
std::optional<std::string> read_used(const std::string& path);

// Messages on stderr, warnings after errors as found; colours on a terminal only.
void print_diagnostics(const LoadedStudy& loaded);
bool colour_wanted(int descriptor);

// The plan of a study that checked without errors.
engine::Plan plan_of(const LoadedStudy& loaded);

// Libraries whose build may change last bits, with their versions.
engine::Platform platform();

// The store of a study: --store, else `.rgx` beside the study file.
std::string store_of(const std::string& study_path, const std::string& option);

}  // namespace rgx::tool
