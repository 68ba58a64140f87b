#pragma once
// The statistics of many features under one arrangement of the cases after another, as matrix products.
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {

// welch, student: t of group 1 less group 0. f: equal variances, any number of groups. wilcoxon: rank sum of group 1,
// standardised with its tie-corrected variance, no continuity correction. pearson, spearman: r and ρ.
// With covariates: student the t and f the F of the groups in the linear model with them (R: lm, anova), pearson and
// spearman the partial r and ρ of correlate(); welch and wilcoxon have no such form.
enum class PermutedStatistic { welch, student, f, wilcoxon, pearson, spearman };
std::string_view permuted_statistic_name(PermutedStatistic statistic);

// What the features are tested against. Cases with a missing outcome, stratum or covariate are left out of everything.
struct PermutationDesign {
  PermutedStatistic statistic = PermutedStatistic::welch;
  std::vector<int> group;       // welch, student, f, wilcoxon: codes from 0, negative = missing
  std::vector<double> outcome;  // pearson, spearman: NaN = missing
  std::vector<int> strata;      // empty, or codes within which cases are exchangeable, negative = missing
  // Where there are any, the residuals of each feature on them are permuted and the whole model is fitted again
  // (Freedman & Lane 1983; Winkler et al. 2014). Labels are never permuted past declared covariates: that keeps no
  // error rate when they are related to both sides.
  Covariates covariates;

  [[nodiscard]] bool by_group() const {
    return statistic != PermutedStatistic::pearson && statistic != PermutedStatistic::spearman;
  }
};

// The design on its complete cases; `cases` are their row numbers. Throws std::invalid_argument for vectors of other
// than n cases, welch and wilcoxon with covariates, and group codes above 1 with statistics of two groups.
struct CompleteDesign {
  PermutationDesign design;
  std::vector<std::size_t> cases;
};
CompleteDesign complete_design(const PermutationDesign& design, std::size_t n);

// Features in columns, on the cases of a complete design. A feature with missing values is tested on the cases that
// have it, the labels of all cases being dealt out in the same way for every feature.
class PermutedStatistics {
 public:
  virtual ~PermutedStatistics() = default;
  // out: features × arrangements. Entry (i, b) of labels is the group (without covariates) or the number of the case
  // whose outcome and covariates case i takes in arrangement b. 0 where the statistic does not exist in an arrangement
  // (a group too small among the cases that have the feature), infinite where nothing varies within the groups.
  virtual void compute(const Eigen::Ref<const Eigen::MatrixXi>& labels, Eigen::Ref<Eigen::MatrixXd> out) const = 0;
  // Labels of the cases as observed.
  [[nodiscard]] virtual std::vector<int> observed() const = 0;

  // Per feature: why it cannot be tested, and on how many cases it is.
  std::vector<Reason> reason;
  std::vector<int> n;
};
// `design` as complete_design() gives it, kept by reference; features has its cases. Columns in the order wanted.
std::unique_ptr<PermutedStatistics> permuted_statistics(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                        const PermutationDesign& design);

}  // namespace rgx::stats
