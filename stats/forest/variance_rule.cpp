#include <Eigen/Core>

#include "stats/forest/node_rule.hpp"

namespace rgx::stats {
namespace {

class VarianceRule : public NodeRule {
 public:
  explicit VarianceRule(ConstVector y)
      : y_(y), drawn_(static_cast<std::size_t>(y.size())), left_(drawn_.size()), sum_(drawn_.size()) {}

  bool enter(std::span<const std::uint32_t> cases, const std::uint32_t* times) override {
    total_ = 0;
    double sum = 0;
    bool varies = false;
    for (const std::uint32_t c : cases) {
      total_ += times[c];
      sum += times[c] * y_[c];
      varies = varies || y_[c] != y_[cases[0]];
    }
    mean_ = varies ? sum / total_ : y_[cases[0]];
    for (const std::uint32_t c : cases) drawn_[c] = {static_cast<double>(times[c]), times[c] * (y_[c] - mean_)};
    return varies;
  }

  // Between the children lie n (sum of the left deviations)² / (n_L n_R).
  void judge(std::span<const std::uint32_t> ordered, double* criterion) override {
    const std::size_t cuts = ordered.size() - 1;
    double left = 0, sum = 0;
    for (std::size_t k = 0; k < cuts; ++k) {
      left_[k] = left += drawn_[ordered[k]].times;
      sum_[k] = sum += drawn_[ordered[k]].deviation;
    }
    for (std::size_t k = 0; k < cuts; ++k) criterion[k] = sum_[k] * sum_[k] / (left_[k] * (total_ - left_[k]));
  }

  double gain(double criterion) const override { return criterion * total_; }
  void leaf(ForestNode& node, ForestTree&, Stream&) override { node.cut = mean_; }

 private:
  struct Drawn {
    double times, deviation;
  };
  Eigen::VectorXd y_;
  std::vector<Drawn> drawn_;
  std::vector<double> left_, sum_;
  double total_ = 0, mean_ = 0;
};

}  // namespace

std::unique_ptr<NodeRule> variance_rule(ConstVector y) { return std::make_unique<VarianceRule>(y); }

}  // namespace rgx::stats
