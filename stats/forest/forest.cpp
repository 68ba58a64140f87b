#include "stats/forest/forest.hpp"

#include <algorithm>
#include <cmath>

#include "stats/forest/draw_cases.hpp"
#include "stats/forest/forest_error.hpp"
#include "stats/forest/forest_prediction.hpp"
#include "stats/forest/grow_tree.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;

ForestOptions with_defaults(ForestOptions o, Index columns) {
  const double root = std::sqrt(static_cast<double>(columns));
  if (o.mtry <= 0) o.mtry = static_cast<int>(o.kind == ForestKind::survival ? std::ceil(root) : std::floor(root));
  o.mtry = std::min(o.mtry, static_cast<int>(columns));
  constexpr int kNode[] = {1, 10, 5, 3};  // of ForestKind
  if (o.min_node <= 0) o.min_node = kNode[static_cast<std::size_t>(o.kind)];
  if (!(o.sample > 0)) o.sample = o.replace ? 1 : 0.632;
  return o;
}

std::string refusal(ConstMatrix x, const ForestOutcome& y, const ForestOptions& o, ConstVector weight) {
  const bool survival = o.kind == ForestKind::survival;
  if (x.rows() == 0) return "no cases";
  if (x.cols() == 0) return "no columns";
  if (o.trees < 1) return "no trees";
  if (y.y.size() != x.rows() || (survival && y.event.size() != static_cast<std::size_t>(x.rows())) ||
      (weight.size() != 0 && weight.size() != x.rows()))
    return "wrong sizes";
  if (!x.allFinite() || !y.y.allFinite() || !weight.allFinite()) return "missing or infinite value";
  if (weight.size() != 0 && (weight.minCoeff() < 0 || weight.sum() <= 0)) return "negative weight";
  if (survival && std::ranges::none_of(y.event, [](int e) { return e != 0; })) return "no events";
  if ((o.kind == ForestKind::votes || o.kind == ForestKind::probability) && (y.y.array() == y.y[0]).all())
    return "one class";
  return {};
}

}  // namespace

Forest grow_forest(ConstMatrix x, const ForestOutcome& outcome, const ForestOptions& options, std::uint64_t key,
                   std::uint32_t replicate, ConstVector weight, const ParallelFor& parallel) {
  Forest out;
  out.out_of_bag_error = std::nan("");
  out.reason = refusal(x, outcome, options, weight);
  if (!out.reason.empty()) return out;
  out.options = with_defaults(options, x.cols());
  out.classes = outcome.classes;
  const auto n = static_cast<std::size_t>(x.rows());
  const auto count = std::max<std::size_t>(1, static_cast<std::size_t>(out.options.sample * static_cast<double>(n)));

  std::vector<int> code;
  ForestTimes times;
  const ColumnOrder order(x, parallel);
  GrowInput in{x, order, out.options, {}};
  if (out.options.kind == ForestKind::survival) {
    times = forest_times(outcome.y, outcome.event);
    out.time = times.time;
    in.rule = [&] { return log_rank_rule(times, static_cast<std::uint32_t>(out.options.min_node)); };
  } else if (out.options.kind == ForestKind::regression) {
    in.rule = [&] { return variance_rule(outcome.y); };
  } else {
    for (const double y : outcome.y) code.push_back(static_cast<int>(y));
    in.rule = [&] { return gini_rule(code, out.classes, out.options.kind == ForestKind::probability); };
  }

  const auto trees = static_cast<std::size_t>(out.options.trees);
  out.trees.resize(trees);
  out.drawn.assign(trees, std::vector<std::uint64_t>((n + 63) / 64, 0));
  std::vector<std::vector<std::pair<std::uint32_t, double>>> gained(trees);
  const std::span<const double> weights(weight.data(), static_cast<std::size_t>(weight.size()));
  parallel(trees, [&](std::size_t t) {
    Stream draws(key, replicate, static_cast<std::uint32_t>(t));
    const auto drawn = draw_cases(n, count, out.options.replace, weights, draws);
    for (std::size_t c = 0; c < n; ++c)
      if (drawn[c] > 0) out.drawn[t][c / 64] |= std::uint64_t{1} << (c % 64);
    out.trees[t] = grow_tree(in, drawn, draws, gained[t]);
  });

  out.impurity = Eigen::VectorXd::Zero(x.cols());
  for (const auto& tree : gained)
    for (const auto& [column, gain] : tree) out.impurity[column] += gain;
  out.impurity /= static_cast<double>(trees);
  if (out.options.permutation_importance)
    out.permutation = permutation_importance(out, x, outcome, key, replicate, parallel);
  out.out_of_bag = forest_out_of_bag(out, x, parallel);
  Stream ties(key, replicate, static_cast<std::uint32_t>(2 * trees));
  out.out_of_bag_error = forest_error(out.options.kind, outcome, out.out_of_bag, ties);
  return out;
}

}  // namespace rgx::stats
