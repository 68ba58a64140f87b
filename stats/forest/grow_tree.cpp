#include "stats/forest/grow_tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rgx::stats {
namespace {

using Eigen::Index;

struct Cut {
  std::size_t column = 0;
  double value = 0;
  double criterion = -1;
};

// A node that is still to be cut: its cases stand in places first … last - 1.
struct Open {
  std::size_t node, first, last;
  int depth;
};

class Grower {
 public:
  Grower(const GrowInput& in, const std::vector<std::uint32_t>& times, Stream& draws)
      : in_(in), times_(times), draws_(draws), rule_(in.rule()), column_(static_cast<std::size_t>(in.x.cols())) {
    for (std::size_t c = 0; c < times.size(); ++c)
      if (times[c] > 0) case_.push_back(static_cast<std::uint32_t>(c));
    ordered_.resize(case_.size());
    criterion_.resize(case_.size());
    std::iota(column_.begin(), column_.end(), 0U);
  }

  ForestTree grow(std::vector<std::pair<std::uint32_t, double>>& impurity) {
    ForestTree tree;
    tree.nodes.emplace_back();
    std::vector<Open> open{{0, 0, case_.size(), 0}};
    std::int32_t leaves = 0;
    while (!open.empty()) {
      const Open at = open.back();
      open.pop_back();
      const std::span cases(case_.data() + at.first, at.last - at.first);
      const bool divisible = rule_->enter(cases, times_.data()) && has_room(cases, at.depth);
      const Cut cut = divisible ? best_cut(cases) : Cut();
      if (cut.criterion < 0) {
        ForestNode& leaf = tree.nodes[at.node];
        leaf.child = leaves++;
        rule_->leaf(leaf, tree, draws_);
        continue;
      }
      impurity.emplace_back(static_cast<std::uint32_t>(cut.column), rule_->gain(cut.criterion));
      const auto value = in_.x.col(static_cast<Index>(cut.column));
      const auto right = std::ranges::partition(cases, [&](std::uint32_t c) { return value[c] <= cut.value; });
      const std::size_t middle = at.last - right.size(), child = tree.nodes.size();
      tree.nodes[at.node] = {static_cast<std::int32_t>(cut.column), static_cast<std::int32_t>(child), cut.value};
      tree.nodes.resize(child + 2);
      open.push_back({child + 1, middle, at.last, at.depth + 1});
      open.push_back({child, at.first, middle, at.depth + 1});
    }
    return tree;
  }

 private:
  bool has_room(std::span<const std::uint32_t> cases, int depth) const {
    if (in_.options.max_depth > 0 && depth >= in_.options.max_depth) return false;
    if (in_.options.kind == ForestKind::survival) return true;  // the children are counted instead
    std::size_t drawn = 0;
    for (const std::uint32_t c : cases) drawn += times_[c];
    return drawn > static_cast<std::size_t>(in_.options.min_node);
  }

  Cut best_cut(std::span<const std::uint32_t> cases) {
    Cut best;
    // The first of a shuffle; what the last node left is as good a start as any.
    const auto mtry = static_cast<std::size_t>(in_.options.mtry);
    for (std::size_t k = 0; k < mtry; ++k) std::swap(column_[k], column_[k + draws_.below(column_.size() - k)]);
    const bool many = cases.size() >= 32;
    for (std::size_t k = 0; k < mtry; ++k) {
      const std::size_t j = column_[k];
      if (many && k + 1 < mtry) in_.order.fetch(column_[k + 1]);
      in_.order.list(j, cases, ordered_.data(), scratch_);
      const std::span ordered(ordered_.data(), cases.size());
      const auto value = in_.x.col(static_cast<Index>(j));
      const double least = value[ordered.front()], largest = value[ordered.back()];
      if (least == largest) continue;
      rule_->judge(ordered, criterion_.data());
      if (in_.options.cuts == ForestCuts::best)
        try_every(j, ordered, best);
      else
        for (int r = 0; r < in_.options.random_cuts; ++r) {
          const double at = draws_.uniform();
          try_at(j, ordered, least * (1 - at) + largest * at, best);
        }
    }
    return best;
  }

  void try_every(std::size_t j, std::span<const std::uint32_t> ordered, Cut& best) {
    const auto value = in_.x.col(static_cast<Index>(j));
    const std::size_t cuts = ordered.size() - 1;
    if (in_.order.tied(j))
      for (std::size_t k = 0; k < cuts; ++k)
        if (value[ordered[k]] == value[ordered[k + 1]]) criterion_[k] = -1;
    const Eigen::Map<const Eigen::VectorXd> all(criterion_.data(), static_cast<Index>(cuts));
    const double most = all.maxCoeff();
    if (!(most > best.criterion)) return;
    const auto k =
        static_cast<std::size_t>(std::find(criterion_.data(), criterion_.data() + cuts, most) - criterion_.data());
    const double below = value[ordered[k]], above = value[ordered[k + 1]];
    double middle = (below + above) / 2;
    if (!std::isfinite(middle)) middle = below / 2 + above / 2;
    if (middle >= above) middle = below;
    best = {j, middle, most};
  }

  void try_at(std::size_t j, std::span<const std::uint32_t> ordered, double cut, Cut& best) {
    const auto value = in_.x.col(static_cast<Index>(j));
    const auto above = std::ranges::partition_point(ordered, [&](std::uint32_t c) { return value[c] <= cut; });
    if (above == ordered.begin() || above == ordered.end()) return;  // rounded onto an end
    const double found = criterion_[static_cast<std::size_t>(above - ordered.begin()) - 1];
    if (found > best.criterion) best = {j, cut, found};
  }

  const GrowInput& in_;
  const std::vector<std::uint32_t>& times_;
  Stream& draws_;
  std::unique_ptr<NodeRule> rule_;
  std::vector<std::uint32_t> case_, column_, ordered_;
  std::vector<double> criterion_;
  ColumnOrder::Scratch scratch_;
};

}  // namespace

ForestTree grow_tree(const GrowInput& in, const std::vector<std::uint32_t>& times, Stream& draws,
                     std::vector<std::pair<std::uint32_t, double>>& impurity) {
  return Grower(in, times, draws).grow(impurity);
}

}  // namespace rgx::stats
