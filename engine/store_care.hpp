#pragma once
// Looking after a store: what it holds and since when, which runs its entries belong to, what is damaged in it, and
// what nobody needs any more (`rgx store`).
#include <cstdint>
#include <string>
#include <vector>

#include "engine/store.hpp"

namespace rgx::engine {

struct KnownRun {
  std::string path;   // as it lay when it was written
  bool here = false;  // its study.lock is still there; else it was moved or deleted
};

struct StoreCensus {
  StoreSize size;
  std::int64_t last_used = 0;  // when a run last ended with this store, seconds since 1970; 0: none did
  std::vector<KnownRun> runs;  // sorted by path
};
StoreCensus census(Store& store);

struct DamagedEntry {
  std::string path, why;
  std::string made_by;  // steps whose result it was, as locks of known runs tell; empty: none does
};
struct StoreVerdict {
  std::size_t checked = 0;
  std::vector<DamagedEntry> damaged;  // removed: the next run that needs them makes them again
};
// Reads and verifies every entry.
StoreVerdict verify_all(Store& store);

struct PruneReport {
  StorePruned removed;
  std::vector<std::string> forgotten;  // runs that are not there any more: what only they refer to went
};
// Keeps what the locks of known runs refer to. Throws "bad-lock" with the path of a lock that cannot be read: nothing
// is removed then. The caller holds the store alone (StoreLease).
PruneReport prune_unused(Store& store);

std::string to_text(const StoreCensus& census, const std::string& place);
Json to_json(const StoreCensus& census, const std::string& place);
Json to_json(const StoreVerdict& verdict);
Json to_json(const PruneReport& report);

}  // namespace rgx::engine
