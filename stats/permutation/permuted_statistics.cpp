#include "stats/permutation/permuted_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/covariate_basis.hpp"
#include "stats/permutation/permuted_kinds.hpp"

namespace rgx::stats {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& cases) {
  std::vector<T> out;
  if (values.empty()) return out;
  for (const std::size_t i : cases) out.push_back(values[i]);
  return out;
}

bool has_regression_form(PermutedStatistic statistic) {
  return statistic != PermutedStatistic::welch && statistic != PermutedStatistic::wilcoxon;
}

}  // namespace

std::string_view permuted_statistic_name(PermutedStatistic statistic) {
  switch (statistic) {
    case PermutedStatistic::welch:
      return "welch";
    case PermutedStatistic::student:
      return "student";
    case PermutedStatistic::f:
      return "f";
    case PermutedStatistic::wilcoxon:
      return "wilcoxon";
    case PermutedStatistic::pearson:
      return "pearson";
    case PermutedStatistic::spearman:
      return "spearman";
  }
  return "";
}

CompleteDesign complete_design(const PermutationDesign& design, std::size_t n) {
  const bool groups = design.by_group();
  if ((groups ? design.group.size() : design.outcome.size()) != n) {
    throw std::invalid_argument("outcome of another number of cases than the features");
  }
  if (groups ? !design.outcome.empty() : !design.group.empty()) {
    throw std::invalid_argument("groups and a continuous outcome at once");
  }
  if (!design.strata.empty() && design.strata.size() != n) throw std::invalid_argument("strata of another length");
  if (!design.covariates.empty() && !has_regression_form(design.statistic)) {
    throw std::invalid_argument("no form with covariates: use student, f or spearman");
  }
  if (groups && design.statistic != PermutedStatistic::f &&
      std::any_of(design.group.begin(), design.group.end(), [](int g) { return g > 1; })) {
    throw std::invalid_argument("a third group in a statistic of two");
  }
  CompleteDesign out{design, {}};
  for (const std::size_t i : covariate_cases(design.covariates, n)) {
    const bool known = groups ? design.group[i] >= 0 : !std::isnan(design.outcome[i]);
    if (known && (design.strata.empty() || design.strata[i] >= 0)) out.cases.push_back(i);
  }
  out.design.group = pick(design.group, out.cases);
  out.design.outcome = pick(design.outcome, out.cases);
  out.design.strata = pick(design.strata, out.cases);
  for (auto& codes : out.design.covariates.categories) codes = pick(codes, out.cases);
  if (design.covariates.continuous.cols() > 0) {
    out.design.covariates.continuous.resize(static_cast<Eigen::Index>(out.cases.size()),
                                            design.covariates.continuous.cols());
    for (std::size_t k = 0; k < out.cases.size(); ++k) {
      out.design.covariates.continuous.row(static_cast<Eigen::Index>(k)) =
          design.covariates.continuous.row(static_cast<Eigen::Index>(out.cases[k]));
    }
  }
  return out;
}

std::unique_ptr<PermutedStatistics> permuted_statistics(ConstMatrix features, std::span<const Eigen::Index> columns,
                                                        const PermutationDesign& design) {
  const bool labels = design.by_group() && design.covariates.empty();
  return labels ? permuted_groups(features, columns, design) : permuted_regression(features, columns, design);
}

}  // namespace rgx::stats
