#include "stdlib/analysis/map_result.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/tails.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

void fill(Eigen::Ref<Eigen::MatrixXd> out, const std::vector<FrameColumn>& columns, std::size_t first) {
  for (Eigen::Index c = 0; c < out.cols(); ++c) {
    const FrameColumn& column = columns[first + static_cast<std::size_t>(c)];
    if (column.kind == FrameColumn::Kind::nominal)
      throw Failure("wrong-test", "`" + column.name + "` has categories without order; a map needs numbers");
    for (Eigen::Index r = 0; r < out.rows(); ++r) out(r, c) = column.numbers[static_cast<std::size_t>(r)];
  }
}

stats::MapOptions options_of(const Context& context, stats::Association kind) {
  const auto asked = context.params.find("correct");
  stats::MapOptions out;
  out.kind = kind;
  const std::string method = asked->value("method", "none");
  const auto correction = stats::correction_named(method);
  const bool able = correction == stats::Correction::none || correction == stats::Correction::bonferroni ||
                    correction == stats::Correction::BH || correction == stats::Correction::BY;
  if (!able)
    throw Failure("not-built", "`" + method + "` over a map of more than " + std::to_string(kMostPairs) + " pairs",
                  "`BH`, `BY`, `bonferroni` and `none` run there");
  out.correction = *correction;
  if (asked->contains("level") && (*asked)["level"].is_number()) out.level = (*asked)["level"].get<double>();
  if (asked->contains("tests") && (*asked)["tests"].is_number())
    out.tests = static_cast<std::uint64_t>((*asked)["tests"].get<double>());
  return out;
}

// What stats::correlate would say of the pair, interval and all.
stats::TestResult pair_result(const stats::MapRow& row, stats::Association kind, bool partial) {
  stats::CorrelationBlock one;
  one.kind = kind == stats::Association::spearman ? stats::Correlation::spearman : stats::Correlation::pearson;
  one.partial = partial;
  one.r = Eigen::MatrixXd::Constant(1, 1, row.r);
  one.n = Eigen::MatrixXi::Constant(1, 1, row.n);
  one.df = Eigen::MatrixXi::Constant(1, 1, row.df);
  one.reason = {stats::Reason::none};
  stats::TestResult out = one.result(0, 0);
  if (kind != stats::Association::linear) return out;
  const double half = stats::t_quantile(0.975, row.df) * row.se;
  out.test = "linear t";
  out.estimate = row.estimate;
  out.estimate_kind = "beta";
  out.ci_low = row.estimate - half;
  out.ci_high = row.estimate + half;
  return out;
}

Json histogram_of(const stats::AssociationMap& map) {
  Json out = Json::array();
  for (std::size_t i = 0; i < map.histogram.equal.size(); ++i)
    out.push_back({static_cast<double>(i) / 100, static_cast<double>(i + 1) / 100, map.histogram.equal[i], ""});
  for (std::size_t i = 0; i < map.not_computable.size(); ++i)
    if (map.not_computable[i] > 0)
      out.push_back({Json(), Json(), map.not_computable[i], stats::reason_name(static_cast<stats::Reason>(i))});
  return out;
}

}  // namespace

bool is_large_map(const Context& context) { return context.params.contains("correct"); }

engine::Output map_result(const Context& context, std::optional<stats::Association> form) {
  bool plain = form.has_value();
  for (const char* setting : {"by_group", "interact", "strata", "audit"})
    plain = plain && selections(context, setting).empty();
  for (const auto& selection : context.params.at("left")) plain = plain && !selection.value("joint", false);
  if (!plain)
    throw Failure("not-built",
                  "a map of more than " + std::to_string(kMostPairs) +
                      " pairs by this test, or with `by_group`, `interact`, `joint`, `strata` or `audit`",
                  "`pearson`, `spearman` and `linear` run there, with `adjust`");
  const stats::Association kind = form.value();
  const Frame frame(context);
  const auto left = frame.columns(context.params.at("left"));
  const auto right = frame.columns(context.params.at("right"));
  const auto adjust = frame.columns(selections(context, "adjust"));
  const auto options = options_of(context, kind);
  const auto n = static_cast<Eigen::Index>(frame.rows());
  const Eigen::MatrixXd x = values_of(left, frame.all_rows());
  const stats::ColumnBlocks blocks{static_cast<Eigen::Index>(right.size()),
                                   [&](Eigen::Index first, Eigen::Index count) {
                                     Eigen::MatrixXd block(n, count);
                                     fill(block, right, static_cast<std::size_t>(first));
                                     return block;
                                   }};
  const auto map =
      stats::association_map(x, blocks, covariates_of(adjust, frame.all_rows()), options, context.parallel);

  std::vector<ResultRow> rows(map.rows.size());
  std::vector<double> q;
  std::vector<std::string> rejected;
  context.parallel(rows.size(), [&](std::size_t i) {
    const auto& found = map.rows[i];
    ResultRow& row = rows[i];
    row.take(pair_result(found, kind, !adjust.empty()));
    row.first = left[found.left].name;
    row.second = right[found.right].name;
    row.cohort = frame.cohort_label();
    row.family = context.params.value("family", "");
    row.p = found.p;
    row.log10_p = found.log10_p;
  });
  for (const auto& row : map.rows) {
    q.push_back(row.q);
    rejected.emplace_back(row.q <= options.level ? "true" : "false");
  }
  engine::Table table = result_table(rows, {"left", "right"});
  for (auto& column : table.columns) {
    if (column.name == "q") column.numbers = q;
    if (column.name == "rejected") column.texts = rejected;
  }
  table.meta["map"] = {{"pairs", map.pairs},       {"tested", map.tested},
                       {"rejected", map.rejected}, {"method", std::string(stats::correction_name(options.correction))},
                       {"level", options.level},   {"cut", map.cut}};
  table.meta["histogram"] = histogram_of(map);
  engine::Output out{std::move(table), {}};
  if (map.cut)
    out.notes.push_back({"warning", "", "map-cut",
                         std::to_string(map.rejected) + " pairs are rejected, and the " +
                             std::to_string(map.rows.size()) + " strongest of them are listed; the counts are of all"});
  return out;
}

engine::Table map_histogram(const Json& meta) {
  std::vector<double> low, high, count;
  std::vector<std::string> reason;
  for (const auto& bin : meta.at("histogram")) {
    low.push_back(bin[0].is_null() ? stats::missing : bin[0].get<double>());
    high.push_back(bin[1].is_null() ? stats::missing : bin[1].get<double>());
    count.push_back(bin[2].get<double>());
    reason.push_back(bin[3].get<std::string>());
  }
  engine::Table out;
  out.columns = {Column::of_numbers("p_low", low), Column::of_numbers("p_high", high),
                 Column::of_numbers("count", count), Column::of_texts("reason", reason)};
  return out;
}

}  // namespace rgx::stdlib
