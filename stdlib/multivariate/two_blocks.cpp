// Components that two tables share: cca, sparse_cca, pls.
#include <fmt/format.h>

#include <cmath>

#include "stats/multivariate/canonical.hpp"
#include "stats/multivariate/partial_least_squares.hpp"
#include "stats/multivariate/sparse_cca.hpp"
#include "stats/multivariate/sparse_tune.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/multivariate/components.hpp"
#include "stdlib/multivariate/operations.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

struct Method {
  std::string name, pattern, kind;
  stats::TwoBlockMethod fit;
  stats::TwoBlockMethod in_folds;  // where it differs: settings are chosen anew
  stats::StabilityKind stability = stats::StabilityKind::sign;
  double first_p = std::nan("");  // of a method that was tuned: counts the choice
  std::vector<std::string> notes;
};

MatrixXd rows_of_block(const MatrixXd& x, std::span<const std::size_t> rows) {
  MatrixXd out(static_cast<Index>(rows.size()), x.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Index>(i)) = x.row(static_cast<Index>(rows[i]));
  return out;
}

// Both tables on their cases, ready.
struct Tables {
  explicit Tables(const Context& context) : frame(context) {
    const Json& from = context.params.at("from");
    if (from.size() != 2) throw Failure("wrong-type", "two tables are related, and `from` names another number");
    blocks = blocks_of(frame, {Json::array({from[0]}), Json::array({from[1]})}, frame.all_rows());
    left = stats::canonical_side(x(), true);
    right = stats::canonical_side(y(), true);
  }
  [[nodiscard]] const MatrixXd& x() const { return blocks.blocks[0].values; }
  [[nodiscard]] const MatrixXd& y() const { return blocks.blocks[1].values; }
  Frame frame;
  Blocks blocks;
  stats::CanonicalSide left, right;
};

engine::Output relate(const Context& context, const Tables& tables, Index components, Method method) {
  const MatrixXd &x = tables.x(), &y = tables.y();
  const stats::TwoBlockFit fit = method.fit(tables.left, tables.right, components);
  if (!fit.reason.empty())
    refuse_components(fit.reason, method.name, x.rows(), x.cols() + y.cols(), components, fit.rank);
  const EvidenceAsked asked = evidence_asked(context.params.at("args"));
  ComponentTable made;
  made.kind = method.kind;
  made.statistic = fit.statistic;
  made.correlation = fit.correlation;
  made.notes = std::move(method.notes);
  const std::size_t constant = tables.left.block.constant.size() + tables.right.block.constant.size();
  if (constant > 0)
    made.notes.push_back(fmt::format("{} constant columns of {} take no part", constant, x.cols() + y.cols()));
  if (asked.permutations > 0) {
    made.p =
        stats::component_p(tables.left, tables.right, fit, method.fit, permutations_of(context, asked.permutations));
    if (!std::isnan(method.first_p)) {
      made.p[0] = method.first_p;
      for (Index k = 1; k < made.p.size(); ++k) made.p[k] = std::max(made.p[k], made.p[k - 1]);
    }
  }
  if (asked.folds > 1)
    made.held_out = stats::held_out_correlation(x, y, true, components, method.in_folds ? method.in_folds : method.fit,
                                                held_out_plan(context, asked));
  ComponentSide left{&tables.blocks.blocks[0], fit.left.scores(x), fit.left.weights, method.pattern + "_left", {}, {}};
  ComponentSide right{
      &tables.blocks.blocks[1], fit.right.scores(y), fit.right.weights, method.pattern + "_right", {}, {}};
  if (asked.resamples > 1) {
    MatrixXd both(x.cols() + y.cols(), components);
    both << fit.left.weights, fit.right.weights;
    const auto stable = stats::loading_stability(
        both, static_cast<std::size_t>(x.rows()),
        [&](std::span<const std::size_t> cases) -> MatrixXd {
          const stats::TwoBlockFit sample =
              method.fit(stats::canonical_side(rows_of_block(x, cases), true),
                         stats::canonical_side(rows_of_block(y, cases), true), components);
          if (!sample.reason.empty()) return {};
          MatrixXd out(both.rows(), components);
          out << sample.left.weights, sample.right.weights;
          return out;
        },
        method.stability, stats::Stream(stream_for(context.stream, "resamples")), asked.resamples, context.parallel);
    left.stability = stable.share.topRows(x.cols());
    left.sd = stable.sd.topRows(x.cols());
    right.stability = stable.share.bottomRows(y.cols());
    right.sd = stable.sd.bottomRows(y.cols());
    made.congruence = stable.congruence;
    made.refused = stable.refused;
  }
  made.sides = {std::move(left), std::move(right)};
  return components_output(context, tables.frame, tables.blocks, made);
}

Index components_of(const Json& args) { return static_cast<Index>(args.at("components").get<double>()); }

engine::Output canonical(const Context& context) {
  const Json& args = context.params.at("args");
  const stats::RidgePenalties ridge{args.at("penalty_left").get<double>(), args.at("penalty_right").get<double>()};
  Method method;
  method.name = "cca";
  method.pattern = "cc*";
  method.kind = ridge.left > 0 || ridge.right > 0 ? "penalised_correlation" : "canonical_correlation";
  method.fit = [ridge](const stats::CanonicalSide& l, const stats::CanonicalSide& r, Index k) {
    return stats::canonical_correlation(l, r, k, ridge);
  };
  const Tables tables(context);
  return relate(context, tables, components_of(args), std::move(method));
}

engine::Output least_squares(const Context& context) {
  const Json& args = context.params.at("args");
  const bool regression = args.at("mode").get<std::string>() == "regression";
  Method method;
  method.name = "pls";
  method.pattern = "pls*";
  method.kind = "covariance";
  method.fit = [regression](const stats::CanonicalSide& l, const stats::CanonicalSide& r, Index k) {
    return regression ? stats::pls_regression(l, r, k).fit : stats::pls_symmetric(l, r, k);
  };
  const Tables tables(context);
  return relate(context, tables, components_of(args), std::move(method));
}

engine::Output sparse(const Context& context) {
  const Json& args = context.params.at("args");
  const Tables tables(context);
  // A number, or none: chosen among ten.
  const auto given = [&](const char* name) {
    const auto found = args.find(name);
    return found == args.end() || found->is_null() ? std::nan("") : found->get<double>();
  };
  const double left = given("penalty_left"), right = given("penalty_right");
  std::vector<stats::SparsePenalties> grid;
  for (const double g : {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7})
    grid.push_back({std::isnan(left) ? g : left, std::isnan(right) ? g : right});
  const bool tuned = std::isnan(left) || std::isnan(right);
  stats::SparseCcaOptions rough, fine;
  rough.epsilon = 1e-3;
  rough.max_iterations = 50;
  fine.epsilon = 1e-6;
  Method method;
  method.name = "sparse_cca";
  method.pattern = "cc*";
  method.kind = "penalised_covariance";
  method.stability = stats::StabilityKind::selection;
  fine.penalty = grid.front();
  const auto draws = static_cast<std::uint32_t>(args.at("permutations").get<double>());
  if (tuned && tables.left.block.reason.empty() && tables.right.block.reason.empty()) {
    stats::Permutations how = permutations_of(context, std::max<std::uint32_t>(draws, 25));
    how.stream = stats::Stream(stream_for(context.stream, "tuning"));
    const auto found = stats::tune_sparse_cca(tables.left, tables.right, grid, rough, how);
    fine.penalty = found.chosen;
    if (draws > 0) method.first_p = found.p;
    method.notes.push_back(
        fmt::format("penalties {:g} and {:g} chosen among 7 by permutation", found.chosen.left, found.chosen.right));
    const std::uint64_t key = stream_for(context.stream, "tuning in folds");
    method.in_folds = [=](const stats::CanonicalSide& l, const stats::CanonicalSide& r, Index k) {
      stats::SparseCcaOptions own = fine;
      stats::Permutations few{stats::Stream(key)};
      few.draws = 10;
      own.penalty = stats::tune_sparse_cca(l, r, grid, rough, few).chosen;
      return stats::sparse_cca(l, r, k, own);
    };
  }
  method.fit = [fine](const stats::CanonicalSide& l, const stats::CanonicalSide& r, Index k) {
    return stats::sparse_cca(l, r, k, fine);
  };
  return relate(context, tables, components_of(args), std::move(method));
}

lang::Param components_param() {
  lang::Param p = whole_number("components", 1, 1, 1000, "how many pairs of components");
  p.required = true;
  p.fallback = {};
  p.positional = true;
  return p;
}

lang::Param penalty(std::string name, double low, double high, lang::Literal fallback, std::string text) {
  lang::Param p;
  p.name = std::move(name);
  p.type = lang::ParamType::number;
  p.low = low;
  p.high = high;
  p.fallback = std::move(fallback);
  p.text = std::move(text);
  return p;
}

constexpr const char* kEvidence =
    " Columns are standardised, constant ones take no part; a pair is turned so that the largest loading of the first "
    "table is positive. `statistic` and `correlation` are of the cases fitted, and flatter; `held_out` is the "
    "correlation of the two scores in held-out cases, everything fitted on the others, averaged over folds. `p`: the "
    "cases of the second table are exchanged, after the components before were taken out of both; no line has a "
    "smaller "
    "p than the one before it. `stability` (bootstrap samples, components matched by their cosines): ";

constexpr const char* kSigns = "share of samples in which a loading has the sign it has in all cases.";

}  // namespace

std::vector<Operation> two_block_operations() {
  std::vector<Operation> out;
  auto cca = Declare<Json>("cca", 1)
                 .role(lang::Role::decomposition)
                 .in("decompose")
                 .learns()
                 .param(components_param())
                 .param(penalty("penalty_left", 0, 1e12, 0.0,
                                "ridge added to the diagonal of the first table's "
                                "correlation matrix"))
                 .param(penalty("penalty_right", 0, 1e12, 0.0, "the same of the second table"));
  for (auto& p : evidence_params(999, 10, 200)) cca.param(std::move(p));
  out.push_back(
      cca.random("components")
          .summary("Canonical correlation of two tables, plain or with ridge penalties")
          .details(std::string("As `cancor`, scores with variance 1; with penalties as González et al. (2008). Without "
                               "penalties it needs more cases than both tables have columns.") +
                   kEvidence + kSigns)
          .methods("Two tables were related by canonical correlation ({components} pairs; ridge penalties "
                   "{penalty_left} and {penalty_right}), tested by {permutations} permutations and in held-out cases.")
          .cites({"gonzalez2008", "hotelling1936", "winkler2020"})
          .run([](const Json&, const Context& c) { return canonical(c); }));
  auto sparse_op = Declare<Json>("sparse_cca", 1)
                       .role(lang::Role::decomposition)
                       .in("decompose")
                       .learns()
                       .param(components_param())
                       .param(penalty("penalty_left", 0.001, 1, {},
                                      "bound of the first table's weights, a share of the square root "
                                      "of its columns; not written: tuned"))
                       .param(penalty("penalty_right", 0.001, 1, {}, "the same of the second table"));
  for (auto& p : evidence_params(199, 2, 100)) sparse_op.param(std::move(p));
  out.push_back(
      sparse_op.random("components")
          .summary("Sparse canonical correlation by penalised matrix decomposition: few columns on either side")
          .details(
              std::string("Witten, Tibshirani & Hastie (2009), PMD(L1, L1) of the cross product, to convergence "
                          "(`PMA::CCA` stops after 15 steps). Smaller penalties keep fewer columns. Where one is "
                          "not written, .1 to .7 are tried and that is kept whose correlation stands furthest "
                          "above permuted ones; the first p then counts the choice, and every fold chooses anew.") +
              kEvidence + "share of samples in which a column is kept.")
          .methods(
              "Two tables were related by sparse canonical correlation ({components} pairs)[, penalty {penalty_left} "
              "on the first][, {penalty_right} on the second], tested by {permutations} permutations and in "
              "held-out cases.")
          .cites({"winkler2020", "witten2009", "wittenextensions2009"})
          .run([](const Json&, const Context& c) { return sparse(c); }));
  auto pls = Declare<Json>("pls", 1)
                 .role(lang::Role::decomposition)
                 .in("decompose")
                 .learns()
                 .param(components_param())
                 .param(choice_of("mode", {"canonical", "regression"},
                                  "canonical: both sides alike; regression: the first table predicts the second"));
  for (auto& p : evidence_params(999, 10, 200)) pls.param(std::move(p));
  out.push_back(
      pls.random("components")
          .summary("Partial least squares: pairs of components with the largest covariance")
          .details(
              std::string("`canonical`: singular vectors of the cross product; `regression`: SIMPLS, as "
                          "`pls::plsr(method = \"simpls\")`, loadings on the right being those of the responses.") +
              kEvidence + kSigns)
          .methods("Two tables were related by partial least squares ({mode} mode, {components} pairs), tested by "
                   "{permutations} permutations and in held-out cases.")
          .cites({"dejong1993", "tucker1958", "winkler2020"})
          .run([](const Json&, const Context& c) { return least_squares(c); }));
  out[0].signature.outputs = out[1].signature.outputs = {"cc*_left", "cc*_right"};
  out[2].signature.outputs = {"pls*_left", "pls*_right"};
  return out;
}

}  // namespace rgx::stdlib
