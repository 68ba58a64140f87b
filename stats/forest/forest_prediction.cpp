#include "stats/forest/forest_prediction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr Index kCases = 64;  // walked down a tree together: neighbours share the lines of x

void add_leaf(const Forest& forest, const ForestTree& tree, const ForestNode& leaf, Index row, MatrixXd& out) {
  switch (forest.options.kind) {
    case ForestKind::votes:
      out(row, static_cast<Index>(leaf.cut)) += 1;
      break;
    case ForestKind::probability:
      for (Index k = 0; k < out.cols(); ++k)
        out(row, k) += tree.share[static_cast<std::size_t>(leaf.child) * static_cast<std::size_t>(out.cols()) +
                                  static_cast<std::size_t>(k)];
      break;
    case ForestKind::regression:
      out(row, 0) += leaf.cut;
      break;
    case ForestKind::survival: {
      const auto l = static_cast<std::size_t>(leaf.child);
      for (std::uint32_t j = tree.first[l]; j < tree.first[l + 1]; ++j) out(row, tree.time[j]) += tree.jump[j];
    }
  }
}

Index width_of(const Forest& forest) {
  if (forest.options.kind == ForestKind::regression) return 1;
  return forest.options.kind == ForestKind::survival ? static_cast<Index>(forest.time.size()) : forest.classes;
}

// Each case by the trees for which uses(tree, case).
template <class Uses>
MatrixXd mean_of_trees(const Forest& forest, ConstMatrix x, const Uses& uses, const ParallelFor& parallel) {
  MatrixXd out(x.rows(), width_of(forest));
  parallel(static_cast<std::size_t>((x.rows() + kCases - 1) / kCases), [&](std::size_t part) {
    const Index first = static_cast<Index>(part) * kCases, rows = std::min(kCases, x.rows() - first);
    MatrixXd sum = MatrixXd::Zero(rows, out.cols());
    std::vector<double> trees(static_cast<std::size_t>(rows), 0.0);
    for (std::size_t t = 0; t < forest.trees.size(); ++t)
      for (Index i = 0; i < rows; ++i) {
        if (!uses(t, static_cast<std::size_t>(first + i))) continue;
        const auto value = [&](std::size_t j) { return x(first + i, static_cast<Index>(j)); };
        add_leaf(forest, forest.trees[t], forest.trees[t].leaf_of(value), i, sum);
        ++trees[static_cast<std::size_t>(i)];
      }
    for (Index i = 0; i < rows; ++i) {
      const double n = trees[static_cast<std::size_t>(i)];
      double before = 0;
      for (Index k = 0; k < out.cols(); ++k) {
        const double here = sum(i, k) / n;  // 0/0: no tree
        out(first + i, k) = before + here;
        if (forest.options.kind == ForestKind::survival) before += here;
      }
    }
  });
  return out;
}

}  // namespace

MatrixXd forest_predict(const Forest& forest, ConstMatrix x, const ParallelFor& parallel) {
  return mean_of_trees(
      forest, x, [](std::size_t, std::size_t) { return true; }, parallel);
}

MatrixXd forest_out_of_bag(const Forest& forest, ConstMatrix x, const ParallelFor& parallel) {
  const auto undrawn = [&](std::size_t t, std::size_t c) { return (forest.drawn[t][c / 64] >> (c % 64) & 1) == 0; };
  return mean_of_trees(forest, x, undrawn, parallel);
}

Eigen::VectorXd forest_mortality(const MatrixXd& cumulative_hazard) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(cumulative_hazard.rows());
  for (Index k = 0; k < cumulative_hazard.cols(); ++k) out += cumulative_hazard.col(k);
  return out;
}

MatrixXd forest_survival(const Forest& forest, const MatrixXd& cumulative_hazard, std::span<const double> times) {
  MatrixXd out = MatrixXd::Ones(cumulative_hazard.rows(), static_cast<Index>(times.size()));
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto past = std::ranges::upper_bound(forest.time, times[k]) - forest.time.begin();
    // One at a time: Eigen's exp of several differs in the last bit with where they lie.
    for (Index i = 0; past > 0 && i < out.rows(); ++i)
      out(i, static_cast<Index>(k)) = std::exp(-cumulative_hazard(i, past - 1));
  }
  return out;
}

}  // namespace rgx::stats
