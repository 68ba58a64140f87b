// Components of one table, or of several side by side: pca, factor_scores, nmf.
#include <fmt/format.h>

#include <cmath>

#include "stats/multivariate/factor.hpp"
#include "stats/multivariate/nmf.hpp"
#include "stats/multivariate/pca.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/multivariate/components.hpp"
#include "stdlib/multivariate/operations.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

MatrixXd rows_of_block(const MatrixXd& x, std::span<const std::size_t> rows) {
  MatrixXd out(static_cast<Index>(rows.size()), x.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) out.row(static_cast<Index>(i)) = x.row(static_cast<Index>(rows[i]));
  return out;
}

// What a method says of a matrix of cases × columns.
struct Found {
  MatrixXd loadings, scores;
  VectorXd statistic;  // share of each component
  std::string reason;
  Index most = 0;  // components there can be
  std::vector<Index> constant;
  std::vector<std::string> notes;
  double overall = std::nan("");                          // what p asks about, where it is one for all
  std::function<MatrixXd(stats::ConstMatrix)> scores_of;  // of other cases
};

struct Method {
  std::string name, pattern, kind;
  std::function<Found(stats::ConstMatrix, bool once)> fit;  // once: no restarts, no details
  // Statistics that p compares between the table and the one whose columns were exchanged; the same number as of `fit`,
  // or one of all components together.
  std::function<VectorXd(const MatrixXd&)> statistic;
  bool together = false;
  stats::StabilityKind stability = stats::StabilityKind::sign;
};

engine::Output decompose(const Context& context, Index components, const Method& method) {
  const Frame frame(context);
  const std::vector<Json> all(1, context.params.at("from"));
  const Blocks blocks = blocks_of(frame, all, frame.all_rows());
  const MatrixXd& x = blocks.blocks[0].values;
  Found found = method.fit(x, false);
  if (!found.reason.empty() && found.reason != "not converged")
    refuse_components(found.reason, method.name, x.rows(), x.cols(), components, found.most);
  const EvidenceAsked asked = evidence_asked(context.params.at("args"));
  ComponentTable made;
  made.kind = method.kind;
  made.statistic = found.statistic;
  made.notes = found.notes;
  if (!found.constant.empty())
    made.notes.push_back(fmt::format("{} constant columns of {} take no part", found.constant.size(), x.cols()));
  if (found.reason == "not converged") made.notes.emplace_back("not converged");
  if (asked.permutations > 0) {
    // One for all is compared with what the same, rougher fit gives.
    const VectorXd observed = method.together ? method.statistic(x) : found.statistic;
    VectorXd p =
        stats::column_permutation_p(x, observed, method.statistic, permutations_of(context, asked.permutations));
    // No component stands on one that does not.
    for (Index k = 1; k < p.size(); ++k) p[k] = std::max(p[k], p[k - 1]);
    made.p = method.together ? VectorXd::Constant(components, p[0]) : p;
    if (method.together) made.notes.emplace_back("p is of all components together");
  }
  if (asked.folds > 1)
    made.held_out = stats::held_out_scores(
        x, found.loadings, found.scores,
        [&](stats::ConstMatrix train, stats::ConstMatrix others, MatrixXd& loadings) -> MatrixXd {
          const Found part = method.fit(train, true);
          if (!part.reason.empty()) return {};
          loadings = part.loadings;
          return part.scores_of(others);
        },
        held_out_plan(context, asked));
  ComponentSide side{&blocks.blocks[0], found.scores, found.loadings, method.pattern, {}, {}};
  if (asked.resamples > 1) {
    const auto stable = stats::loading_stability(
        found.loadings, static_cast<std::size_t>(x.rows()),
        [&](std::span<const std::size_t> cases) -> MatrixXd {
          Found sample = method.fit(rows_of_block(x, cases), true);
          return sample.reason.empty() ? std::move(sample.loadings) : MatrixXd();
        },
        method.stability, stats::Stream(stream_for(context.stream, "resamples")), asked.resamples, context.parallel);
    side.stability = stable.share;
    side.sd = stable.sd;
    made.congruence = stable.congruence;
    made.refused = stable.refused;
  }
  made.sides.push_back(std::move(side));
  return components_output(context, frame, blocks, made);
}

Index whole(const Json& args, const char* name) { return static_cast<Index>(args.at(name).get<double>()); }

engine::Output principal(const Context& context) {
  const Json& args = context.params.at("args");
  const Index k = whole(args, "components");
  const bool scale = args.at("scale").get<bool>();
  Method method{"pca", "pc*", "share_of_variance", {}, {}};
  method.fit = [k, scale](stats::ConstMatrix x, bool) {
    stats::PcaFit fit = stats::pca(x, k, scale);
    Found out{fit.linear.weights, fit.scores, fit.share, fit.reason, fit.rank, fit.constant, {}, std::nan(""), {}};
    out.scores_of = [linear = std::move(fit.linear)](stats::ConstMatrix other) { return linear.scores(other); };
    return out;
  };
  method.statistic = [k, scale](const MatrixXd& x) {
    return stats::variance_shares(stats::prepare_block(x, scale).values, k);
  };
  return decompose(context, k, method);
}

engine::Output factors(const Context& context) {
  const Json& args = context.params.at("args");
  const Index k = whole(args, "factors");
  stats::FactorOptions options;
  options.varimax = args.at("rotation").get<std::string>() == "varimax";
  Method method{"factor_scores", "factor*", "share_of_variance", {}, {}};
  method.fit = [k, options](stats::ConstMatrix x, bool) {
    stats::FactorFit fit = stats::factor_analysis(x, k, options);
    Found out{fit.loadings, fit.scores, fit.share, fit.reason, fit.most, fit.constant, {}, std::nan(""), {}};
    out.overall = fit.share.size() > 0 ? fit.share.sum() : std::nan("");
    if (fit.heywood) out.notes.emplace_back("a uniqueness stands at its least value of 0.005");
    if (!std::isnan(fit.test.statistic))
      out.notes.push_back(fmt::format("that so many factors are enough: chi-square {:.4g}, df {:.0f}, p {:.3g}",
                                      fit.test.statistic, fit.test.df, fit.test.tail.p));
    out.scores_of = [linear = std::move(fit.linear)](stats::ConstMatrix other) { return linear.scores(other); };
    return out;
  };
  method.together = true;
  method.statistic = [fit = method.fit](const MatrixXd& x) {
    const Found found = fit(x, true);
    return VectorXd(VectorXd::Constant(1, found.reason.empty() ? found.overall : std::nan("")));
  };
  return decompose(context, k, method);
}

engine::Output metagenes(const Context& context) {
  const Json& args = context.params.at("args");
  const Index k = whole(args, "rank");
  stats::NmfOptions options;
  options.divergence = args.at("divergence").get<std::string>() == "frobenius" ? stats::NmfDivergence::frobenius
                                                                               : stats::NmfDivergence::kullback_leibler;
  options.restarts = static_cast<std::uint32_t>(args.at("restarts").get<double>());
  options.stream = stats::Stream(stream_for(context.stream, "starts"));
  options.parallel = context.parallel;
  stats::NmfOptions once = options;
  once.restarts = 0;
  once.parallel = stats::serial_for;
  once.max_iterations = 500;
  once.epsilon = 1e-4;
  Method method{"nmf", "nmf*", "share_of_sum", {}, {}};
  method.fit = [=](stats::ConstMatrix x, bool repeated) {
    const stats::NmfOptions& how = repeated ? once : options;
    stats::NmfFit fit = stats::nmf(x, k, how);
    Found out{fit.loadings, fit.scores, fit.share, fit.reason, fit.rank, {}, {}, fit.explained, {}};
    if (fit.reason.empty()) {
      out.notes.push_back(fmt::format("takes away {:.4g} of the divergence from the columns' means", fit.explained));
      if (!fit.converged) out.notes.push_back(fmt::format("stopped after {} iterations", fit.iterations));
    }
    out.scores_of = [fit = std::move(fit), once](stats::ConstMatrix other) {
      return stats::nmf_scores(fit, other, once);
    };
    return out;
  };
  method.together = true;
  method.statistic = [fit = method.fit](const MatrixXd& x) {
    return VectorXd(VectorXd::Constant(1, fit(x, true).overall));
  };
  method.stability = stats::StabilityKind::membership;
  return decompose(context, k, method);
}

lang::Param first_count(std::string name, std::string text) {
  lang::Param p = whole_number(std::move(name), 2, 1, 1000, std::move(text));
  p.required = true;
  p.fallback = {};
  p.positional = true;
  return p;
}

constexpr const char* kEvidence =
    " `p`: the cases of each column are exchanged on their own, which leaves no relation between columns (parallel "
    "analysis); the line of a component never has a smaller p than the one before it. `held_out`: how the scores that "
    "held-out cases get from components of the other cases correlate with those that the components of all cases give "
    "them, averaged over folds; it says whether a component holds, not whether it means anything. ";

}  // namespace

std::vector<Operation> one_block_operations() {
  std::vector<Operation> out;
  auto pca = Declare<Json>("pca", 1)
                 .role(lang::Role::decomposition)
                 .in("decompose")
                 .learns()
                 .param(first_count("components", "how many principal components"))
                 .param(yes_or_no("scale", true, "columns are divided by their standard deviation (n - 1) first"));
  for (auto& p : evidence_params(999, 10, 200)) pca.param(std::move(p));
  out.push_back(
      pca.random("components")
          .summary("Principal components: the directions in which the cases differ most")
          .details(std::string("As `prcomp`, by singular values; a component is turned so that its largest loading is "
                               "positive. Constant columns take no part.") +
                   kEvidence +
                   "`stability`: share of bootstrap samples in which a loading has the sign it has in all cases, "
                   "components matched by their cosines; `sd` is the loading's standard deviation over them.")
          .methods("Tables were reduced to {components} principal components, compared with those of columns permuted "
                   "independently ({permutations} permutations; parallel analysis).")
          .cites({"buja1992", "horn1965", "pearson1901"})
          .run([](const Json&, const Context& c) { return principal(c); }));
  out.back().signature.outputs = {"pc*"};
  auto factor = Declare<Json>("factor_scores", 1)
                    .role(lang::Role::decomposition)
                    .in("decompose")
                    .learns()
                    .param(first_count("factors", "how many factors"))
                    .param(choice_of("rotation", {"varimax", "none"}, "of the factors"));
  for (auto& p : evidence_params(99, 10, 200)) factor.param(std::move(p));
  out.push_back(
      factor.random("components")
          .summary("Factor analysis by maximum likelihood, varimax, scores by regression")
          .details(std::string("As `factanal(scores = \"regression\")` run to convergence. It needs more cases than "
                               "columns. The note tells whether so many factors are enough (likelihood ratio).") +
                   kEvidence +
                   "Here p is one for all factors: of the share of variance they have in common. "
                   "`stability`: share of bootstrap samples in which a loading has the sign it has in all cases.")
          .methods("{factors} factors were fitted by maximum likelihood (rotation: {rotation}); scores are those of "
                   "regression.")
          .cites({"joreskog1967", "kaiser1958", "thomson1951"})
          .run([](const Json&, const Context& c) { return factors(c); }));
  out.back().signature.outputs = {"factor*"};
  auto nmf = Declare<Json>("nmf", 1)
                 .role(lang::Role::decomposition)
                 .in("decompose")
                 .learns()
                 .param(first_count("rank", "how many parts (metagenes)"))
                 .param(choice_of("divergence", {"kullback_leibler", "frobenius"}, "what the updates lower"))
                 .param(whole_number("restarts", 10, 0, 1000, "random starts beside the deterministic one (NNDSVD)"));
  for (auto& p : evidence_params(99, 1, 100)) nmf.param(std::move(p));
  out.push_back(
      nmf.random("components")
          .summary("Non-negative matrix factorisation: metagenes, sums of columns with weights of 0 and above")
          .details(std::string("Multiplicative updates (`NMF::nmf`, methods `brunet` and `lee`) from the deterministic "
                               "start and from random ones; the lowest divergence stays. Loadings of a part sum to 1. "
                               "Values below 0 are an error.") +
                   kEvidence +
                   "Here p is one for all parts: of the share of the divergence from the columns' means that they take "
                   "away. "
                   "`stability`: share of bootstrap samples in which a column belongs most to the same part.")
          .methods("Values were factorised into {rank} non-negative parts (divergence: {divergence}; the best of "
                   "{restarts} random starts and a deterministic one).")
          .cites({"boutsidis2008", "brunet2004", "lee1999", "lee2001"})
          .run([](const Json&, const Context& c) { return metagenes(c); }));
  out.back().signature.outputs = {"nmf*"};
  return out;
}

}  // namespace rgx::stdlib
