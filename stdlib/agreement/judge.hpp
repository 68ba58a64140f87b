#pragma once
// What agrees over repeats: the measures of a `robust` block on tables that have a row a repeat. The block's node and
// the step `keep_stable` of models both judge by this.
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stats/agreement/repeats.hpp"
#include "stats/base/result.hpp"

namespace rgx::stdlib {

// One statistic of one feature.
struct AgreementRow {
  std::string feature, statistic;
  double estimate = stats::missing, low = stats::missing, high = stats::missing;
  std::size_t n = 0;         // subjects complete in all repeats
  std::size_t repeats = 0;   // how many
  std::optional<bool> kept;  // by the measure's own limit, where it has one
  double limit = stats::missing;
  double p = stats::missing;
  std::string reason;  // why a number is missing
};

// Repeats of some features, as measures see them: places of `layout` are rows of the columns.
struct Repeated {
  struct Feature {
    std::string name;
    Eigen::VectorXd values;        // of categories: codes, NaN missing
    std::string type = "numeric";  // numeric, ordinal, nominal
    int categories = 0;
  };
  stats::RepeatLayout layout;
  std::vector<std::string> subject, cohort;  // a row of the layout each
  std::vector<std::string> keys;             // a column of the layout each
  std::vector<Feature> features;
};

// An agreement operation's `part`: rows of the features whose types it takes.
struct Measure {
  std::vector<std::string> types;  // numeric, ordinal, nominal
  bool two_repeats = false;        // and no more
  // `column`: one value a row of the tables.
  std::function<std::vector<AgreementRow>(const Repeated&, const Repeated::Feature&, const engine::Json& params)> of;
};

struct JudgeInput {
  std::vector<const engine::Table*> tables;  // columns `subject`, one a level, features; one a cohort
  std::vector<std::string> cohorts;          // names, or empty
  // {"block", "over": level, "keys": [of it] or none, "measures": [{"op", "version", "params"}], "picks"}
  const engine::Json& params;
  const std::set<std::string>* without = nullptr;  // subjects left out
};

// Rows of the tables at the keys of `over`; other repeat levels stand at their first key. Throws Failure "no-repeats"
// where fewer than two keys are found, or where a measure compares two and there are more.
Repeated repeated_features(const JudgeInput& input);

// Feature by feature in the order of the table, then measure by measure. What a measure does not take is passed by and
// said in `notes`.
std::vector<AgreementRow> judge(const Repeated& repeated, const engine::Json& params, const engine::Registry& parts,
                                const engine::ParallelFor& parallel, std::vector<engine::Note>& notes);

// Features that meet every limit that was set; none without a limit.
std::set<std::string> stable_features(const std::vector<AgreementRow>& rows);
std::set<std::string> judged_features(const std::vector<AgreementRow>& rows);

}  // namespace rgx::stdlib
