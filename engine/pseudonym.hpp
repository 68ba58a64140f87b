#pragma once
// Subject-level tables under pseudonyms, and the way back for who has the key: HMAC-SHA-256 of the identifier. The key
// lies in a file beside the pack, never in it; without it a pseudonym tells nothing, also to who knows all
// identifiers.
#include <optional>
#include <string>
#include <vector>

#include "engine/archive_members.hpp"
#include "engine/expected.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

class PseudonymKey {
 public:
  static PseudonymKey fresh();                         // 256 random bits
  static PseudonymKey parse(const std::string& text);  // of the key file; throws Failure "bad-key"
  std::string text() const;                            // of the key file
  std::string pseudonym(const std::string& id) const;  // `P` and 64 of the 256 bits

 private:
  std::string bytes_;
};

// For a pack: `pseudonymised/tables/NAME.csv` for every table with a `subject` column that names subjects nowhere else,
// rows in order of pseudonyms, and `pseudonymised/study.lock`.
std::vector<ArchiveMember> pseudonymised(const RunDirectory& run, const PseudonymKey& key);

// The way back, in the unpacked pack at `folder`: its lock and tables under the identifiers `ids` (in the order of the
// cohort). Only what then has the digest that `expected` states is taken; what is restored counts as packed. Throws
// Failure "wrong-key" when the lock is not that of the pack.
void restore_identifiers(Files& files, const std::string& folder, const PseudonymKey& key,
                         const std::vector<std::string>& ids, Expected& expected);

}  // namespace rgx::engine
