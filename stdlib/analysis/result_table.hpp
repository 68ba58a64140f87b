#pragma once
// The rows of compare and associate as interface.md lays them out; q and rejected are filled by `correct`.
#include <string>
#include <vector>

#include "engine/table.hpp"
#include "stats/base/result.hpp"

namespace rgx::stdlib {

struct ResultRow {
  std::string first, second;  // feature and outcome, or left and right
  std::string cohort, group, term;
  std::string test;  // what was done, e.g. "wilcoxon exact"
  std::size_t n = 0;
  std::size_t subjects = 0;
  std::string groups;  // "wildtype=50; mutant=137"
  double statistic = stats::missing, df = stats::missing;
  double estimate = stats::missing;
  std::string estimate_kind;
  double ci_low = stats::missing, ci_high = stats::missing;
  double p = stats::missing, log10_p = stats::missing;
  double adjusted_estimate = stats::missing;  // the estimate with the columns of `audit` held fixed
  double icc = stats::missing;                // share of the variance that lies between subjects
  std::string family;
  std::string note;  // the reason of an empty p or interval

  // Takes numbers, kind and reasons of a result.
  void take(const stats::TestResult& result);
  // Behind what `note` says already; nothing where `text` is empty.
  void add_note(const std::string& text);
};

// `names`: {"feature", "outcome"} or {"left", "right"}.
engine::Table result_table(const std::vector<ResultRow>& rows, const std::pair<std::string, std::string>& names);

}  // namespace rgx::stdlib
