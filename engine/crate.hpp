#pragma once
// ro-crate-metadata.json: a run described after RO-Crate 1.1 with the Workflow Run Crate profile 0.5 (the study is the
// workflow, the run a CreateAction). Sources: w3id.org/ro/crate/1.1, w3id.org/ro/wfrun/workflow/0.5.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/lock.hpp"

namespace rgx::engine {

struct CrateFile {
  std::string name;  // in the archive
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string about;  // a sentence; empty: none
};

struct Crate {
  std::vector<CrateFile> files;  // all but ro-crate-metadata.json
  Lock lock;                     // as it stands in the crate
  Json run;                      // run.json likewise
  std::string subject_data;      // a sentence: what of the subjects is in it
};

// Sorted, readable, the same bytes for the same crate. Times are those of the run.
std::string crate_metadata(const Crate& crate);

// What the metadata say of each file: bytes and SHA-256 by name. Throws Failure "no-pack" with what is missing when the
// text is no RO-Crate that `rgx pack` wrote.
std::map<std::string, CrateFile> crate_files(const std::string& metadata, const std::string& place);

}  // namespace rgx::engine
