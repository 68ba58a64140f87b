#pragma once
// `rgx run`: executes a plan and writes the run directory (interface.md). Nothing is half-written: all files are made
// in a folder of their own inside the run directory, then renamed into place, study.lock and run.json last; what an
// older run left and this one does not write is removed in the end.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/execute.hpp"
#include "engine/lock.hpp"

namespace rgx::engine {

// A run directory as it lies on disk: what a report is written from.
struct RunDirectory {
  std::string path;
  std::string study;  // text of study.rgx
  Lock lock;
  Json run;                             // run.json
  std::map<std::string, Table> tables;  // by file name in tables/, as `graded.csv`
};

// Throws Failure "no-run-directory" when study.lock or run.json is not there, "bad-lock", "bad-table".
RunDirectory open_run(const Files& files, const std::string& path);

struct RunOptions {
  std::string out_dir;
  std::string store_dir;   // the `.rgx` folder
  std::string study_path;  // as given; its stem names the record that `rgx plan` compares with
  std::string study_text;  // copied to study.rgx
  std::string rgx_version;
  Platform platform;
  unsigned threads = 0;
  std::uint64_t memory = 0;
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* interrupted = nullptr;
  std::vector<Lock::Warning> warnings;  // of the check; go into the lock before those of kernels
  std::optional<Lock> locked;           // `--locked`: nothing is written when anything differs from it
  // Writes report and figures into RunDirectory::path, through the same Files.
  std::function<void(const RunDirectory&)> report;
};

struct RunResult {
  // done 0 · missed 1: a published number was missed · failed 1 · differs 3: from the lock of --locked · interrupted 4
  std::string status;
  int exit = 0;
  std::vector<LocatedFailure> failures;
  std::vector<std::string> differences;  // of --locked
  std::vector<std::string> remarks;      // of the store
  std::vector<Lock::Warning> warnings;
  std::size_t computed = 0, cached = 0, absent = 0, total = 0;
  double seconds = 0;
  std::uint64_t peak_bytes = 0;
};

// Errors of the outside (an output folder that cannot be written, a full disk) come as one of `failures`.
RunResult run(const Plan& plan, const Registry& registry, Files& files, const Clock& clock, const RunOptions& options);

// Highest resident memory of this process so far, bytes.
std::uint64_t peak_memory();

// Where an output of the lock lies in a run directory: models/NAME.model beside tables/NAME.csv.
bool is_model_file(const std::string& output);
std::string output_path(const std::string& run_dir, const std::string& output);

}  // namespace rgx::engine
