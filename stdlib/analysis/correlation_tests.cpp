// Numbers against numbers: pearson, spearman, with covariates held fixed.
#include <algorithm>
#include <cmath>

#include "stats/correlation/correlate.hpp"
#include "stats/correlation/partial.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/pair_driver.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/step_down.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// A declared binary variable, or a row of zeros and ones.
bool is_binary(const FrameColumn& column) {
  if (column.kind != FrameColumn::Kind::numeric) return false;
  return column.levels.size() == 2 || std::all_of(column.numbers.begin(), column.numbers.end(),
                                                  [](double v) { return std::isnan(v) || v == 0 || v == 1; });
}

std::vector<stats::TestResult> all_pairs(const PairBlock& of, stats::Correlation kind) {
  const auto block = stats::correlate_block(of.x, of.y, kind, of.held, of.parallel);
  std::vector<stats::TestResult> out(of.left.size() * of.right.size());
  of.parallel(out.size(), [&](std::size_t i) {
    out[i] =
        block.result(static_cast<Eigen::Index>(i / of.right.size()), static_cast<Eigen::Index>(i % of.right.size()));
  });
  if (kind != stats::Correlation::pearson || !of.held.empty()) return out;
  for (std::size_t r = 0; r < of.right.size(); ++r)
    if (is_binary(of.right[r]))
      for (std::size_t i = r; i < out.size(); i += of.right.size()) {
        out[i].test = "point_biserial";
        out[i].estimate_kind = "point_biserial_r";
      }
  return out;
}

engine::Output correlate(const Context& context, stats::Correlation kind) {
  const Json& args = context.params.at("args");
  const bool exact = args.value("exact", false), part = args.contains("part") && args["part"] == true;
  const bool adjusts = !context.params.at("adjust").empty();
  if (exact && adjusts) throw Failure("wrong-test", "`exact: true` takes no covariates");
  if (part && !adjusts)
    throw Failure("missing-setting", "`part: true` asks which covariates are taken out of the right side",
                  "write `adjust: …`");
  // Semi-partial and enumerated forms are neither permuted nor screened.
  PairForms forms;
  if (!part && !exact) {
    const bool pearson = kind == stats::Correlation::pearson;
    forms.permuted = pearson ? stats::PermutedStatistic::pearson : stats::PermutedStatistic::spearman;
    forms.map = pearson ? stats::Association::pearson : stats::Association::spearman;
  }
  return associate_pairs(
      context,
      [=](const PairBlock& of) {
        if (part)
          return one_by_one(of, [&](auto left, auto right) { return stats::semi_partial(left, right, kind, of.held); });
        if (exact && of.held.empty()) return one_by_one(of, [](auto l, auto r) { return stats::spearman_exact(l, r); });
        return all_pairs(of, kind);
      },
      "", forms);
}

lang::TestRule rule() {
  lang::TestRule out{{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "compare"};
  out.adjusts = out.audits = true;
  return out;
}

lang::Param part() {
  return optional(
      yes_or_no("part", false, "semi-partial: the covariates of `adjust` are taken out of the right side only"));
}

}  // namespace

Operation pearson_operation() {
  Operation made =
      Declare<Json>("pearson", 1)
          .role(lang::Role::test)
          .in("associate")
          .param(part())
          .test(rule())
          .summary("Pearson's correlation, partial where `adjust` names covariates; interval by Fisher's z")
          .details(
              "With a right side of two values (a binary variable, a row of zeros and ones) and no covariates it is "
              "the "
              "point-biserial correlation, positive where the left side is higher in the positive class, and the row "
              "says so. `part: true` is the semi-partial correlation: the left side as it is with what the covariates "
              "leave of the right, as `ppcor::spcor.test`." +
              kAuditOfModels)
          .methods(
              "Linear association was measured by Pearson's correlation, with Fisher's z interval (semi-partial: "
              "{part}).")
          .cites({"pearson1896", "fisher1921"})
          .run([](const Json&, const Context& c) { return correlate(c, stats::Correlation::pearson); });
  return permutable(std::move(made), stats::PermutedStatistic::pearson);
}

Operation spearman_operation() {
  Operation made =
      Declare<Json>("spearman", 1)
          .role(lang::Role::test)
          .in("associate")
          .param(yes_or_no("exact", false,
                           "p by enumeration of all orders, for at most 9 cases without ties and without covariates"))
          .param(part())
          .test(rule())
          .summary("Spearman's rank correlation, partial on mid-ranks where `adjust` names covariates")
          .details(
              "`part: true` is the semi-partial correlation: mid-ranks of the left side with what the covariates leave "
              "of the right side's." +
              kAuditOfModels)
          .methods(
              "Monotone association was measured by Spearman's rank correlation; p values are from the t distribution "
              "with n - 2 degrees of freedom, less the rank of the covariates (semi-partial: {part}).")
          .cites({"spearman1904", "bonett2000"})
          .run([](const Json&, const Context& c) { return correlate(c, stats::Correlation::spearman); });
  return permutable(std::move(made), stats::PermutedStatistic::spearman);
}

}  // namespace rgx::stdlib
