// Two classes within each subject: paired_t, signed_rank, mcnemar.
#include <map>

#include "stats/groups/mcnemar.hpp"
#include "stats/groups/paired.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Of each subject that has exactly one row of each class: the row of the positive class, that of the other.
struct Pairs {
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  std::size_t left_out = 0;  // subjects with other than one row of each
};

Pairs pairs_of(const Frame& frame, const FrameOutcome& outcome, const std::vector<std::size_t>& rows) {
  struct Subject {
    std::size_t row[2] = {}, count[2] = {};
  };
  std::map<int, Subject> subjects;  // codes rise in the order of the cohort
  for (const std::size_t r : rows) {
    Subject& s = subjects[frame.subject_code()[r]];
    if (outcome.codes[r] < 0) continue;
    const auto of = static_cast<std::size_t>(outcome.codes[r]);
    s.row[of] = r;
    ++s.count[of];
  }
  Pairs out;
  for (const auto& [code, s] : subjects)
    if (s.count[0] == 1 && s.count[1] == 1)
      out.rows.emplace_back(s.row[1], s.row[0]);
    else
      ++out.left_out;
  return out;
}

std::string counted(std::size_t n, const char* one, const char* several) {
  return std::to_string(n) + " " + (n == 1 ? one : several);
}

// The rows of complete pairs: those of the positive class, and beside them those of the other.
using OnePairing = std::function<stats::TestResult(const FrameColumn& feature, const std::vector<std::size_t>& positive,
                                                   const std::vector<std::size_t>& other)>;

engine::Output compare_pairs(const Context& context, Takes takes, const OnePairing& test) {
  const Frame frame(context);
  const auto features = frame.columns(context.params.at("features"));
  const FrameOutcome outcome = frame.outcome(context.params.at("outcome"));
  for (const auto& feature : features) require_fit(feature, takes);
  if (outcome.codes.empty() || outcome.levels.size() != 2)
    throw Failure("wrong-test", "`" + outcome.name + "` has other than two classes; pairs are made of two");
  const Groups groups = groups_of(context, frame);
  std::vector<Pairs> pairs;
  for (const auto& rows : groups.rows) pairs.push_back(pairs_of(frame, outcome, rows));

  const std::size_t each = groups.rows.size();
  std::vector<ResultRow> rows(features.size() * each);
  context.parallel(rows.size(), [&](std::size_t i) {
    const FrameColumn& feature = features[i / each];
    std::vector<std::size_t> positive, other;
    for (const auto& [p, o] : pairs[i % each].rows) {
      if (!has_value(feature, p) || !has_value(feature, o)) continue;
      positive.push_back(p);
      other.push_back(o);
    }
    ResultRow& row = rows[i];
    row.first = feature.name;
    row.second = outcome.name;
    row.cohort = frame.cohort_label();
    row.group = groups.names[i % each];
    row.family = context.params.value("family", "");
    for (std::size_t level = 0; level < 2; ++level)
      row.groups += (level ? "; " : "") + outcome.levels[level] + "=" + std::to_string(positive.size());
    row.take(test(feature, positive, other));
    row.n = 2 * positive.size();
    row.subjects = positive.size();
    if (const std::size_t n = pairs[i % each].left_out; n > 0)
      row.add_note(counted(n, "subject", "subjects") + " without one row of each class left out");
    if (const std::size_t n = pairs[i % each].rows.size() - positive.size(); n > 0)
      row.add_note(counted(n, "pair", "pairs") + " incomplete");
  });
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  return {result_table(rows, {"feature", "outcome"}), {}};
}

std::vector<double> numbers_at(const FrameColumn& feature, const std::vector<std::size_t>& rows) {
  std::vector<double> out;
  for (const std::size_t r : rows) out.push_back(feature.numbers[r]);
  return out;
}

// Rows: the category in the other class; columns: that in the positive class.
stats::Counts changes(const FrameColumn& feature, const std::vector<std::size_t>& positive,
                      const std::vector<std::size_t>& other) {
  const auto codes = [&](const std::vector<std::size_t>& rows) {
    std::vector<int> out;
    for (const std::size_t r : rows)
      out.push_back(feature.codes.empty() ? static_cast<int>(feature.numbers[r]) - 1 : feature.codes[r]);
    return out;
  };
  const int levels = std::max(2, static_cast<int>(feature.levels.size()));
  return stats::cross_tabulate(codes(other), codes(positive), levels, levels);
}

lang::TestRule pairs_rule(std::vector<std::string> features, std::string otherwise) {
  lang::TestRule rule{{"binary", "nominal", "ordinal"}, 2, 2, std::move(features), std::move(otherwise)};
  rule.rows_may_cluster = rule.within_subjects = rule.below_subjects = true;
  return rule;
}

constexpr const char* kPairs =
    "For rows below the subject, with an outcome of two classes at that level, such as two visits or two regions. A "
    "subject with exactly one row of each class is a pair; subjects with other than one row each are left out, and "
    "counted in `note`, as are pairs of which a value is missing. `n` counts rows, `subjects` the pairs.";

}  // namespace

std::vector<Operation> paired_operations() {
  std::vector<Operation> out;
  out.push_back(Declare<Json>("paired_t", 1)
                    .role(lang::Role::test)
                    .in("compare")
                    .test(pairs_rule({"numeric", "ordinal"}, "welch"))
                    .summary("t test of the differences within subjects; effect Hedges g of the differences")
                    .details(std::string(kPairs) +
                             " The difference is that of the positive (or second declared) class less the other. The "
                             "effect is in standard deviations *of the differences*, and not to be compared with the g "
                             "of two groups.")
                    .methods("Two values of each subject were compared with the paired t test; the effect size is "
                             "Hedges g of the differences.")
                    .cites({"student1908", "hedges1981"})
                    .run([](const Json&, const Context& c) {
                      return compare_pairs(
                          c, Takes::numbers, [](const auto& feature, const auto& positive, const auto& other) {
                            return stats::paired_t(numbers_at(feature, positive), numbers_at(feature, other));
                          });
                    }));
  out.push_back(Declare<Json>("signed_rank", 1)
                    .role(lang::Role::test)
                    .in("compare")
                    .test(pairs_rule({"numeric", "ordinal"}, "wilcoxon"))
                    .summary("Wilcoxon's signed rank test of the differences within subjects; effect matched-pairs "
                             "rank-biserial correlation")
                    .details(std::string(kPairs) +
                             " Differences of 0 are dropped. Exact with fewer than 50 differences, none tied in size "
                             "or 0, else normal with tie and continuity correction, as `wilcox.test(paired = TRUE)`.")
                    .methods("Two values of each subject were compared with Wilcoxon's signed rank test; the effect "
                             "size is the matched-pairs rank-biserial correlation.")
                    .cites({"wilcoxon1945", "kerby2014"})
                    .run([](const Json&, const Context& c) {
                      return compare_pairs(
                          c, Takes::ranks, [](const auto& feature, const auto& positive, const auto& other) {
                            return stats::signed_rank(numbers_at(feature, positive), numbers_at(feature, other));
                          });
                    }));
  out.push_back(
      Declare<Json>("mcnemar", 1)
          .role(lang::Role::test)
          .in("compare")
          .param(yes_or_no("exact", false, "p by the binomial distribution, for two categories"))
          .param(yes_or_no("continuity", true, "Edwards's correction, for two categories"))
          .test(pairs_rule({"nominal", "ordinal"}, "fisher"))
          .summary("McNemar's test of categories within subjects; effect: odds of a change to the second category "
                   "against one back, with its exact interval")
          .details(std::string(kPairs) +
                   " A change is from the other class to the positive (or second declared) one; an odds ratio above 1 "
                   "means that the second category is the more frequent there. With more than two categories it is "
                   "Bowker's test of symmetry, and `test` says so; it has no odds ratio.")
          .methods("Two classifications of each subject were compared with McNemar's test (exact: {exact}).")
          .cites({"mcnemar1947", "bowker1948"})
          .run([](const Json&, const Context& c) {
            const bool exact = c.params.at("args").value("exact", false);
            const bool continuity = c.params.at("args").value("continuity", true);
            return compare_pairs(c, Takes::categories,
                                 [=](const auto& feature, const auto& positive, const auto& other) {
                                   const auto table = changes(feature, positive, other);
                                   if (exact && table.rows > 2)
                                     throw Failure("wrong-test",
                                                   "`" + feature.name + "` has " + std::to_string(table.rows) +
                                                       " categories; the exact test takes two",
                                                   "write `mcnemar()`");
                                   return exact ? stats::mcnemar_exact(table) : stats::mcnemar(table, continuity);
                                 });
          }));
  return out;
}

}  // namespace rgx::stdlib
