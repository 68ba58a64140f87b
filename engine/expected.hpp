#pragma once
// expected.json of a pack: every table of the run with its digest, so that a rerun is checked against all of them, also
// against those that are left out because they have a row a subject. For the numbers of those, sums over ten or more
// cases stand in: enough to tell last bits from another result, too little to tell a person.
#include <string>
#include <vector>

#include "engine/csv.hpp"
#include "engine/table.hpp"

namespace rgx::engine {

struct ExpectedColumn {
  std::string name;
  std::size_t n = 0;                     // cells with a number
  double mean = 0, mean_of_squares = 0;  // over them; only where n is at least ten
};

struct ExpectedTable {
  std::string file, sha256;  // of the table as the run wrote it
  std::size_t rows = 0, columns = 0;
  bool subject_level = false;
  bool packed = true;                   // as the run wrote it
  std::vector<ExpectedColumn> numbers;  // of those that are not packed
  std::string rest_sha256;              // likewise: of the cells of all other columns, row by row
};

struct UsedDefinition {
  std::string used;  // as `use` finds it: relative to the study's folder, or rgx://definitions/NAME.rgx
  std::string file;  // in the pack
  std::string text;  // not in expected.json
};

struct Expected {
  std::string subject_data;  // "left out", "pseudonymised", "included"
  std::string scheme;        // of the identifiers: "HMAC-SHA-256" or empty
  std::vector<ExpectedTable> tables;
  std::vector<UsedDefinition> definitions;

  std::string text() const;
  static Expected parse(const std::string& text);  // throws Failure "no-pack"
};

inline constexpr std::size_t fewest_cases = 10;

// Digest of the cells of all columns that `numbers` does not name, row by row.
std::string rest_of(const Csv& csv, const std::vector<ExpectedColumn>& numbers);

ExpectedTable expect(const std::string& file, const std::string& csv, const Table& table, bool subject_level,
                     bool packed);

}  // namespace rgx::engine
