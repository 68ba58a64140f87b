#pragma once
// Reading a pack back: nothing of it is believed before sizes, names and digests are what its metadata state.
#include <string>

#include "engine/expected.hpp"
#include "engine/files.hpp"

namespace rgx::engine {

// Unpacks below `folder`, which then is a run directory (study.rgx, study.lock, run.json, tables/) with expected.json
// and what else was packed. Failures: "no-pack" (no archive, or no RO-Crate of `rgx pack`), "unsafe-archive" (names,
// sizes), "damaged-pack" (a digest), each with the file and what to do; of a pack that is refused nothing is left.
Expected open_pack(Files& files, const std::string& pack, const std::string& folder);

}  // namespace rgx::engine
