#pragma once
// `rgx reproduce`: runs a study again from its run directory, in a fresh store, and gives a verdict, number by number.
#include <functional>
#include <string>
#include <vector>

#include "engine/diff.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

struct ReproduceOptions {
  std::string run_dir;
  std::string
      work_dir;  // for the new run and its store; made, and removed in the end; empty: below the temporary folder
  std::string data_dir;  // what paths of the study are relative to; empty: where the study lay when it ran (run.json)
  // Checks and lowers the study. `base` is the folder that its relative paths start from. Throws Failure.
  std::function<Plan(const std::string& study_path, const std::string& base)> make_plan;
  std::string rgx_version;
  Platform platform;
  unsigned threads = 0;
  std::uint64_t memory = 0;
  double tolerance = 1e-9;  // relative, for "equivalent"
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* interrupted = nullptr;
};

struct Reproduction {
  std::string verdict;  // identical · equivalent · different · interrupted
  int exit = 0;         // 0 · 0 · 1 · 4
  double largest_relative_difference = 0;
  std::string first_divergent;    // path of the first node in plan order whose output differs though its inputs do not
  std::string divergent_because;  // what of it
  std::vector<TableVerdict> tables;
  std::vector<std::string> differences;  // inputs, versions, parameters against the lock
  std::vector<LocatedFailure> failures;  // of the new run
};

// Inputs are compared with the lock first: where one has another content nothing runs, and the verdict is "different".
Reproduction reproduce(const Registry& registry, Files& files, const Clock& clock, const ReproduceOptions& options);

std::string to_text(const Reproduction& reproduction);
// {verdict, largest_relative_difference, first_divergent, tables: […]} and what led to it.
Json to_json(const Reproduction& reproduction);

}  // namespace rgx::engine
