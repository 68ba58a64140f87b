#include "stdlib/analysis/audit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/base/covariate_basis.hpp"

namespace rgx::stdlib {

namespace {

// Values of length 1 whose gap is below this are equal but for rounding.
constexpr double kRounding = 1e-12;

void join_ties(std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    double& value = values[order[i]];
    if (value - values[order[i - 1]] < kRounding) value = values[order[i - 1]];
  }
}

}  // namespace

stats::Reason leave_residual(std::vector<double>& values, const stats::Covariates& covariates,
                             stats::Correlation kind) {
  std::vector<std::size_t> cases(values.size());
  std::iota(cases.begin(), cases.end(), std::size_t{0});
  if (cases.empty()) return stats::Reason::too_few;
  Eigen::VectorXd left(static_cast<Eigen::Index>(cases.size()));
  const auto basis = stats::covariate_basis(covariates, cases, kind);
  const auto reason = stats::standardised_residual(values, cases, basis, kind, left);
  if (reason != stats::Reason::none) return reason;
  values.assign(left.begin(), left.end());
  join_ties(values);
  return reason;
}

Residuals residuals_of(std::span<const double> left, std::span<const double> right, const stats::Covariates& covariates,
                       stats::Correlation kind) {
  Residuals out;
  stats::Covariates known;
  std::vector<Eigen::Index> cases;
  for (const std::size_t i : stats::covariate_cases(covariates, left.size())) {
    if (std::isnan(left[i]) || std::isnan(right[i])) continue;
    cases.push_back(static_cast<Eigen::Index>(i));
    out.left.push_back(left[i]);
    out.right.push_back(right[i]);
  }
  if (covariates.continuous.cols() > 0) known.continuous = covariates.continuous(cases, Eigen::all);
  for (const auto& codes : covariates.categories) {
    known.categories.emplace_back();
    for (const auto i : cases) known.categories.back().push_back(codes[static_cast<std::size_t>(i)]);
  }
  out.reason = leave_residual(out.left, known, kind);
  if (out.reason == stats::Reason::none) out.reason = leave_residual(out.right, known, kind);
  return out;
}

void take_audit(ResultRow& row, const stats::TestResult& adjusted) {
  row.adjusted_estimate = adjusted.estimate;
  if (std::isnan(adjusted.estimate)) {
    const auto reason = adjusted.reason != stats::Reason::none ? adjusted.reason : adjusted.ci_reason;
    if (!std::isnan(row.estimate)) row.add_note("audit: " + std::string(stats::reason_name(reason)));
  } else if (adjusted.n != row.n) {
    row.add_note("audit: " + std::to_string(adjusted.n) + " cases");
  }
}

}  // namespace rgx::stdlib
