#include "stats/survival/cox_maximise.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/base/margin.hpp"
#include "stats/base/newton.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double eps = std::numeric_limits<double>::epsilon();
// Beside an infinite coefficient another has no estimate when this share of the information at 0 is left.
constexpr double vanished = 1e-9;

// Columns, in order, that add to those before them: elimination on the information, with coxph's tolerance.
std::vector<Index> independent(MatrixXd a) {
  std::vector<Index> kept;
  const double limit = std::pow(eps, 0.75) * a.diagonal().cwiseAbs().maxCoeff();
  for (Index j = 0; j < a.cols(); ++j) {
    if (!(a(j, j) > limit)) {
      a.col(j).setZero();
      a.row(j).setZero();
      continue;
    }
    kept.push_back(j);
    const Index rest = a.cols() - j - 1;
    const VectorXd below = a.col(j).tail(rest);
    a.bottomRightCorner(rest, rest) -= below * below.transpose() / a(j, j);
  }
  return kept;
}

MatrixXd spread_out(const MatrixXd& kept, const std::vector<Index>& columns, Index p) {
  MatrixXd out = MatrixXd::Constant(p, p, missing);
  for (Index i = 0; i < kept.rows(); ++i)
    for (Index j = 0; j < kept.cols(); ++j) out(columns[i], columns[j]) = kept(i, j);
  return out;
}

}  // namespace

std::string cox_refusal(const CoxOrder& order, ConstMatrix design) {
  if (order.size() == 0) return "no cases";
  if (order.weight.minCoeff() <= 0) return "weight not positive";
  bool finite = order.weight.allFinite() && order.offset.allFinite();
  for (const CoxOrder::Group& group : order.groups) finite = finite && std::isfinite(group.time);
  for (const Index i : order.place) finite = finite && design.row(i).allFinite();
  if (!finite) return "not finite";
  return order.events == 0 ? "no events" : "";
}

VectorXd cox_spread(const RowMatrix& x) {
  if (x.size() == 0) return VectorXd::Ones(x.cols());
  const Eigen::RowVectorXd largest =
      x.cwiseAbs().colwise().maxCoeff().unaryExpr([](double v) { return v > 0 ? v : 1; });
  const Eigen::RowVectorXd square = (x * largest.cwiseInverse().asDiagonal()).colwise().squaredNorm();
  const Eigen::RowVectorXd root = (square / static_cast<double>(x.rows())).cwiseSqrt();
  return largest.cwiseProduct(root.unaryExpr([](double v) { return v > 0 ? v : 1; })).transpose();
}

CoxMaximum maximise_partial(const PartialLikelihood& partial, const RowMatrix& x, const VectorXd& offset,
                            const CoxOptions& options) {
  CoxMaximum best;
  const VectorXd spread = cox_spread(x);
  const RowMatrix all = x * spread.cwiseInverse().asDiagonal();
  const CoxPoint start = partial(all, offset);
  best.log_likelihood_null = start.log_likelihood;
  if (x.cols() > 0) best.kept = independent(start.information);
  const Index p = static_cast<Index>(best.kept.size());
  const VectorXd size = spread(best.kept);
  const RowMatrix unit = all(Eigen::all, best.kept);
  double information_at_0 = 0;
  if (p > 0) {
    const VectorXd score = start.score(best.kept);
    const MatrixXd information = start.information(best.kept, best.kept);
    best.score_statistic = score.dot(information.ldlt().solve(score));
    information_at_0 = information.diagonal().maxCoeff();
  }

  const auto likelihood = [&](const VectorXd& coefficient) {
    CoxPoint at = partial(unit, offset + unit * coefficient);
    return NewtonPoint{at.log_likelihood, std::move(at.score), std::move(at.information)};
  };
  const NewtonMaximum maximum =
      newton_maximise(likelihood, VectorXd::Zero(p), {options.epsilon, options.max_iterations});
  best.infinite = maximum.endless;
  best.iterations = maximum.iterations;
  best.converged = maximum.converged;
  best.coefficient = maximum.at.cwiseQuotient(size);
  best.log_hazard = offset + unit * maximum.at;
  best.log_likelihood = maximum.point.value;
  const MatrixXd& information = maximum.point.curvature;
  std::vector<Index> finite;
  for (Index j = 0; j < p; ++j) {
    if (best.infinite[j]) continue;
    if (information(j, j) > vanished * information_at_0)
      finite.push_back(j);
    else
      best.coefficient[j] = missing;
  }
  best.covariance = MatrixXd::Constant(p, p, missing);
  const Index q = static_cast<Index>(finite.size());
  if (q == 0) return best;
  const MatrixXd inverse = symmetric_inverse(information(finite, finite));
  for (Index i = 0; i < q; ++i)
    for (Index j = 0; j < q; ++j)
      best.covariance(finite[i], finite[j]) = inverse(i, j) / size[finite[i]] / size[finite[j]];
  return best;
}

CoxMaximum cox_maximise(const CoxOrder& order, const RowMatrix& x, const CoxOptions& options) {
  const std::vector<CoxTerm> terms = cox_terms(order, options.ties);
  const auto partial = [&](const RowMatrix& columns, const VectorXd& log_hazard) {
    return cox_point(order, terms, columns, log_hazard);
  };
  return maximise_partial(partial, x, order.offset, options);
}

void set_coefficients(CoxFit& fit, const CoxMaximum& best, Index p, const MatrixXd& robust, double level) {
  fit.coefficient = fit.se = fit.z = fit.p = fit.log10_p = fit.hazard_ratio = fit.ci_low = fit.ci_high =
      VectorXd::Constant(p, missing);
  fit.aliased.assign(static_cast<std::size_t>(p), true);
  fit.infinite.assign(static_cast<std::size_t>(p), false);
  fit.covariance = spread_out(best.covariance, best.kept, p);
  fit.se = fit.covariance.diagonal().cwiseSqrt();
  const bool robustly = robust.size() > 0;
  if (robustly) {
    fit.robust_covariance = spread_out(robust, best.kept, p);
    fit.robust_se = fit.robust_covariance.diagonal().cwiseSqrt();
  }
  const MatrixXd& used = robustly ? fit.robust_covariance : fit.covariance;
  for (std::size_t k = 0; k < best.kept.size(); ++k) {
    const Index j = best.kept[k];
    fit.aliased[j] = false;
    fit.infinite[j] = best.infinite[k];
    const double b = best.coefficient[static_cast<Index>(k)];
    fit.coefficient[j] = best.infinite[k] ? std::copysign(std::numeric_limits<double>::infinity(), b) : b;
    const double se = std::sqrt(used(j, j));
    const double half = normal_margin(level) * se;
    fit.z[j] = std::isfinite(se) ? fit.coefficient[j] / se : missing;
    const Tail tail = normal_two_sided(fit.z[j]);
    fit.p[j] = tail.p;
    fit.log10_p[j] = tail.log10_p;
    fit.hazard_ratio[j] = std::exp(fit.coefficient[j]);
    if (std::isfinite(half)) {
      fit.ci_low[j] = std::exp(b - half);
      fit.ci_high[j] = std::exp(b + half);
    }
  }
}

}  // namespace rgx::stats
