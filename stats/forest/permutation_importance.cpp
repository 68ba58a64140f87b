#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/forest/forest_error.hpp"
#include "stats/survival/concordance.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// One tree and the cases it was not drawn on.
class TreeJudge {
 public:
  TreeJudge(const Forest& forest, std::size_t t, ConstMatrix x, const ForestOutcome& outcome)
      : forest_(forest), tree_(forest.trees[t]), x_(x), outcome_(outcome) {
    for (Index i = 0; i < x.rows(); ++i)
      if ((forest.drawn[t][static_cast<std::size_t>(i) / 64] >> (i % 64) & 1) == 0) rows_.push_back(i);
    for (const ForestNode& node : tree_.nodes)
      if (node.column >= 0) columns_.push_back(static_cast<std::size_t>(node.column));
    std::ranges::sort(columns_);
    columns_.erase(std::ranges::unique(columns_).begin(), columns_.end());
    for (std::size_t l = 0; l + 1 < tree_.first.size(); ++l) {
      double sum = 0;
      for (auto j = tree_.first[l]; j < tree_.first[l + 1]; ++j)
        sum += tree_.jump[j] * static_cast<double>(forest.time.size() - tree_.time[j]);
      mortality_.push_back(sum);
    }
  }

  const std::vector<std::size_t>& columns() const { return columns_; }

  // Place 0 as the columns are, then one a column of columns() shuffled. Empty: no case, or nothing to compare.
  std::vector<double> errors(Stream draws) const {
    if (rows_.empty()) return {};
    std::vector<double> out;
    Eigen::MatrixXd scores(static_cast<Index>(rows_.size()), static_cast<Index>(columns_.size()) + 1);
    std::vector<std::size_t> from(rows_.size());
    for (std::size_t k = 0; k <= columns_.size(); ++k) {
      std::iota(from.begin(), from.end(), std::size_t{0});
      if (k > 0) draws.shuffle(std::span(from));
      double sum = 0;
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        const auto value = [&](std::size_t j) {
          return x_(k > 0 && j == columns_[k - 1] ? rows_[from[i]] : rows_[i], static_cast<Index>(j));
        };
        const ForestNode& leaf = tree_.leaf_of(value);
        if (forest_.options.kind == ForestKind::survival)
          scores(static_cast<Index>(i), static_cast<Index>(k)) = mortality_[static_cast<std::size_t>(leaf.child)];
        else
          sum += error_of(leaf, outcome_.y[rows_[i]]);
      }
      out.push_back(sum / static_cast<double>(rows_.size()));
    }
    if (forest_.options.kind != ForestKind::survival) return out;
    CoxCases cases;
    cases.time = outcome_.y(rows_);
    for (const Index i : rows_) cases.event.push_back(outcome_.event[static_cast<std::size_t>(i)]);
    const auto found = concordances(cases, scores);
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = 1 - found[k].value;
    return std::isnan(out[0]) ? std::vector<double>() : out;
  }

 private:
  double error_of(const ForestNode& leaf, double y) const {
    if (forest_.options.kind == ForestKind::votes) return leaf.cut == y ? 0 : 1;
    if (forest_.options.kind == ForestKind::regression) return (leaf.cut - y) * (leaf.cut - y);
    double sum = 0;
    const auto classes = static_cast<std::size_t>(forest_.classes);
    for (std::size_t c = 0; c < classes; ++c) {
      const double off =
          tree_.share[static_cast<std::size_t>(leaf.child) * classes + c] - (c == static_cast<std::size_t>(y) ? 1 : 0);
      sum += off * off;
    }
    return sum / 2;
  }

  const Forest& forest_;
  const ForestTree& tree_;
  ConstMatrix x_;
  const ForestOutcome& outcome_;
  std::vector<Index> rows_;
  std::vector<std::size_t> columns_;
  std::vector<double> mortality_;  // survival: by leaf
};

}  // namespace

VectorXd permutation_importance(const Forest& forest, ConstMatrix x, const ForestOutcome& outcome, std::uint64_t key,
                                std::uint32_t replicate, const ParallelFor& parallel) {
  std::vector<std::vector<std::pair<std::size_t, double>>> added(forest.trees.size());
  parallel(added.size(), [&](std::size_t t) {
    const TreeJudge judge(forest, t, x, outcome);
    const auto errors = judge.errors(Stream(key, replicate, static_cast<std::uint32_t>(added.size() + t)));
    for (std::size_t k = 1; k < errors.size(); ++k)
      added[t].emplace_back(judge.columns()[k - 1], errors[k] - errors[0]);
  });
  VectorXd out = VectorXd::Zero(x.cols());
  for (const auto& tree : added)
    for (const auto& [column, value] : tree) out[static_cast<Index>(column)] += value;
  return out / static_cast<double>(forest.trees.size());
}

}  // namespace rgx::stats
