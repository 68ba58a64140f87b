#include "stats/groups/group_screen.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/groups/group_moments.hpp"
#include "stats/groups/group_sums.hpp"
#include "stats/groups/kruskal.hpp"
#include "stats/groups/rank_sum.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

bool by_ranks(GroupTest test) { return test == GroupTest::wilcoxon || test == GroupTest::kruskal_wallis; }
bool of_two(GroupTest test) {
  return test == GroupTest::wilcoxon || test == GroupTest::student || test == GroupTest::welch;
}

std::span<const double> column_of(const Eigen::Ref<const MatrixXd>& m, Index c) {
  return {m.data() + c * m.outerStride(), static_cast<std::size_t>(m.rows())};
}

// The test of one pair, done by the function that the screen stands for.
TestResult alone(std::span<const double> feature, std::span<const int> codes, GroupTest test,
                 const GroupScreenOptions& options) {
  if (test == GroupTest::kruskal_wallis) return kruskal_wallis(feature, codes, nullptr, options.level);
  if (!of_two(test)) return anova(feature, codes, test == GroupTest::anova, options.level);
  const auto groups = by_group(feature, codes, 2);
  if (test == GroupTest::wilcoxon) return wilcoxon(groups[1], groups[0], options.exact, options.level);
  return test == GroupTest::student ? student(groups[1], groups[0], options.level)
                                    : welch(groups[1], groups[0], options.level);
}

// The feature with mean 0 and standard deviation 1, 0 where missing; false where its units or its spread would show.
bool standardise(std::span<const double> feature, double* out) {
  const auto values = without_missing(feature);
  std::fill(out, out + feature.size(), 0.0);
  if (values.size() < 2 || !all_finite(values)) return false;
  double most = 0;
  for (const double v : values) most = std::max(most, std::abs(v));
  if (!(most > 1e-100 && most < 1e100)) return false;
  const double centre = mean(values), spread = std::sqrt(variance(values));
  if (!(spread > 1e-6 * most)) return false;
  for (std::size_t i = 0; i < feature.size(); ++i) {
    if (!std::isnan(feature[i])) out[i] = (feature[i] - centre) / spread;
  }
  return true;
}

// What the products are made of, and their sums for one pattern of groupings (features × columns).
struct Sums {
  MatrixXd count, sum, squares;
  std::vector<double> ties;
};

class Screen {
 public:
  Screen(const Eigen::Ref<const MatrixXd>& features, std::span<const std::vector<int>> groupings, GroupTest test,
         const GroupScreenOptions& options, const ParallelFor& parallel)
      : features_(features), groupings_(groupings), test_(test), options_(options), parallel_(parallel) {
    const auto count = static_cast<std::size_t>(features.cols());
    orders_.resize(by_ranks(test) ? count : 0);
    usable_.assign(count, 1);
    known_ = features.array().isNaN().select(MatrixXd::Zero(features.rows(), features.cols()), 1.0);
    complete_ = (known_.array() == 1).all();
    if (!by_ranks(test)) values_.resize(features.rows(), features.cols());
    parallel(count, [&](std::size_t f) {
      const auto feature = column_of(features_, static_cast<Index>(f));
      if (by_ranks(test_)) {
        orders_[f] = ordering_of(feature);
      } else {
        usable_[f] = standardise(feature, values_.col(static_cast<Index>(f)).data());
      }
    });
  }

  void run(const GroupingPattern& pattern, std::vector<TestResult>& out) {
    const Sums sums = sums_of(pattern);
    parallel_(static_cast<std::size_t>(features_.cols()), [&](std::size_t f) {
      std::vector<double> sum, size;
      std::vector<GroupMoments> moments;
      for (std::size_t k = 0; k < pattern.groupings.size(); ++k) {
        const auto row = static_cast<Index>(f);
        const std::size_t g = pattern.groupings[k];
        sum.clear(), size.clear(), moments.clear();
        for (Index c = pattern.first[k]; c < pattern.first[k] + pattern.levels[k]; ++c) {
          const double n = sums.count(complete_ ? 0 : row, c);
          sum.push_back(sums.sum(row, c)), size.push_back(n);
          if (!by_ranks(test_)) moments.push_back({n, sums.sum(row, c), sums.squares(row, c)});
        }
        TestResult& result = out[f + g * static_cast<std::size_t>(features_.cols())];
        if (test_ == GroupTest::wilcoxon) {
          result = wilcoxon_of(sum, size, sums.ties[f]);
        } else if (test_ == GroupTest::kruskal_wallis) {
          result = kruskal_of(sum, size, sums.ties[f]);
        } else {
          result = means_of(moments, usable_[f] != 0, row, groupings_[g]);
        }
      }
    });
  }

 private:
  Sums sums_of(const GroupingPattern& pattern) const {
    const MatrixXd member = members(pattern, groupings_);
    Sums sums;
    sums.count = complete_ ? MatrixXd(member.colwise().sum()) : product_in_tiles(known_, member, parallel_);
    if (!by_ranks(test_)) {
      sums.sum = product_in_tiles(values_, member, parallel_);
      sums.squares = product_in_tiles(values_.array().square().matrix(), member, parallel_);
      return sums;
    }
    MatrixXd ranks(features_.rows(), features_.cols());
    sums.ties.resize(orders_.size());
    parallel_(orders_.size(), [&](std::size_t f) {
      sums.ties[f] = ranks_among(orders_[f], pattern.known, ranks.col(static_cast<Index>(f)).data());
    });
    sums.sum = product_in_tiles(ranks, member, parallel_);
    return sums;
  }

  TestResult wilcoxon_of(std::span<const double> rank_sum, std::span<const double> size, double ties) const {
    TestResult result;
    result.test = "wilcoxon";
    result.estimate_kind = "auc";
    const double n1 = size[1], n0 = size[0], n = n1 + n0;
    result.n = static_cast<std::size_t>(n);
    if (n1 == 0 || n0 == 0) return refuse(result, Reason::one_class);
    if (ties == n * n * n - n) return refuse(result, Reason::constant);
    result.statistic = rank_sum[1] - n1 * (n1 + 1) / 2;
    result.estimate = result.statistic / (n1 * n0);
    result.ci_reason = Reason::not_asked;
    rank_sum_p(result, n1, n0, ties, options_.exact);
    return result;
  }

  static TestResult kruskal_of(std::span<const double> rank_sum, std::span<const double> size, double ties) {
    TestResult result;
    result.test = "kruskal_wallis";
    result.estimate_kind = "rank_epsilon_squared";
    double n = 0;
    int groups = 0;
    for (const double s : size) n += s, groups += s > 0;
    result.n = static_cast<std::size_t>(n);
    if (groups < 2) return refuse(result, Reason::one_class);
    result.statistic = kruskal_h(rank_sum, size, ties);
    if (std::isnan(result.statistic)) return refuse(result, Reason::constant);
    kruskal_p(result, groups);
    result.ci_reason = Reason::not_asked;
    return result;
  }

  TestResult means_of(std::span<const GroupMoments> groups, bool usable, Index feature,
                      std::span<const int> codes) const {
    TestResult result;
    const bool two = of_two(test_);
    result.test = test_ == GroupTest::student ? "t"
                  : test_ == GroupTest::welch ? "welch"
                  : test_ == GroupTest::anova ? "anova"
                                              : "welch anova";
    result.estimate_kind = two ? "hedges_g" : "eta_squared";
    for (const GroupMoments& g : groups) result.n += static_cast<std::size_t>(g.n);
    const bool done = usable && (two ? t_from_moments(result, groups[1], groups[0], test_ == GroupTest::student)
                                     : anova_from_moments(result, groups, test_ == GroupTest::anova));
    if (!done) result = alone(column_of(features_, feature), codes, test_, options_);
    if (result.reason == Reason::none) {
      result.ci_low = result.ci_high = missing;
      result.ci_reason = Reason::not_asked;
    }
    return result;
  }

  static TestResult& refuse(TestResult& result, Reason reason) {
    result.reason = result.ci_reason = reason;
    return result;
  }

  const Eigen::Ref<const MatrixXd> features_;
  std::span<const std::vector<int>> groupings_;
  GroupTest test_;
  const GroupScreenOptions& options_;
  const ParallelFor& parallel_;
  std::vector<Ordering> orders_;
  std::vector<char> usable_;
  bool complete_ = true;
  MatrixXd known_, values_;
};

}  // namespace

std::vector<TestResult> group_screen(const Eigen::Ref<const MatrixXd>& features,
                                     std::span<const std::vector<int>> groupings, GroupTest test,
                                     const GroupScreenOptions& options, const ParallelFor& parallel) {
  const auto patterns = grouping_patterns(groupings, static_cast<std::size_t>(features.rows()), of_two(test) ? 2 : 1);
  for (const auto& codes : groupings) {
    if (of_two(test) && std::any_of(codes.begin(), codes.end(), [](int code) { return code > 1; })) {
      throw std::invalid_argument("a code beyond 0 and 1 where two groups are compared");
    }
  }
  const auto count = static_cast<std::size_t>(features.cols());
  std::vector<TestResult> out(count * groupings.size());
  if (options.intervals) {
    parallel(out.size(), [&](std::size_t i) {
      out[i] = alone(column_of(features, static_cast<Index>(i % count)), groupings[i / count], test, options);
    });
    return out;
  }
  Screen screen(features, groupings, test, options, parallel);
  for (const GroupingPattern& pattern : patterns) screen.run(pattern, out);
  return out;
}

}  // namespace rgx::stats
