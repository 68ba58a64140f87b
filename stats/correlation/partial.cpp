#include "stats/correlation/partial.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "stats/base/covariate_basis.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {

TestResult semi_partial(std::span<const double> left, std::span<const double> right, Correlation kind,
                        const Covariates& covariates, double level) {
  if (left.size() != right.size()) throw std::invalid_argument("columns of different lengths");
  TestResult result;
  const bool pearson = kind == Correlation::pearson;
  result.test = pearson ? "semipartial pearson" : "semipartial spearman";
  result.estimate_kind = pearson ? "semipartial_r" : "semipartial_rho";
  std::vector<std::size_t> cases;
  for (const std::size_t i : covariate_cases(covariates, left.size())) {
    if (!std::isnan(left[i]) && !std::isnan(right[i])) cases.push_back(i);
  }
  const auto n = static_cast<Eigen::Index>(cases.size());
  result.n = cases.size();
  const CovariateBasis basis = covariate_basis(covariates, cases, kind), none{Eigen::MatrixXd(n, 0)};
  const double df = static_cast<double>(n) - 2 - basis.rank();
  if (df < 1) return refuse(result, Reason::too_few);
  Eigen::VectorXd x(n), y(n);
  const Reason of_left = standardised_residual(left, cases, none, kind, x);
  const Reason of_right = standardised_residual(right, cases, basis, kind, y);
  if (of_left != Reason::none || of_right != Reason::none) {
    return refuse(result, of_left != Reason::none ? of_left : of_right);
  }
  double r = x.dot(y);
  // Two columns that agree up to rounding agree.
  if (std::abs(r) > 1 - 1e-15) r = r > 0 ? 1 : -1;
  result.df = df;
  result.estimate = r;
  result.statistic = r * std::sqrt(df / ((1 - r) * (1 + r)));
  result.set(t_two_sided(result.statistic, df));
  if (df < 2) {
    result.ci_reason = Reason::too_few;
    return result;
  }
  const Interval ci = fisher_z_interval(r, std::sqrt((pearson ? 1 : 1 + r * r / 2) / (df - 1)), level);
  result.ci_low = ci.low, result.ci_high = ci.high;
  return result;
}

TestResult point_biserial(std::span<const double> x, std::span<const int> code, double level) {
  std::vector<double> values;
  for (const int c : code) {
    if (c > 1) throw std::invalid_argument("a two-valued variable is coded 0 and 1");
    values.push_back(c < 0 ? missing : c);
  }
  TestResult result = correlate(x, values, Correlation::pearson, {}, level);
  result.test = "point_biserial";
  result.estimate_kind = "point_biserial_r";
  bool seen[2] = {};
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] >= 0 && !std::isnan(x[i])) seen[code[i]] = true;
  }
  if (!seen[0] || !seen[1]) return refuse(result, Reason::one_class);
  return result;
}

}  // namespace rgx::stats
