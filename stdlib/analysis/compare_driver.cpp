#include "stdlib/analysis/compare_driver.hpp"

#include <cmath>

#include "engine/second_stage.hpp"
#include "stdlib/analysis/audit.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/second_stage.hpp"
#include "stdlib/analysis/step_down.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Failure;

std::vector<double> Grouped::of_group(int wanted) const {
  std::vector<double> out;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (group[i] == wanted) out.push_back(value[i]);
  return out;
}

namespace {

using Columns = std::vector<FrameColumn>;

// What every feature is compared by.
struct Against {
  FrameOutcome outcome;
  Columns strata, audit;
  bool clustered = false;
};

Grouped complete(const Frame& frame, const FrameColumn& feature, const Against& against, Takes takes,
                 const std::vector<std::size_t>& rows) {
  Grouped out{
      feature, {}, {}, {}, static_cast<int>(against.outcome.levels.size()), static_cast<int>(feature.levels.size()),
      {},      {}, {}};
  out.clustered = against.clustered;
  const bool nominal = feature.kind == FrameColumn::Kind::nominal;
  for (const std::size_t i : rows) {
    if (against.outcome.codes[i] < 0 || !has_value(feature, i) || !has_values(against.strata, i)) continue;
    out.rows.push_back(i);
    out.group.push_back(against.outcome.codes[i]);
    out.subject.push_back(frame.subject_code()[i]);
    if (takes != Takes::categories)
      out.value.push_back(feature.numbers[i]);
    else
      out.category.push_back(nominal ? feature.codes[i] : static_cast<int>(feature.numbers[i]) - 1);
  }
  if (!against.strata.empty()) out.stratum = strata_of(against.strata, out.rows);
  return out;
}

// The same test on what the audited columns leave of the feature.
void audit(ResultRow& row, const Frame& frame, const Grouped& cases, const Against& against, Takes takes,
           const OneFeature& test, std::size_t index) {
  std::vector<std::size_t> known;
  for (const std::size_t r : cases.rows)
    if (has_values(against.audit, r)) known.push_back(r);
  Grouped left = complete(frame, cases.feature, against, takes, known);
  left.estimate_only = true;
  const auto kind = takes == Takes::ranks ? stats::Correlation::spearman : stats::Correlation::pearson;
  const auto reason = leave_residual(left.value, covariates_of(against.audit, left.rows), kind);
  stats::TestResult adjusted;
  adjusted.n = left.rows.size();
  adjusted.reason = reason;
  if (reason == stats::Reason::none) adjusted = test(left, index).result;
  take_audit(row, adjusted);
}

std::vector<int> in_groups(const Grouped& cases, const stats::PairResult& pair, std::vector<std::size_t>& rows) {
  std::vector<int> out;
  for (std::size_t i = 0; i < cases.group.size(); ++i)
    if (cases.group[i] == pair.lower || cases.group[i] == pair.upper) {
      out.push_back(cases.group[i]);
      rows.push_back(cases.rows[i]);
    }
  return out;
}

std::vector<ResultRow> second_stage(const ResultRow& parent, const Frame& frame, const Grouped& cases,
                                    const Against& against, const std::vector<stats::PairResult>& pairs) {
  std::vector<ResultRow> out;
  const auto& levels = against.outcome.levels;
  for (const auto& pair : pairs) {
    ResultRow row;
    row.first = parent.first;
    row.second = parent.second;
    row.cohort = parent.cohort;
    row.group = parent.group;
    row.family = parent.family;
    row.term = levels[static_cast<std::size_t>(pair.upper)] + " vs " + levels[static_cast<std::size_t>(pair.lower)];
    row.note = engine::second_stage_note;
    row.take(pair.result);
    std::vector<std::size_t> rows;
    const auto codes = in_groups(cases, pair, rows);
    row.groups = group_counts(codes, levels, true);
    row.n = rows.size();
    row.subjects = frame.subjects_of(rows);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

std::string group_counts(const std::vector<int>& codes, const std::vector<std::string>& levels, bool present_only) {
  std::vector<std::size_t> counts(levels.size(), 0);
  for (const int g : codes) ++counts[static_cast<std::size_t>(g)];
  std::string out;
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (counts[i] > 0 || !present_only) out += (out.empty() ? "" : "; ") + levels[i] + "=" + std::to_string(counts[i]);
  return out;
}

void require_fit(const FrameColumn& feature, Takes takes) {
  if (takes != Takes::categories && feature.kind == FrameColumn::Kind::nominal)
    throw Failure("wrong-test", "`" + feature.name + "` has categories without order; this test needs numbers",
                  "use `fisher` or `chi_square` for it");
  if (takes == Takes::categories && feature.kind == FrameColumn::Kind::numeric)
    throw Failure("wrong-test", "`" + feature.name + "` is numeric; this test needs categories",
                  "use `wilcoxon` or `kruskal_wallis` for it, or declare it `nominal` or `ordinal`");
}

namespace {

// Zeros and ones (a mutation's row) are two classes to a test of categories.
void as_two_classes(FrameColumn& column) {
  if (column.kind != FrameColumn::Kind::numeric) return;
  for (const double v : column.numbers)
    if (!std::isnan(v) && v != 0 && v != 1) return;
  column.kind = FrameColumn::Kind::ordinal;
  column.levels = {"0", "1"};
  for (double& v : column.numbers) v += 1;
}

}  // namespace

engine::Output compare_features(const engine::Context& context, Takes takes, const OneFeature& test,
                                std::optional<stats::PermutedStatistic> permuted) {
  const Frame frame(context);
  auto features = frame.columns(context.params.at("features"));
  Against against{frame.outcome(context.params.at("outcome")), frame.columns(selections(context, "strata")),
                  frame.columns(selections(context, "audit")), context.params.contains("level")};
  const FrameOutcome& outcome = against.outcome;
  if (outcome.codes.empty())
    throw Failure("wrong-type", "`" + outcome.name + "` is " + outcome.type + "; groups are needed");
  if (takes == Takes::categories)
    for (auto& feature : features) as_two_classes(feature);
  for (const auto& feature : features) require_fit(feature, takes);

  const Groups groups = groups_of(context, frame);
  const std::size_t each = groups.rows.size();
  std::vector<ResultRow> rows(features.size() * each);
  std::vector<std::vector<ResultRow>> pairs(rows.size());
  context.parallel(rows.size(), [&](std::size_t i) {
    const Grouped cases = complete(frame, features[i / each], against, takes, groups.rows[i % each]);
    ResultRow& row = rows[i];
    row.first = features[i / each].name;
    row.second = outcome.name;
    row.cohort = frame.cohort_label();
    row.group = groups.names[i % each];
    row.family = context.params.value("family", "");
    row.groups = group_counts(cases.group, outcome.levels);
    const Compared made = test(cases, i);
    row.take(made.result);
    row.term = made.term;
    row.add_note(made.note);
    row.n = cases.group.size();
    row.subjects = frame.subjects_of(cases.rows);
    if (!against.audit.empty()) audit(row, frame, cases, against, takes, test, i);
    pairs[i] = second_stage(row, frame, cases, against, made.pairs);
  });
  const engine::Json top = top_cases(rows, frame, [&](std::size_t i) {
    const FrameColumn& feature = features[i / each];
    if (takes == Takes::categories) return CaseSides{};
    return CaseSides{complete(frame, feature, against, takes, groups.rows[i % each]).rows,
                     feature.numbers,
                     outcome.codes,
                     outcome.levels,
                     {}};
  });
  SecondStage stage;
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  rows = with_second_stage(std::move(rows), pairs, each, stage);
  engine::Table table = result_table(rows, {"feature", "outcome"});
  if (!stage.empty()) table.meta["second_stage"] = stage;
  if (!top.empty()) table.meta["top_cases"] = top;
  if (steps_down(context)) {
    if (!permuted) throw Failure("wrong-test", "this form of the test is not one that `maxT` could permute");
    stats::PermutationDesign design;
    design.statistic = permuted.value();
    design.group = outcome.codes;
    keep_step_down(table, step_down(context, frame, features, design, frame.all_rows()));
  }
  if (takes != Takes::categories) keep_effective_tests(table, context, features, frame, 1);
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
