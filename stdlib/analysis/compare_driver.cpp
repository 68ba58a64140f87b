#include "stdlib/analysis/compare_driver.hpp"

#include <cmath>

#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/result_table.hpp"
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

Grouped complete(const FrameColumn& feature, const FrameOutcome& outcome, Takes takes,
                 const std::vector<std::size_t>& rows) {
  Grouped out{feature, {}, {}, {}, static_cast<int>(outcome.levels.size()), static_cast<int>(feature.levels.size()),
              {}};
  const bool nominal = feature.kind == FrameColumn::Kind::nominal;
  for (const std::size_t i : rows) {
    if (outcome.codes[i] < 0) continue;
    if (nominal ? feature.codes[i] < 0 : std::isnan(feature.numbers[i])) continue;
    out.rows.push_back(i);
    out.group.push_back(outcome.codes[i]);
    if (nominal)
      out.category.push_back(feature.codes[i]);
    else if (takes == Takes::categories)
      out.category.push_back(static_cast<int>(feature.numbers[i]) - 1);
    else
      out.value.push_back(feature.numbers[i]);
  }
  return out;
}

}  // namespace

std::string group_counts(const std::vector<int>& codes, const std::vector<std::string>& levels) {
  std::vector<std::size_t> counts(levels.size(), 0);
  for (const int g : codes) ++counts[static_cast<std::size_t>(g)];
  std::string out;
  for (std::size_t i = 0; i < levels.size(); ++i) out += (i ? "; " : "") + levels[i] + "=" + std::to_string(counts[i]);
  return out;
}

namespace {

void require_fit(const FrameColumn& feature, Takes takes) {
  if (takes == Takes::numbers && feature.kind == FrameColumn::Kind::nominal)
    throw Failure("wrong-test", "`" + feature.name + "` has categories without order; this test needs numbers",
                  "use `fisher` or `chi_square` for it");
  if (takes == Takes::categories && feature.kind == FrameColumn::Kind::numeric)
    throw Failure("wrong-test", "`" + feature.name + "` is numeric; this test needs categories",
                  "use `wilcoxon` or `kruskal_wallis` for it, or declare it `nominal` or `ordinal`");
}

}  // namespace

engine::Output compare_features(const engine::Context& context, Takes takes, const OneFeature& test) {
  const Frame frame(context);
  const auto features = frame.columns(context.params.at("features"));
  const FrameOutcome outcome = frame.outcome(context.params.at("outcome"));
  if (outcome.codes.empty())
    throw Failure("wrong-type", "`" + outcome.name + "` is " + outcome.type + "; groups are needed");
  for (const auto& feature : features) require_fit(feature, takes);

  const Groups groups = groups_of(context, frame);
  const std::size_t each = groups.rows.size();
  std::vector<ResultRow> rows(features.size() * each);
  context.parallel(rows.size(), [&](std::size_t i) {
    const Grouped cases = complete(features[i / each], outcome, takes, groups.rows[i % each]);
    ResultRow& row = rows[i];
    row.first = features[i / each].name;
    row.second = outcome.name;
    row.cohort = frame.cohort_label();
    row.group = groups.names[i % each];
    row.family = context.params.value("family", "");
    row.groups = group_counts(cases.group, outcome.levels);
    row.take(test(cases, i));
    row.n = cases.group.size();
    row.subjects = frame.subjects_of(cases.rows);
  });
  const engine::Json top = top_cases(rows, frame, [&](std::size_t i) {
    const FrameColumn& feature = features[i / each];
    if (takes == Takes::categories) return CaseSides{};
    return CaseSides{complete(feature, outcome, takes, groups.rows[i % each]).rows,
                     feature.numbers,
                     outcome.codes,
                     outcome.levels,
                     {}};
  });
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  engine::Table table = result_table(rows, {"feature", "outcome"});
  if (!top.empty()) table.meta["top_cases"] = top;
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
