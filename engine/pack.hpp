#pragma once
// `rgx pack`: a run directory as one RO-Crate archive that `rgx reproduce` reads back (docs/reproducibility.md says
// what is in it). Nothing in it depends on when, where or by whom it was packed.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/expected.hpp"
#include "engine/pseudonym.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

struct PackOptions {
  std::string run_dir;
  std::string out;         // FILE.zip or FILE.tar.zst
  bool with_data = false;  // every input file, and tables, report and lock as the run wrote them
  // Beside what is packed without data: subject-level tables under the pseudonyms of this key, so that who has it can
  // rerun from the feature tables on.
  std::optional<PseudonymKey> pseudonyms;
  std::vector<UsedDefinition> definitions;
  // Where an input of the lock lies now; empty: not found. Asked with `with_data` only.
  std::function<std::string(const Lock::Input&)> locate;
};

struct PackResult {
  std::size_t files = 0;
  std::uint64_t bytes = 0;  // of the archive
  std::string sha256;       // of the archive
  std::string subject_data;
  std::vector<std::string> left_out;  // tables with a row a subject
  std::vector<std::string> remarks;
};

// Throws as open_run and write_archive; "no-run-directory" also for a run that did not finish, "changed-input" when an
// input is gone or has another content than the lock says, "names-subjects" when lock or metadata would still name
// somebody. Nothing half-written is left.
PackResult pack(Files& files, const PackOptions& options);

// Name of an input in a pack: `data/` and its path, without the `@` of a dataset; one that lies outside the study's
// folder goes by its digest.
std::string packed_name(const Lock::Input& input);

}  // namespace rgx::engine
