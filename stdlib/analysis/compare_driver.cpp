#include "stdlib/analysis/compare_driver.hpp"

#include <cmath>

#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

using engine::Failure;

std::vector<double> Grouped::of_group(int wanted) const {
  std::vector<double> out;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (group[i] == wanted) out.push_back(value[i]);
  return out;
}

namespace {

Grouped complete(const FrameColumn& feature, const FrameOutcome& outcome, Takes takes) {
  Grouped out{feature, {}, {}, {}, static_cast<int>(outcome.levels.size()), static_cast<int>(feature.levels.size())};
  const bool nominal = feature.kind == FrameColumn::Kind::nominal;
  for (std::size_t i = 0; i < outcome.codes.size(); ++i) {
    if (outcome.codes[i] < 0) continue;
    if (nominal ? feature.codes[i] < 0 : std::isnan(feature.numbers[i])) continue;
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

std::string group_counts(const Grouped& cases, const std::vector<std::string>& levels) {
  std::vector<std::size_t> counts(levels.size(), 0);
  for (const int g : cases.group) ++counts[static_cast<std::size_t>(g)];
  std::string out;
  for (std::size_t i = 0; i < levels.size(); ++i) out += (i ? "; " : "") + levels[i] + "=" + std::to_string(counts[i]);
  return out;
}

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

  std::vector<ResultRow> rows(features.size());
  context.parallel(features.size(), [&](std::size_t i) {
    const Grouped cases = complete(features[i], outcome, takes);
    ResultRow& row = rows[i];
    row.first = features[i].name;
    row.second = outcome.name;
    row.cohort = frame.cohort_label();
    row.family = context.params.value("family", "");
    row.groups = group_counts(cases, outcome.levels);
    row.take(test(cases, i));
    row.n = row.subjects = cases.group.size();
  });
  return {result_table(rows, {"feature", "outcome"}), {}};
}

}  // namespace rgx::stdlib
