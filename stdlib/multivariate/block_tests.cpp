// One hypothesis of whole blocks: rv, mantel, distance_covariance, hsic, cca in `associate`, manova in `compare`.
#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "stats/base/report.hpp"
#include "stats/multivariate/block_dependence.hpp"
#include "stats/multivariate/canonical.hpp"
#include "stats/multivariate/manova.hpp"
#include "stats/permutation/permute_cases.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/multivariate/block_values.hpp"
#include "stdlib/multivariate/operations.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// The tables of a side by name.
std::string label_of(const std::vector<FrameColumn>& columns) {
  std::string out, last;
  for (const auto& column : columns) {
    if (column.block == last) continue;
    last = column.block;
    out += (out.empty() ? "" : " + ") + last;
  }
  return out;
}

const Json& args_of(const Context& context) { return context.params.at("args"); }

using BlockTest = std::function<stats::TestResult(const MatrixXd& left, const MatrixXd& right,
                                                  const stats::Permutations& how, std::string& note)>;

engine::Output associate_blocks(const Context& context, const BlockTest& test) {
  const Frame frame(context);
  const auto strata = frame.columns(selections(context, "strata"));
  Groups groups = groups_of(context, frame);
  std::vector<ResultRow> rows;
  for (std::size_t g = 0; g < groups.rows.size(); ++g) {
    auto& of = groups.rows[g];
    std::erase_if(of, [&](std::size_t r) { return !has_values(strata, r); });
    const Blocks blocks = blocks_of(frame, {context.params.at("left"), context.params.at("right")}, of);
    stats::Permutations how{stats::Stream(context.stream, 0, static_cast<std::uint32_t>(g))};
    how.draws = static_cast<std::uint32_t>(args_of(context).at("draws").get<double>());
    how.parallel = context.parallel;
    std::vector<int> stratum;
    if (!strata.empty()) stratum = strata_of(strata, blocks.rows);
    how.stratum = stratum;
    ResultRow row;
    row.first = label_of(blocks.blocks[0].columns);
    row.second = label_of(blocks.blocks[1].columns);
    row.cohort = frame.cohort_label();
    row.group = groups.names[g];
    row.family = context.params.value("family", "");
    std::string note =
        fmt::format("{} with {} columns", blocks.blocks[0].columns.size(), blocks.blocks[1].columns.size());
    if (!blocks.absent.empty()) note += fmt::format("; {} cases are not in both", blocks.absent.size());
    row.take(test(blocks.blocks[0].values, blocks.blocks[1].values, how, note));
    row.add_note(note);
    row.subjects = frame.subjects_of(blocks.rows);
    rows.push_back(std::move(row));
  }
  if (groups.rows.size() > 1) rows = with_heterogeneity(std::move(rows), groups.rows.size(), 1);
  return {result_table(rows, {"left", "right"}), {}};
}

BlockTest dependence(stats::BlockStatistic statistic, bool scale) {
  return [=](const MatrixXd& left, const MatrixXd& right, const stats::Permutations& how, std::string&) {
    return stats::block_dependence(left, right, statistic, how, scale).result;
  };
}

// The first canonical correlation, the cases of the right side exchanged.
stats::TestResult canonical(const MatrixXd& left, const MatrixXd& right, const stats::Permutations& how,
                            stats::RidgePenalties ridge) {
  const stats::CanonicalSide x = stats::canonical_side(left, true), y = stats::canonical_side(right, true);
  const stats::TwoBlockFit fit = stats::canonical_correlation(x, y, 1, ridge);
  stats::PermutationResult out;
  out.result.n = static_cast<std::size_t>(left.rows());
  out.result.test = "cca permutation";
  out.result.estimate_kind = "canonical_correlation";
  out.result.ci_reason = stats::Reason::not_asked;
  if (fit.reason == "saturated") refuse_components(fit.reason, "cca", left.rows(), left.cols() + right.cols(), 1, 0);
  if (!fit.reason.empty())
    return stats::refuse(out.result, fit.reason == "constant block" ? stats::Reason::constant
                                     : fit.reason == "not finite"   ? stats::Reason::not_finite
                                                                    : stats::Reason::too_few);
  out.result.statistic = fit.statistic[0];
  out.result.estimate = fit.correlation[0];
  std::vector<int> order(out.result.n);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  const auto extremity = [&](std::span<const int> code) {
    stats::CanonicalSide other;
    other.block.scaling = y.block.scaling;
    other.block.values.resize(y.block.values.rows(), y.block.values.cols());
    other.svd = y.svd;
    for (std::size_t i = 0; i < code.size(); ++i) {
      other.svd.u.row(static_cast<Index>(i)) = y.svd.u.row(code[i]);
      other.block.values.row(static_cast<Index>(i)) = y.block.values.row(code[i]);
    }
    return stats::canonical_correlation(x, other, 1, ridge).statistic[0];
  };
  stats::take_permutations(out, stats::permutation_p(order, extremity, 1, how), "cca permutation",
                           "cca permutation exact");
  return out.result;
}

lang::TestRule whole_blocks() {
  lang::TestRule rule{{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "compare"};
  rule.takes_blocks = rule.stratifies = true;
  return rule;
}

lang::Param draws() { return whole_number("draws", 9999, 99, 1e7, "random arrangements"); }
lang::Param scaled() {
  return yes_or_no("scale", true,
                   "columns are divided by their standard deviation first, as units would decide otherwise");
}

constexpr const char* kWhole =
    " The two sides are one hypothesis and give one row. Cases that a table does not know are left out; a single value "
    "missing is an error. p: the cases of the right side are exchanged, within `strata` where there are some, and "
    "large "
    "is extreme.";

bool scale_of(const Context& c) { return args_of(c).at("scale").get<bool>(); }

engine::Output compare_blocks(const Context& context) {
  using stats::ManovaStatistic;
  const std::string name = args_of(context).at("statistic").get<std::string>();
  const ManovaStatistic statistic = name == "wilks"              ? ManovaStatistic::wilks
                                    : name == "hotelling_lawley" ? ManovaStatistic::hotelling_lawley
                                    : name == "roy"              ? ManovaStatistic::roy
                                                                 : ManovaStatistic::pillai;
  const Frame frame(context);
  const FrameOutcome outcome = frame.outcome(context.params.at("outcome"));
  if (outcome.codes.empty())
    throw Failure("wrong-type", "`" + outcome.name + "` is " + outcome.type + "; groups are needed");
  const auto held = frame.columns(selections(context, "adjust"));
  std::vector<const FrameColumn*> covariates;
  for (const auto& column : held) covariates.push_back(&column);
  const Groups groups = groups_of(context, frame);
  std::vector<ResultRow> rows;
  for (std::size_t g = 0; g < groups.rows.size(); ++g) {
    std::vector<std::size_t> of;
    for (const std::size_t r : groups.rows[g])
      if (outcome.codes[r] >= 0 && has_values(held, r)) of.push_back(r);
    const Blocks blocks = blocks_of(frame, std::vector<Json>(1, context.params.at("features")), of);
    std::vector<int> codes;
    for (const std::size_t r : blocks.rows) codes.push_back(outcome.codes[r]);
    const MatrixXd z =
        covariates.empty() ? MatrixXd(static_cast<Index>(codes.size()), 0) : design_of(covariates, blocks.rows).columns;
    const stats::TestResult result = stats::manova(blocks.blocks[0].values, codes, z, statistic);
    ResultRow row;
    row.first = label_of(blocks.blocks[0].columns);
    row.second = outcome.name;
    row.cohort = frame.cohort_label();
    row.group = groups.names[g];
    row.family = context.params.value("family", "");
    row.groups = group_counts(codes, outcome.levels);
    row.take(result);
    row.n = codes.size();
    row.subjects = frame.subjects_of(blocks.rows);
    row.add_note(fmt::format("{} columns", blocks.blocks[0].columns.size()));
    if (!std::isnan(result.df2)) row.add_note(fmt::format("denominator df {:.6g}", result.df2));
    rows.push_back(std::move(row));
  }
  if (groups.rows.size() > 1) rows = with_heterogeneity(std::move(rows), groups.rows.size(), 1);
  return {result_table(rows, {"feature", "outcome"}), {}};
}

}  // namespace

std::vector<Operation> block_test_operations() {
  using stats::BlockStatistic;
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("rv", 1)
          .role(lang::Role::test)
          .in("associate")
          .param(draws())
          .param(scaled())
          .random("permutation")
          .test(whole_blocks())
          .summary("RV coefficient of two tables: how alike they place the cases")
          .details(std::string("tr(XXᵀYYᵀ) over the root of tr((XXᵀ)²) tr((YYᵀ)²), columns centred; a squared "
                               "correlation of tables, and large by itself where columns outnumber cases: p "
                               "says more than the estimate.") +
                   kWhole)
          .methods("Tables were related by the RV coefficient, with a permutation p ({draws} draws).")
          .cites({"robert1976"})
          .run([](const Json&, const Context& c) {
            return associate_blocks(c, dependence(BlockStatistic::rv, scale_of(c)));
          }));
  out.push_back(Declare<Json>("mantel", 1)
                    .role(lang::Role::test)
                    .in("associate")
                    .param(choice_of("correlation", {"pearson", "spearman"}, "of the distances"))
                    .param(draws())
                    .param(scaled())
                    .random("permutation")
                    .test(whole_blocks())
                    .summary("Mantel's correlation of the distances between cases in two tables")
                    .details(std::string("Euclidean distances, one-sided, as `vegan::mantel`.") + kWhole)
                    .methods("Euclidean distances between cases in two tables were correlated ({correlation}; Mantel's "
                             "test, {draws} permutations).")
                    .cites({"mantel1967"})
                    .run([](const Json&, const Context& c) {
                      const bool ranks = args_of(c).at("correlation").get<std::string>() == "spearman";
                      return associate_blocks(
                          c, dependence(ranks ? BlockStatistic::mantel_spearman : BlockStatistic::mantel, scale_of(c)));
                    }));
  out.push_back(Declare<Json>("distance_covariance", 1)
                    .role(lang::Role::test)
                    .in("associate")
                    .param(draws())
                    .param(scaled())
                    .random("permutation")
                    .test(whole_blocks())
                    .summary("Distance covariance of two tables: dependence of any form")
                    .details(std::string("The statistic is n V² of `energy::dcov.test`, the estimate the distance "
                                         "correlation (`energy::dcor`).") +
                             kWhole)
                    .methods("Dependence of tables of any form was tested by the distance covariance ({draws} "
                             "permutations).")
                    .cites({"szekely2007"})
                    .run([](const Json&, const Context& c) {
                      return associate_blocks(c, dependence(BlockStatistic::distance_covariance, scale_of(c)));
                    }));
  out.push_back(
      Declare<Json>("hsic", 1)
          .role(lang::Role::test)
          .in("associate")
          .param(draws())
          .param(scaled())
          .random("permutation")
          .test(whole_blocks())
          .summary("Hilbert-Schmidt independence criterion of two tables with Gaussian kernels")
          .details(std::string("tr(KHLH) / n², kernels exp(-d² / 2m²) with m the median distance between cases; "
                               "the estimate is the same over that of each table with itself (centred kernel "
                               "alignment).") +
                   kWhole)
          .methods("Dependence of tables was tested by the Hilbert-Schmidt independence criterion (Gaussian "
                   "kernels of median width, {draws} permutations).")
          .cites({"gretton2008", "kornblith2019"})
          .run([](const Json&, const Context& c) {
            return associate_blocks(c, dependence(BlockStatistic::hsic, scale_of(c)));
          }));
  const auto ridge = [](const char* name, const char* text) {
    lang::Param p;
    p.name = name;
    p.type = lang::ParamType::number;
    p.low = 0;
    p.high = 1e12;
    p.fallback = 0.0;
    p.text = text;
    return p;
  };
  out.push_back(
      Declare<Json>("cca", 1)
          .role(lang::Role::test)
          .in("associate")
          .param(ridge("penalty_left", "ridge added to the diagonal of the left side's correlation matrix"))
          .param(ridge("penalty_right", "the same of the right side"))
          .param(whole_number("draws", 999, 99, 1e6, "random arrangements"))
          .random("permutation")
          .test(whole_blocks())
          .summary("First canonical correlation of two tables")
          .details(
              std::string("The statistic is the first canonical correlation (`cancor`; with penalties the penalised "
                          "one), the estimate the correlation of its scores in the cases tested, which is "
                          "optimistic: `decompose` has it for held-out cases. Without penalties it needs more cases "
                          "than both sides have columns.") +
              kWhole)
          .methods("Tables were related by their first canonical correlation (ridge penalties {penalty_left} and "
                   "{penalty_right}; {draws} permutations).")
          .cites({"gonzalez2008", "hotelling1936"})
          .run([](const Json&, const Context& c) {
            const stats::RidgePenalties penalties{args_of(c).at("penalty_left").get<double>(),
                                                  args_of(c).at("penalty_right").get<double>()};
            return associate_blocks(
                c, [penalties](const MatrixXd& left, const MatrixXd& right, const stats::Permutations& how,
                               std::string&) { return canonical(left, right, how, penalties); });
          }));
  lang::TestRule groups{{"binary", "nominal", "ordinal"}, 2, 0, {"numeric", "ordinal"}, "kruskal_wallis"};
  groups.takes_blocks = groups.adjusts = true;
  out.push_back(
      Declare<Json>("manova", 1)
          .role(lang::Role::test)
          .in("compare")
          .param(choice_of("statistic", {"pillai", "wilks", "hotelling_lawley", "roy"}, "of the eigenvalues of E⁻¹H"))
          .test(groups)
          .summary("Multivariate analysis of variance: groups differ in the mean of all columns at once")
          .details(
              "As `summary(manova())`: all features are one hypothesis and give one row. The statistic is the F "
              "approximation, the estimate Pillai's trace, Wilks' lambda, the Hotelling-Lawley trace or Roy's "
              "largest root; the p of Roy's is a lower bound. It needs more cases than columns and groups; a single "
              "value missing is an error. `df` is the numerator's; the denominator's stands in `note`.")
          .methods("Groups were compared in all features at once by multivariate analysis of variance ({statistic}).")
          .cites({"hotelling1951", "pillai1955", "rao1951", "wilks1932"})
          .run([](const Json&, const Context& c) { return compare_blocks(c); }));
  return out;
}

}  // namespace rgx::stdlib
