// Numbers against numbers: pearson, spearman, with covariates held fixed.
#include <algorithm>

#include "stats/correlate.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// A table of results holds this many pairs; maps beyond it need the tiled form, which is not built yet.
constexpr std::size_t kMostPairs = 1'000'000;

Eigen::MatrixXd values(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].kind == FrameColumn::Kind::nominal)
      throw Failure("wrong-test",
                    "`" + columns[c].name + "` has categories without order; a correlation needs numbers");
    for (std::size_t r = 0; r < rows.size(); ++r)
      out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) = columns[c].numbers[rows[r]];
  }
  return out;
}

stats::Covariates covariates(const std::vector<FrameColumn>& adjust, const std::vector<std::size_t>& rows) {
  stats::Covariates out;
  std::vector<FrameColumn> numbers;
  for (const auto& column : adjust) {
    if (column.kind != FrameColumn::Kind::nominal) {
      numbers.push_back(column);
      continue;
    }
    out.categories.emplace_back();
    for (const std::size_t r : rows) out.categories.back().push_back(column.codes[r]);
  }
  out.continuous = values(numbers, numbers.empty() ? std::vector<std::size_t>{} : rows);
  return out;
}

// Every pair on these rows of the frame.
std::vector<stats::TestResult> all_pairs(const Context& context, const std::vector<FrameColumn>& left,
                                         const std::vector<FrameColumn>& right, const std::vector<FrameColumn>& adjust,
                                         const std::vector<std::size_t>& rows, stats::Correlation kind, bool exact) {
  const Eigen::MatrixXd x = values(left, rows), y = values(right, rows);
  stats::CorrelationBlock block;
  if (!exact) block = stats::correlate_block(x, y, kind, covariates(adjust, rows), context.parallel);
  std::vector<stats::TestResult> out(left.size() * right.size());
  context.parallel(out.size(), [&](std::size_t i) {
    const auto l = static_cast<Eigen::Index>(i / right.size()), r = static_cast<Eigen::Index>(i % right.size());
    out[i] = exact ? stats::spearman_exact({x.col(l).data(), rows.size()}, {y.col(r).data(), rows.size()})
                   : block.result(l, r);
  });
  return out;
}

engine::Output correlate(const Context& context, stats::Correlation kind, bool exact) {
  const Frame frame(context);
  const auto left = frame.columns(context.params.at("left"));
  const auto right = frame.columns(context.params.at("right"));
  const auto adjust = frame.columns(context.params.at("adjust"));
  const Groups groups = groups_of(context, frame);
  const std::size_t pairs = left.size() * right.size(), each = groups.rows.size();
  if (pairs * each > kMostPairs)
    throw Failure("not-built", "a map of " + std::to_string(left.size()) + " x " + std::to_string(right.size()) +
                                   " pairs is larger than the " + std::to_string(kMostPairs) + " that run today");
  std::vector<ResultRow> rows(pairs * each);
  for (std::size_t g = 0; g < each; ++g) {
    const auto found = all_pairs(context, left, right, adjust, groups.rows[g], kind, exact);
    for (std::size_t i = 0; i < pairs; ++i) {
      ResultRow& row = rows[i * each + g];
      row.first = left[i / right.size()].name;
      row.second = right[i % right.size()].name;
      row.cohort = frame.cohort_label();
      row.group = groups.names[g];
      row.family = context.params.value("family", "");
      row.take(found[i]);
      // Rows that were accepted as cases of their own belong to fewer subjects; where values are missing, at most.
      row.subjects = std::min(row.subjects, frame.subjects_of(groups.rows[g]));
    }
  }
  const Json top = top_cases(rows, frame, [&](std::size_t i) {
    const FrameColumn &l = left[i / each / right.size()], &r = right[i / each % right.size()];
    return CaseSides{rows_with_values(groups.rows[i % each], {&adjust}), l.numbers, {}, {}, r.numbers};
  });
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  engine::Table table = result_table(rows, {"left", "right"});
  if (!top.empty()) table.meta["top_cases"] = top;
  return {std::move(table), {}};
}

lang::TestRule rule() {
  return {{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "compare", false, true};
}

}  // namespace

Operation pearson_operation() {
  return Declare<Json>("pearson", 1)
      .role(lang::Role::test)
      .in("associate")
      .test(rule())
      .summary("Pearson's correlation, partial where `adjust` names covariates; interval by Fisher's z")
      .methods("Linear association was measured by Pearson's correlation, with Fisher's z interval.")
      .cites({"pearson1896", "fisher1921"})
      .run([](const Json&, const Context& c) { return correlate(c, stats::Correlation::pearson, false); });
}

Operation spearman_operation() {
  lang::Param exact;
  exact.name = "exact";
  exact.type = lang::ParamType::boolean;
  exact.fallback = false;
  exact.text = "p by enumeration of all orders, for at most 9 cases without ties and without covariates";
  return Declare<Json>("spearman", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(exact)
      .test(rule())
      .summary("Spearman's rank correlation, partial on mid-ranks where `adjust` names covariates")
      .methods(
          "Monotone association was measured by Spearman's rank correlation; p values are from the t distribution "
          "with n - 2 degrees of freedom, less the rank of the covariates.")
      .cites({"spearman1904", "bonett2000"})
      .run([](const Json&, const Context& c) {
        const bool exact_wanted = c.params.at("args").value("exact", false);
        if (exact_wanted && !c.params.at("adjust").empty())
          throw Failure("wrong-test", "`exact: true` takes no covariates");
        return correlate(c, stats::Correlation::spearman, exact_wanted);
      });
}

}  // namespace rgx::stdlib
