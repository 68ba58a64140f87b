// Group statistics without covariates: group sums of all features under many labellings are one product with the 0/1
// matrix of who is in the group (X·L), sums of squares another (X²·L), group sizes of features with gaps a third.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "stats/permutation/permuted_features.hpp"
#include "stats/permutation/permuted_kinds.hpp"

namespace rgx::stats {
namespace {

constexpr double nothing_within = 1e-12;  // share of the sum of squares that is rounding
constexpr double infinite = std::numeric_limits<double>::infinity();

// Statistics of a feature of mean 0 and sum of squares 1 on n cases. What depends on group sizes alone is worked out
// once, as they are the same for all complete features.
struct Welch {
  double difference, weight1, weight0, per1, per0;
  Welch(double n1, double n)
      : difference(1 / n1 + 1 / (n - n1)),
        weight1(1 / (n1 * (n1 - 1))),
        weight0(1 / ((n - n1) * (n - n1 - 1))),
        per1(1 / n1),
        per0(1 / (n - n1)) {}
  static bool exists(double n1, double n) { return n1 >= 2 && n - n1 >= 2; }
  double operator()(double sum, double squares) const {
    const double within1 = std::max(0.0, squares - sum * sum * per1);
    const double within0 = std::max(0.0, 1 - squares - sum * sum * per0);
    const double t = sum * difference / std::sqrt(within1 * weight1 + within0 * weight0);
    return within1 + within0 > nothing_within ? t : std::copysign(infinite, sum);
  }
};

struct Student {
  double between, df;
  Student(double n1, double n) : between(1 / n1 + 1 / (n - n1)), df(n - 2) {}
  static bool exists(double n1, double n) { return n1 >= 1 && n - n1 >= 1 && n >= 3; }
  double operator()(double sum, double /*squares*/) const {
    const double share = sum * sum * between, within = 1 - share;
    return within > nothing_within ? std::copysign(std::sqrt(df * share / within), sum) : std::copysign(infinite, sum);
  }
};

struct RankSum {
  double scale;
  RankSum(double n1, double n) : scale(std::sqrt(n * (n - 1) / (n1 * (n - n1)))) {}
  static bool exists(double n1, double n) { return n1 >= 1 && n - n1 >= 1; }
  double operator()(double sum, double /*squares*/) const { return sum * scale; }
};

class PermutedGroups final : public PermutedStatistics {
 public:
  PermutedGroups(ConstMatrix features, std::span<const Eigen::Index> columns, const PermutationDesign& design)
      : design_(design), cases_(features.rows()), groups_(2) {
    for (const int g : design.group) groups_ = std::max(groups_, g + 1);
    reason.assign(columns.size(), Reason::none);
    n.assign(columns.size(), 0);
    const Correlation kind =
        design.statistic == PermutedStatistic::wilcoxon ? Correlation::spearman : Correlation::pearson;
    const auto blocks = feature_blocks(features, columns, {}, kind, reason);
    for (const auto& block : blocks) note(block);
    complete_ = filled_features(blocks, cases_, false);
    gaps_ = filled_features(blocks, cases_, true);
  }

  [[nodiscard]] std::vector<int> observed() const override { return design_.group; }

  void compute(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const override {
    switch (design_.statistic) {
      case PermutedStatistic::welch:
        two_groups<Welch>(labels, out);
        break;
      case PermutedStatistic::student:
        two_groups<Student>(labels, out);
        break;
      case PermutedStatistic::wilcoxon:
        two_groups<RankSum>(labels, out);
        break;
      default:
        variance_ratio(labels, out);
    }
  }

 private:
  void note(const FeatureBlock& block) {
    std::vector<double> sizes(static_cast<std::size_t>(groups_), 0.0);
    for (const std::size_t i : block.cases) sizes[static_cast<std::size_t>(design_.group[i])] += 1;
    const Reason absent = why_not(sizes);
    for (const Eigen::Index place : block.places) {
      n[static_cast<std::size_t>(place)] = static_cast<int>(block.cases.size());
      auto& why = reason[static_cast<std::size_t>(place)];
      if (absent != Reason::none) why = absent;
    }
  }

  [[nodiscard]] Reason why_not(const std::vector<double>& sizes) const {
    double present = 0, cases = 0;
    bool alone = false;
    for (const double size : sizes) {
      if (size > 0) present += 1;
      if (size == 1) alone = true;
      cases += size;
    }
    if (present < 2) return Reason::one_class;
    if (design_.statistic == PermutedStatistic::wilcoxon) return Reason::none;
    if (design_.statistic == PermutedStatistic::welch) return alone ? Reason::too_few : Reason::none;
    return cases > present ? Reason::none : Reason::too_few;
  }

  static Eigen::MatrixXd members(const Eigen::Ref<const Eigen::MatrixXi>& labels, int group) {
    return (labels.array() == group).cast<double>().matrix();
  }

  template <class Statistic>
  void two_groups(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const {
    const Eigen::MatrixXd one = members(labels, 1);
    const bool squared = design_.statistic == PermutedStatistic::welch;
    for (const FilledFeatures* part : {&complete_, &gaps_}) {
      if (part->places.empty()) continue;
      const Eigen::MatrixXd sum = part->values.transpose() * one;
      const Eigen::MatrixXd squares =
          squared ? Eigen::MatrixXd(part->values.array().square().matrix().transpose() * one) : sum;
      if (part == &gaps_) {
        const Eigen::MatrixXd n1 = part->known.transpose() * one;
        for (Eigen::Index b = 0; b < labels.cols(); ++b) {
          for (Eigen::Index f = 0; f < sum.rows(); ++f) {
            const double cases = part->n[static_cast<std::size_t>(f)];
            out(part->places[static_cast<std::size_t>(f)], b) =
                Statistic::exists(n1(f, b), cases) ? Statistic(n1(f, b), cases)(sum(f, b), squares(f, b)) : 0;
          }
        }
        continue;
      }
      const auto cases = static_cast<double>(cases_), n1 = one.col(0).sum();
      if (!Statistic::exists(n1, cases)) {
        for (const Eigen::Index place : part->places) out.row(place).setZero();
        continue;
      }
      const Statistic statistic(n1, cases);
      for (Eigen::Index b = 0; b < labels.cols(); ++b) {
        for (Eigen::Index f = 0; f < sum.rows(); ++f) {
          out(part->places[static_cast<std::size_t>(f)], b) = statistic(sum(f, b), squares(f, b));
        }
      }
    }
  }

  void variance_ratio(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const {
    for (const FilledFeatures* part : {&complete_, &gaps_}) {
      const auto features = static_cast<Eigen::Index>(part->places.size());
      if (features == 0) continue;
      Eigen::MatrixXd between = Eigen::MatrixXd::Zero(features, labels.cols()), present = between;
      for (int g = 0; g < groups_; ++g) {
        const Eigen::MatrixXd member = members(labels, g);
        const Eigen::MatrixXd sum = part->values.transpose() * member;
        const Eigen::MatrixXd size = part == &gaps_ ? Eigen::MatrixXd(part->known.transpose() * member)
                                                    : member.colwise().sum().replicate(features, 1);
        between.array() += (size.array() > 0).select(sum.array().square() / size.array(), 0.0);
        present.array() += (size.array() > 0).cast<double>();
      }
      for (Eigen::Index b = 0; b < labels.cols(); ++b) {
        for (Eigen::Index f = 0; f < features; ++f) {
          const double df1 = present(f, b) - 1, df2 = part->n[static_cast<std::size_t>(f)] - present(f, b);
          const double within = 1 - between(f, b);
          out(part->places[static_cast<std::size_t>(f)], b) = df1 < 1 || df2 < 1 ? 0
                                                              : within > nothing_within
                                                                  ? between(f, b) / df1 / (within / df2)
                                                                  : infinite;
        }
      }
    }
  }

  const PermutationDesign& design_;
  Eigen::Index cases_;
  int groups_;
  FilledFeatures complete_, gaps_;
};

}  // namespace

std::unique_ptr<PermutedStatistics> permuted_groups(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                    const PermutationDesign& design) {
  return std::make_unique<PermutedGroups>(features, columns, design);
}

}  // namespace rgx::stats
