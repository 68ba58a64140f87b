#include "stats/multivariate/manova.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "stats/base/design_basis.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/multivariate/block.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Approximation {
  double value, f, df1, df2;
};

// As the sources give them; p responses, q degrees of freedom of the hypothesis, r of the residuals.
Approximation approximate(ManovaStatistic kind, const VectorXd& lambda, double p, double q, double r) {
  const double s = std::min(p, q), m = 0.5 * (std::abs(p - q) - 1), n = 0.5 * (r - p - 1), a = 2 * m + s + 1;
  switch (kind) {
    case ManovaStatistic::pillai: {
      const double v = (lambda.array() / (1 + lambda.array())).sum(), b = 2 * n + s + 1;
      return {v, b / a * v / (s - v), s * a, s * b};
    }
    case ManovaStatistic::wilks: {
      const double log_wilks = -lambda.array().log1p().sum(), free = r - 0.5 * (p - q + 1), less = (p * q - 2) / 4;
      const double under = p * p + q * q - 5, t = under > 0 ? std::sqrt((p * p * q * q - 4) / under) : 1;
      const double df2 = free * t - 2 * less;
      return {std::exp(log_wilks), std::expm1(-log_wilks / t) * df2 / (p * q), p * q, df2};
    }
    case ManovaStatistic::hotelling_lawley: {
      const double sum = lambda.sum(), b = 2 * (s * n + 1);
      return {sum, b * sum / (s * s * a), s * a, b};
    }
    case ManovaStatistic::roy: {
      const double largest = lambda.maxCoeff(), df1 = std::max(p, q), df2 = r - df1 + q;
      return {largest, df2 * largest / df1, df1, df2};
    }
  }
  throw std::logic_error("manova statistic");
}

}  // namespace

std::string_view manova_name(ManovaStatistic statistic) {
  switch (statistic) {
    case ManovaStatistic::pillai:
      return "pillai";
    case ManovaStatistic::wilks:
      return "wilks";
    case ManovaStatistic::hotelling_lawley:
      return "hotelling_lawley";
    case ManovaStatistic::roy:
      return "roy";
  }
  throw std::logic_error("manova statistic");
}

TestResult manova(ConstMatrix responses, ConstMatrix tested, ConstMatrix covariates, ManovaStatistic statistic) {
  const Index all = responses.rows(), p = responses.cols();
  if (tested.rows() != all || (covariates.cols() > 0 && covariates.rows() != all))
    throw std::invalid_argument("different numbers of cases");
  TestResult out;
  out.test = manova_name(statistic);
  out.estimate_kind = manova_name(statistic);
  out.ci_reason = Reason::not_asked;
  std::vector<Index> rows;
  for (Index i = 0; i < all; ++i) {
    const bool known = !responses.row(i).array().isNaN().any() && !tested.row(i).array().isNaN().any() &&
                       (covariates.cols() == 0 || !covariates.row(i).array().isNaN().any());
    if (known) rows.push_back(i);
  }
  const auto n = static_cast<Index>(rows.size());
  out.n = rows.size();
  if (n < 3 || p == 0) return refuse(out, Reason::too_few);
  const Index before = 1 + covariates.cols();
  MatrixXd design(n, before + tested.cols());
  design.col(0).setOnes();
  if (covariates.cols() > 0) design.middleCols(1, covariates.cols()) = covariates(rows, Eigen::all);
  design.rightCols(tested.cols()) = tested(rows, Eigen::all);
  MatrixXd y = responses(rows, Eigen::all);
  if (!design.allFinite() || !y.allFinite()) return refuse(out, Reason::not_finite);
  for (Index j = 0; j < p; ++j)
    if (y.col(j).minCoeff() == y.col(j).maxCoeff()) return refuse(out, Reason::constant);

  const DesignBasis basis(design, VectorXd::Ones(n));
  const auto first = std::lower_bound(basis.kept.begin(), basis.kept.end(), before) - basis.kept.begin();
  const Index hypothesis = basis.rank() - first, residual = n - basis.rank();
  if (hypothesis == 0) return refuse(out, Reason::collinear);
  if (residual < p) return refuse(out, Reason::too_few);
  const MatrixXd q = basis.q / std::sqrt(static_cast<double>(n));
  y.rowwise() -= y.colwise().mean().eval();
  for (Index j = 0; j < p; ++j) y.col(j).normalize();  // units of the responses change nothing
  const MatrixXd on = q.transpose() * y;
  MatrixXd rest = y - q * on;
  rest -= q * (q.transpose() * rest);
  const ThinSvd error = thin_svd(rest);
  if (error.rank() < p || error.d[p - 1] < 1e-9 * error.d[0]) return refuse(out, Reason::collinear);
  const MatrixXd whitened = on.bottomRows(hypothesis) * error.v * error.d.cwiseInverse().asDiagonal();
  const VectorXd lambda = thin_svd(whitened, true).d.array().square();
  const auto number = [](Index k) { return static_cast<double>(k); };
  const Approximation a = approximate(statistic, lambda, number(p), number(hypothesis), number(residual));
  out.estimate = a.value;
  out.statistic = a.f;
  out.df = a.df1, out.df2 = a.df2;
  if (!(a.df2 > 0)) {
    out.reason = Reason::too_few;
    return out;
  }
  out.set(f_upper(a.f, a.df1, a.df2));
  return out;
}

TestResult manova(ConstMatrix responses, std::span<const int> group, ConstMatrix covariates,
                  ManovaStatistic statistic) {
  if (static_cast<Index>(group.size()) != responses.rows()) throw std::invalid_argument("different numbers of cases");
  // Groups that no complete case has give no column.
  std::set<int> present;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto row = static_cast<Index>(i);
    if (group[i] >= 0 && !responses.row(row).array().isNaN().any() &&
        (covariates.cols() == 0 || !covariates.row(row).array().isNaN().any()))
      present.insert(group[i]);
  }
  if (present.size() < 2) {
    TestResult out;
    out.test = out.estimate_kind = manova_name(statistic);
    return refuse(out, Reason::one_class);
  }
  MatrixXd dummies = MatrixXd::Zero(responses.rows(), static_cast<Index>(present.size()) - 1);
  Index column = 0;
  for (auto g = std::next(present.begin()); g != present.end(); ++g, ++column)
    for (std::size_t i = 0; i < group.size(); ++i)
      dummies(static_cast<Index>(i), column) = group[i] < 0 ? missing : (group[i] == *g ? 1 : 0);
  return manova(responses, dummies, covariates, statistic);
}

}  // namespace rgx::stats
