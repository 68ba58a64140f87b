#include <algorithm>

#include "stats/forest/node_rule.hpp"

namespace rgx::stats {
namespace {

class GiniRule : public NodeRule {
 public:
  GiniRule(std::span<const int> y, int classes, bool shares)
      : y_(y),
        shares_(shares),
        drawn_(y.size()),
        count_(static_cast<std::size_t>(classes)),
        left_(static_cast<std::size_t>(classes)) {
    if (classes > 2) left_squares_.resize(y.size()), right_squares_.resize(y.size());
    running_.resize(y.size());
  }

  bool enter(std::span<const std::uint32_t> cases, const std::uint32_t* times) override {
    std::ranges::fill(count_, 0.0);
    for (const std::uint32_t c : cases) {
      count_[static_cast<std::size_t>(y_[c])] += times[c];
      // Both counts of two classes in one word: cases below, those of the second class above.
      drawn_[c] = times[c] | (y_[c] == 1 ? std::uint64_t{times[c]} << 32 : 0);
    }
    total_ = 0;
    squares_ = 0;
    std::size_t present = 0;
    for (const double n : count_) total_ += n, squares_ += n * n, present += n > 0;
    return present > 1;
  }

  void judge(std::span<const std::uint32_t> ordered, double* criterion) override {
    if (count_.size() == 2)
      judge_two(ordered, criterion);
    else
      judge_many(ordered, criterion);
  }

  double gain(double criterion) const override {
    return count_.size() == 2 ? 2 * criterion / total_ : criterion - squares_ / total_;
  }

  void leaf(ForestNode& node, ForestTree& tree, Stream& draws) override {
    if (shares_) {
      for (const double n : count_) tree.share.push_back(n / total_);
      return;
    }
    const double most = std::ranges::max(count_);
    std::vector<std::size_t> best;
    for (std::size_t k = 0; k < count_.size(); ++k)
      if (count_[k] == most) best.push_back(k);
    node.cut = static_cast<double>(best.size() == 1 ? best[0] : best[draws.below(best.size())]);
  }

 private:
  // The fall is 2 (n l₁ - n_L n₁)² / (n n_L n_R), of integers up to the division.
  void judge_two(std::span<const std::uint32_t> ordered, double* criterion) {
    std::uint64_t sum = 0;
    const std::size_t cuts = ordered.size() - 1;
    for (std::size_t k = 0; k < cuts; ++k) running_[k] = sum += drawn_[ordered[k]];
    const double n = total_, ones = count_[1];
    for (std::size_t k = 0; k < cuts; ++k) {
      const auto left = static_cast<double>(static_cast<std::int32_t>(running_[k] & 0xFFFFFFFF));
      const auto left_ones = static_cast<double>(static_cast<std::int32_t>(running_[k] >> 32));
      const double apart = n * left_ones - left * ones;
      criterion[k] = apart * apart / (left * (n - left));
    }
  }

  void judge_many(std::span<const std::uint32_t> ordered, double* criterion) {
    std::ranges::fill(left_, 0.0);
    const std::size_t cuts = ordered.size() - 1;
    double left = 0, left_squares = 0, right_squares = squares_;
    for (std::size_t k = 0; k < cuts; ++k) {
      const std::uint32_t c = ordered[k];
      const auto w = static_cast<double>(drawn_[c] & 0xFFFFFFFF);
      double& l = left_[static_cast<std::size_t>(y_[c])];
      const double r = count_[static_cast<std::size_t>(y_[c])] - l;
      left_squares += w * (2 * l + w);
      right_squares -= w * (2 * r - w);
      l += w;
      left += w;
      left_squares_[k] = left_squares;
      right_squares_[k] = right_squares;
      criterion[k] = left;
    }
    for (std::size_t k = 0; k < cuts; ++k)
      criterion[k] = left_squares_[k] / criterion[k] + right_squares_[k] / (total_ - criterion[k]);
  }

  std::span<const int> y_;
  bool shares_;
  std::vector<std::uint64_t> drawn_, running_;
  std::vector<double> count_, left_, left_squares_, right_squares_;
  double total_ = 0, squares_ = 0;
};

}  // namespace

std::unique_ptr<NodeRule> gini_rule(std::span<const int> y, int classes, bool shares) {
  return std::make_unique<GiniRule>(y, classes, shares);
}

}  // namespace rgx::stats
