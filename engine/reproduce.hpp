#pragma once
// `rgx reproduce`: runs a study again from its run directory or its pack, in a fresh store, and gives a verdict, number
// by number.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/divergence.hpp"
#include "engine/find_inputs.hpp"
#include "engine/run.hpp"
#include "engine/verdict.hpp"

namespace rgx::engine {

struct ReproduceOptions {
  std::string run_dir;           // of a run, or an unpacked pack
  std::optional<Expected> pack;  // what the pack says of its tables
  std::string
      work_dir;      // for the new run and its store; made, and removed in the end; empty: below the temporary folder
  std::string base;  // what paths of the study are relative to; empty: where the study lay when it ran (run.json)
  std::string data_dir;  // of `--data`: looked into first, by path, then by content; empty: none
  std::function<std::string(const std::string& written)> dataset;  // where `@name/…` lies; empty: nowhere
  bool without_images = false;  // take the images for absent: the pack's own feature tables stand in
  // Checks and lowers the study at `places.study`. Throws Failure.
  std::function<Plan(const InputPlaces& places)> make_plan;
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
  Divergence divergence;  // the first node in plan order whose output differs though its inputs do not
  std::vector<NumbersVerdict> tables;
  std::vector<std::string> differences;  // inputs, versions, parameters against the lock
  std::vector<std::string> not_rerun;    // steps on images that are not there; their results are the run's own
  std::vector<std::string> remarks;
  std::vector<LocatedFailure> failures;  // of the new run
};

// Inputs are compared with the lock first: where one has another content nothing runs, and the verdict is "different".
// Where images are not there, feature tables of the run stand in for the steps on them, and `not_rerun` names those.
Reproduction reproduce(const Registry& registry, Files& files, const Clock& clock, const ReproduceOptions& options);

std::string to_text(const Reproduction& reproduction);
// {verdict, largest_relative_difference, first_divergent, tables: […]} and what led to it.
Json to_json(const Reproduction& reproduction);

}  // namespace rgx::engine
