#pragma once
// Parity of this build with R: the statistics of every routine against numbers that R gave, with no R at hand.
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

struct StatsRow {
  std::string routine;
  std::string reference;  // "energy 1.7.11: dcor(x, y)"
  std::string covers;     // what the cases are about, by their names
  std::size_t cases = 0, numbers = 0;
  std::size_t beside = 0;  // of the numbers, those compared beside 1 or a scale of their own
  double largest = 0;      // relative error
  std::string worst;       // the case it is of
  double tolerance = 0;
  [[nodiscard]] bool within() const { return numbers > 0 && largest <= tolerance; }
  [[nodiscard]] std::string verdict() const { return within() ? "within" : numbers > 0 ? "outside" : "missing"; }
};

struct StatsConformance {
  std::vector<StatsRow> rows;  // in the order of the checks
  [[nodiscard]] std::size_t within() const;
};

// Every check, family by family.
std::vector<StatsCheck> stats_checks();

// Checks against the tables in `folder` (`compare.csv`, …). Throws std::runtime_error when a table is missing, is no
// table or lacks a field.
StatsConformance conform_stats(const std::filesystem::path& folder, const std::vector<StatsCheck>& checks,
                               const engine::ParallelFor& parallel);

// Where the tables are: `reference/stats` below `data`, or of the installation where `data` is empty.
std::optional<std::filesystem::path> stats_reference_folder(const std::filesystem::path& data);

// The table as lines of text or as a page in Markdown, with what its columns mean below.
std::string stats_table_text(const StatsConformance& table);
std::string stats_table_markdown(const StatsConformance& table);

}  // namespace rgx::conformance
