#pragma once
// A table of a study as kernels read it: file, delimiter by format, declared missing codes, ids as declared.
#include <map>
#include <optional>
#include <regex>
#include <string>

#include "engine/csv.hpp"
#include "engine/operation.hpp"

namespace rgx::stdlib {

// The node's first file by its `format` (csv, tsv, cbioportal) and `missing`. Throws Failure with the path and the
// line.
engine::Csv read_table(const engine::Context& context);

// Column by name; Failure "unknown-column" names the file.
std::size_t column_of(const engine::Csv& csv, const std::string& name, const std::string& path);

// How ids of a table become ids of the cohort: `trim` removes what the expression matches, case folded where declared.
class IdRule {
 public:
  explicit IdRule(const engine::Json& params);
  std::string operator()(std::string id) const;  // as compared; apply to both sides

 private:
  std::optional<std::regex> trim_;
  bool fold_ = false;
};

// Row of each id; Failure "duplicate-key" with both lines.
std::map<std::string, std::size_t> rows_by_id(const engine::Csv& csv, std::size_t column, const IdRule& rule,
                                              const std::string& path);

}  // namespace rgx::stdlib
