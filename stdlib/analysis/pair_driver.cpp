#include "stdlib/analysis/pair_driver.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "stdlib/analysis/audit.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

using engine::Failure;

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

engine::Output associate_pairs(const engine::Context& context, const AllPairs& test, const std::string& note) {
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
                    values(left, of),
                    values(right, of),
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
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  return {result_table(rows, {"left", "right"}), {}};
}

}  // namespace rgx::stdlib
