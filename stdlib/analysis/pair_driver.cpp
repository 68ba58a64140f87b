#include "stdlib/analysis/pair_driver.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "stdlib/analysis/audit.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/map_result.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/step_down.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Failure;

namespace {

std::span<const double> column(const Eigen::MatrixXd& of, std::size_t c) {
  return {of.col(static_cast<Eigen::Index>(c)).data(), static_cast<std::size_t>(of.rows())};
}

// How many subjects have a row with both values.
std::size_t subjects_of_pair(const PairBlock& block, std::size_t l, std::size_t r) {
  std::set<int> found;
  const auto left = column(block.x, l), right = column(block.y, r);
  for (std::size_t i = 0; i < left.size(); ++i)
    if (!std::isnan(left[i]) && !std::isnan(right[i])) found.insert(block.subject[i]);
  return found.size();
}

}  // namespace

std::vector<stats::TestResult> one_by_one(const PairBlock& block, const OnePair& test) {
  std::vector<stats::TestResult> out(block.left.size() * block.right.size());
  block.parallel(out.size(), [&](std::size_t i) {
    out[i] = test(column(block.x, i / block.right.size()), column(block.y, i % block.right.size()));
  });
  return out;
}

std::vector<stats::TestResult> of_residuals(const PairBlock& block, stats::Correlation kind, const OnePair& estimate) {
  return one_by_one(block, [&](std::span<const double> left, std::span<const double> right) {
    const Residuals left_over = residuals_of(left, right, block.held, kind);
    stats::TestResult result;
    result.n = left_over.left.size();
    result.reason = left_over.reason;
    return left_over.reason == stats::Reason::none ? estimate(left_over.left, left_over.right) : result;
  });
}

namespace {

// Each right column is an outcome, permuted by itself; rows stand left by left.
void add_step_down(engine::Table& table, const engine::Context& context, const Frame& frame,
                   const std::vector<FrameColumn>& left, const std::vector<FrameColumn>& right,
                   const std::vector<FrameColumn>& held, stats::PermutedStatistic statistic) {
  const auto all = frame.all_rows();
  std::vector<double> p(left.size() * right.size());
  for (std::size_t r = 0; r < right.size(); ++r) {
    stats::PermutationDesign design;
    design.statistic = statistic;
    design.outcome = right[r].numbers;
    design.covariates = covariates_of(held, all);
    const auto found = step_down(context, frame, left, design, all);
    for (std::size_t l = 0; l < left.size(); ++l) p[l * right.size() + r] = found[l];
  }
  keep_step_down(table, std::move(p));
}

}  // namespace

engine::Output associate_pairs(const engine::Context& context, const AllPairs& test, const std::string& note,
                               const PairForms& forms) {
  if (is_large_map(context)) return map_result(context, forms.map);
  const Frame frame(context);
  const auto left = frame.columns(context.params.at("left"));
  const auto right = frame.columns(context.params.at("right"));
  auto held = frame.columns(selections(context, "adjust"));
  const auto strata = frame.columns(selections(context, "strata"));
  const auto audit = frame.columns(selections(context, "audit"));
  Groups groups = groups_of(context, frame);
  for (auto& rows : groups.rows) std::erase_if(rows, [&](std::size_t r) { return !has_values(strata, r); });
  const std::size_t pairs = left.size() * right.size(), each = groups.rows.size();
  if (pairs * each > kMostPairs)
    throw Failure("not-built", "a map of " + std::to_string(left.size()) + " x " + std::to_string(right.size()) +
                                   " pairs is larger than the " + std::to_string(kMostPairs) + " that run today");
  std::vector<FrameColumn> audited = held;
  audited.insert(audited.end(), audit.begin(), audit.end());
  std::vector<ResultRow> rows(pairs * each);
  for (std::size_t g = 0; g < each; ++g) {
    const auto& of = groups.rows[g];
    PairBlock block{left,
                    right,
                    values_of(left, of),
                    values_of(right, of),
                    covariates_of(held, of),
                    {},
                    {},
                    context.params.contains("level"),
                    false,
                    context.parallel};
    if (!strata.empty()) block.stratum = strata_of(strata, of);
    for (const std::size_t r : of) block.subject.push_back(frame.subject_code()[r]);
    const auto found = test(block);
    std::vector<stats::TestResult> adjusted;
    if (!audit.empty()) {
      block.held = covariates_of(audited, of);
      block.estimate_only = true;
      adjusted = test(block);
    }
    context.parallel(pairs, [&](std::size_t i) {
      ResultRow& row = rows[i * each + g];
      row.first = left[i / right.size()].name;
      row.second = right[i % right.size()].name;
      row.cohort = frame.cohort_label();
      row.group = groups.names[g];
      row.family = context.params.value("family", "");
      row.take(found[i]);
      row.add_note(note);
      if (block.clustered)
        row.subjects = std::min(row.subjects, subjects_of_pair(block, i / right.size(), i % right.size()));
      if (!audit.empty()) take_audit(row, adjusted[i]);
    });
  }
  const engine::Json top = top_cases(rows, frame, [&](std::size_t i) {
    const FrameColumn &l = left[i / each / right.size()], &r = right[i / each % right.size()];
    return CaseSides{rows_with_values(groups.rows[i % each], {&held}), l.numbers, {}, {}, r.numbers};
  });
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  engine::Table table = result_table(rows, {"left", "right"});
  if (!top.empty()) table.meta["top_cases"] = top;
  if (steps_down(context)) {
    if (!forms.permuted) throw Failure("wrong-test", "this form of the test is not one that `maxT` could permute");
    add_step_down(table, context, frame, left, right, held, *forms.permuted);
  }
  keep_effective_tests(table, context, left, frame, right.size());
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
