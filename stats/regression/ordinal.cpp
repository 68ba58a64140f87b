#include "stats/regression/ordinal.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/categories.hpp"
#include "stats/base/design_basis.hpp"
#include "stats/base/newton.hpp"
#include "stats/base/tails.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();

// The logistic distribution at x: F, and its density F(1 - F).
struct Logistic {
  double below, above, density;
};
Logistic logistic_at(double x) {
  if (std::isinf(x)) return {x > 0 ? 1.0 : 0.0, x > 0 ? 0.0 : 1.0, 0};
  const double e = std::exp(-std::abs(x));
  const double near = 1 / (1 + e), far = e / (1 + e);
  return {x >= 0 ? near : far, x >= 0 ? far : near, near * far};
}

struct Data {
  MatrixXd x;  // orthogonal columns of mean 0
  std::vector<int> place;
  VectorXd weight, offset;
  Index thresholds;
};

// Parameters: thresholds, then coefficients of x.
NewtonPoint likelihood(const Data& data, const VectorXd& at) {
  const Index k = data.thresholds, p = data.x.cols();
  NewtonPoint point{0, VectorXd::Zero(k + p), MatrixXd::Zero(k + p, k + p)};
  const VectorXd eta = data.offset + data.x * at.tail(p);
  for (Index i = 0; i < eta.size(); ++i) {
    const double w = data.weight[i];
    if (w == 0) continue;
    const Index level = data.place[i];
    const Logistic hi = logistic_at(level < k ? at[level] - eta[i] : infinity);
    const Logistic lo = logistic_at(level > 0 ? at[level - 1] - eta[i] : -infinity);
    // The difference from the side on which both are small.
    const double mass = lo.below > 0.5 ? lo.above - hi.above : hi.below - lo.below;
    if (!(mass > 0)) return {-infinity, point.slope, point.curvature};
    point.value += w * std::log(mass);
    // Slopes of ln(mass) in its two ends, and minus its second derivatives.
    const double a = hi.density / mass, b = -lo.density / mass;
    const double aa = a * a - a * (hi.above - hi.below), bb = b * b - b * (lo.above - lo.below), ab = a * b;
    // Each end moves with its threshold, and against the linear predictor.
    const auto x = data.x.row(i).transpose();
    point.slope.tail(p) -= w * (a + b) * x;
    point.curvature.bottomRightCorner(p, p) += w * (aa + 2 * ab + bb) * x * x.transpose();
    if (level < k) {
      point.slope[level] += w * a;
      point.curvature(level, level) += w * aa;
      point.curvature.col(level).tail(p) -= w * (aa + ab) * x;
    }
    if (level > 0) {
      point.slope[level - 1] += w * b;
      point.curvature(level - 1, level - 1) += w * bb;
      point.curvature.col(level - 1).tail(p) -= w * (bb + ab) * x;
    }
    if (level < k && level > 0) {
      point.curvature(level, level - 1) += w * ab;
      point.curvature(level - 1, level) += w * ab;
    }
  }
  point.curvature.topRightCorner(k, p) = point.curvature.bottomLeftCorner(p, k).transpose();
  return point;
}

// Logits of the cumulative shares.
VectorXd start(const Data& data) {
  VectorXd share = VectorXd::Zero(data.thresholds + 1), at = VectorXd::Zero(data.thresholds + data.x.cols());
  for (Index i = 0; i < data.weight.size(); ++i)
    if (data.weight[i] > 0) share[data.place[i]] += data.weight[i];
  double below = 0;
  for (Index k = 0; k < data.thresholds; ++k) {
    below += share[k];
    at[k] = std::log(below / (share.sum() - below));
  }
  return at;
}

}  // namespace

OrdinalFit ordinal_regression(ConstMatrix design, std::span<const int> y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows(), p = design.cols();
  OrdinalFit fit;
  fit.coefficient = fit.se = fit.z = fit.p = fit.log10_p = VectorXd::Constant(p, missing);
  fit.covariance = MatrixXd::Constant(p, p, missing);
  fit.aliased.assign(static_cast<std::size_t>(p), false);
  fit.reason = category_refusal(design, y, weights, offset);
  if (!fit.reason.empty()) return fit;

  const Categories categories = categories_of(y, weights);
  fit.levels = categories.levels;
  const VectorXd weight = weights.size() > 0 ? VectorXd(weights) : VectorXd::Ones(n);
  // With a constant in front, the other coordinates have mean 0.
  const DesignBasis basis(with_intercept(design), weight);
  const Index rank = basis.rank() - 1, k = static_cast<Index>(fit.levels.size()) - 1;
  const Data data{basis.q.rightCols(rank), categories.place, weight,
                  offset.size() > 0 ? VectorXd(offset) : VectorXd::Zero(n), k};
  const NewtonMaximum maximum = newton_maximise([&](const VectorXd& at) { return likelihood(data, at); }, start(data));

  // Back to the columns: β = R⁻¹γ, and each threshold takes up what the centring left out.
  MatrixXd back = MatrixXd::Zero(k + rank, k + rank);
  back.topLeftCorner(k, k).setIdentity();
  if (rank > 0) {
    const MatrixXd inverse =
        basis.r.bottomRightCorner(rank, rank).triangularView<Eigen::Upper>().solve(MatrixXd::Identity(rank, rank));
    back.bottomRightCorner(rank, rank) = inverse;
    back.topRightCorner(k, rank).rowwise() = basis.r.row(0).tail(rank) * inverse / basis.r(0, 0);
  }
  const VectorXd parameters = back * maximum.at;
  std::vector<Index> kept;
  for (Index j = 0; j < p; ++j) {
    fit.aliased[j] = basis.aliased[j + 1];
    if (!fit.aliased[j]) kept.push_back(j);
  }
  fit.threshold = parameters.head(k);
  fit.threshold_se = VectorXd::Constant(k, missing);
  fit.coefficient(kept) = VectorXd(parameters.tail(rank));
  fit.log_likelihood = maximum.point.value;
  fit.iterations = maximum.iterations;
  fit.converged = maximum.converged;
  const bool endless = std::ranges::find(maximum.endless, true) != maximum.endless.end();
  if (!fit.converged) {
    fit.reason = endless ? "separated" : "not converged";
    return fit;
  }
  const MatrixXd covariance = back * symmetric_inverse(maximum.point.curvature) * back.transpose();
  fit.threshold_se = covariance.diagonal().head(k).cwiseSqrt();
  fit.covariance(kept, kept) = covariance.bottomRightCorner(rank, rank);
  fit.se = fit.covariance.diagonal().cwiseSqrt();
  fit.z = fit.coefficient.cwiseQuotient(fit.se);
  for (const Index j : kept) {
    const Tail tail = normal_two_sided(fit.z[j]);
    fit.p[j] = tail.p;
    fit.log10_p[j] = tail.log10_p;
  }
  return fit;
}

TestResult ordinal_test(ConstMatrix given, std::span<const int> outcome, std::span<const Index> columns, ModelTest test,
                        const VectorXd& given_weights, const VectorXd& given_offset, double level) {
  if (test == ModelTest::score) throw std::invalid_argument("proportional odds has no score test here");
  TestResult result;
  result.test = test == ModelTest::wald ? "proportional odds wald" : "proportional odds likelihood ratio";
  const VectorXd known[] = {codes_as_numbers(outcome), given_weights, given_offset};
  const std::vector<Index> rows = complete_rows(given, known);
  const TestedLast split(MatrixXd(given(rows, Eigen::all)), columns);
  const std::vector<int> y = codes_of(outcome, rows);
  const VectorXd weights = rows_of(given_weights, rows), offset = rows_of(given_offset, rows);
  result.n = rows.size();
  const OrdinalFit fit = ordinal_regression(split.design, y, weights, offset);
  const bool separated = fit.reason == "separated";
  result.reason = reason_code(fit.reason);
  if (!fit.reason.empty() && !separated) return result;
  const Index tested = split.rest;
  std::vector<Index> estimable;
  for (Index j = tested; j < split.design.cols(); ++j)
    if (!fit.aliased[j]) estimable.push_back(j);
  if (estimable.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  OrdinalFit smaller;
  const bool ratio = test == ModelTest::likelihood_ratio;
  if (separated || ratio) smaller = ordinal_regression(split.design.leftCols(tested), y, weights, offset);
  const bool smaller_separated = smaller.reason == "separated";
  if (columns.size() == 1) {
    // Separation that comes with the column is the column's.
    const double b = !separated          ? fit.coefficient[tested]
                     : smaller_separated ? missing
                                         : std::copysign(infinity, fit.coefficient[tested]);
    set_estimate(result, b, fit.se[tested], {"odds_ratio"}, level);
    if (separated) result.ci_reason = Reason::separated;
  }
  if (!ratio) {
    if (!separated) set_test(result, wald_test(fit.coefficient, fit.covariance, estimable));
    return result;
  }
  result.reason = smaller_separated ? Reason::none : reason_code(smaller.reason);
  if (result.reason == Reason::none)
    set_test(result, chi_square_test(std::max(0.0, 2 * (fit.log_likelihood - smaller.log_likelihood)),
                                     static_cast<double>(estimable.size())));
  return result;
}

}  // namespace rgx::stats
