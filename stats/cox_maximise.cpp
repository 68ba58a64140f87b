#include "stats/cox_maximise.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/cox_risk.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double eps = std::numeric_limits<double>::epsilon();
// A step of this many spreads, when the likelihood stands still and steps do not shrink, goes on for ever.
constexpr double still_moving = 0.01;
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
  VectorXd spread = VectorXd::Ones(x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    const double largest = x.col(j).cwiseAbs().maxCoeff();
    if (largest > 0)
      spread[j] = largest * std::sqrt((x.col(j) / largest).squaredNorm() / static_cast<double>(x.rows()));
  }
  return spread;
}

CoxMaximum cox_maximise(const CoxOrder& order, const RowMatrix& x, const CoxOptions& options) {
  const std::vector<CoxTerm> terms = cox_terms(order, options.ties);
  CoxMaximum best;
  const VectorXd spread = cox_spread(x);
  RowMatrix unit = x * spread.cwiseInverse().asDiagonal();
  VectorXd log_hazard = order.offset;
  CoxPoint at = cox_point(order, terms, unit, log_hazard);
  best.log_likelihood_null = at.log_likelihood;
  if (x.cols() > 0) best.kept = independent(at.information);
  const Index p = static_cast<Index>(best.kept.size());
  best.infinite.assign(best.kept.size(), false);
  best.coefficient = VectorXd::Zero(p);
  unit = RowMatrix(unit(Eigen::all, best.kept));
  at.score = VectorXd(at.score(best.kept));
  at.information = MatrixXd(at.information(best.kept, best.kept));
  const VectorXd size = spread(best.kept);
  const double information_at_0 = p > 0 ? at.information.diagonal().maxCoeff() : 0;
  if (p > 0) best.score_statistic = at.score.dot(at.information.ldlt().solve(at.score));

  const double still = options.epsilon * (std::abs(best.log_likelihood_null) + 0.1);
  VectorXd coefficient = VectorXd::Zero(p), before = VectorXd::Constant(p, std::numeric_limits<double>::infinity());
  best.converged = p == 0;
  while (!best.converged && best.iterations < options.max_iterations) {
    ++best.iterations;
    VectorXd step = at.information.ldlt().solve(at.score);
    VectorXd shifted = log_hazard + unit * step;
    CoxPoint next = cox_point(order, terms, unit, shifted);
    for (int half = 0; half < 40 && !(next.log_likelihood >= at.log_likelihood - still); ++half) {
      step /= 2;
      shifted = log_hazard + unit * step;
      next = cox_point(order, terms, unit, shifted);
    }
    const double change = std::abs(next.log_likelihood - at.log_likelihood);
    coefficient += step;
    log_hazard = shifted;
    at = next;
    if (change <= still) {
      bool moving = false, endless = false;
      for (Index j = 0; j < p; ++j) {
        moving = moving || std::abs(step[j]) > still_moving;
        best.infinite[j] = std::abs(step[j]) > still_moving && std::abs(step[j]) > before[j] / 2;
        endless = endless || best.infinite[j];
      }
      if (endless) break;
      if (!moving) {
        // One step more: its error is the square of the last.
        step = at.information.ldlt().solve(at.score);
        coefficient += step;
        log_hazard += unit * step;
        at = cox_point(order, terms, unit, log_hazard);
        best.converged = true;
      }
    }
    before = step.cwiseAbs();
  }
  best.coefficient = coefficient.cwiseQuotient(size);
  best.log_hazard = log_hazard;
  best.log_likelihood = at.log_likelihood;
  std::vector<Index> finite;
  for (Index j = 0; j < p; ++j) {
    if (best.infinite[j]) continue;
    if (at.information(j, j) > vanished * information_at_0)
      finite.push_back(j);
    else
      best.coefficient[j] = missing;
  }
  const Index q = static_cast<Index>(finite.size());
  best.covariance = MatrixXd::Constant(p, p, missing);
  if (q == 0 || !at.information.allFinite()) return best;
  const MatrixXd inverse = at.information(finite, finite).ldlt().solve(MatrixXd::Identity(q, q));
  for (Index i = 0; i < q; ++i)
    for (Index j = 0; j < q; ++j)
      best.covariance(finite[i], finite[j]) = inverse(i, j) / size[finite[i]] / size[finite[j]];
  return best;
}

}  // namespace rgx::stats
