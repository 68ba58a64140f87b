#include "stats/multivariate/factor.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The discrepancy as a function of θ = log Ψ alone, the loadings at their best for it (Jöreskog 1967, eq. 15): with
// λ, u the eigenvalues and vectors of Ψ^-½ R Ψ^-½, f = Σ (λ - log λ - 1) over all but the largest `factors`.
struct Discrepancy {
  VectorXd lambda;  // descending
  MatrixXd u;
  double value = 0;
  VectorXd gradient;
  MatrixXd hessian;

  Discrepancy(const MatrixXd& r, const VectorXd& theta, Index factors, bool derivatives) {
    const VectorXd scale = (-theta / 2).array().exp();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(scale.asDiagonal() * r * scale.asDiagonal());
    lambda = solver.eigenvalues().reverse();
    u = solver.eigenvectors().rowwise().reverse();
    const Index p = r.rows(), rest = p - factors;
    const auto low = lambda.tail(rest).array();
    if (low.minCoeff() <= 0) {
      value = std::numeric_limits<double>::infinity();
      return;
    }
    value = (low - low.log() - 1).sum();
    if (!derivatives) return;
    const auto vectors = u.rightCols(rest);
    gradient = vectors.array().square().matrix() * (1 - low).matrix();
    const MatrixXd plain = vectors * vectors.transpose();
    const MatrixXd weighted = vectors * low.matrix().asDiagonal() * vectors.transpose();
    hessian = plain.cwiseProduct(weighted);
    for (Index n = 0; n < factors; ++n) {
      // Of a large eigenvalue with every small one; they do not meet where the factors are determined.
      VectorXd w(rest);
      for (Index m = 0; m < rest; ++m) w[m] = (1 - low[m]) * (low[m] + lambda[n]) / (low[m] - lambda[n]);
      const MatrixXd cross = vectors * w.asDiagonal() * vectors.transpose();
      hessian -= cross.cwiseProduct(u.col(n) * u.col(n).transpose());
    }
  }
};

struct Minimum {
  VectorXd theta;
  int iterations = 0;
  bool converged = false;
};

// Projected Newton: coordinates at a bound that the slope pushes on stay there.
Minimum minimise(const MatrixXd& r, VectorXd theta, Index factors, const FactorOptions& options) {
  Minimum out;
  const double low = std::log(options.least_uniqueness);
  const Index p = r.rows();
  theta = theta.cwiseMax(low).cwiseMin(0);
  for (; out.iterations < options.max_iterations; ++out.iterations) {
    const Discrepancy now(r, theta, factors, true);
    std::vector<Index> free;
    for (Index i = 0; i < p; ++i) {
      const bool held = (theta[i] <= low && now.gradient[i] > 0) || (theta[i] >= 0 && now.gradient[i] < 0);
      if (!held) free.push_back(i);
    }
    const double slope = free.empty() ? 0 : now.gradient(free).cwiseAbs().maxCoeff();
    if (slope < 1e-13) {
      out.converged = true;
      break;
    }
    MatrixXd h = now.hessian(free, free);
    Eigen::LLT<MatrixXd> llt(h);
    if (llt.info() != Eigen::Success) {
      // Far from the minimum the exact form need not be definite; its leading term is (Jöreskog 1967, eq. 30).
      const MatrixXd plain = (now.u.rightCols(p - factors) * now.u.rightCols(p - factors).transpose())(free, free);
      h = plain.cwiseAbs2();
      h.diagonal().array() += 1e-12;
      llt.compute(h);
    }
    const VectorXd step = llt.solve(now.gradient(free));
    bool moved = false;
    for (double length = 1; length > 1e-12; length /= 2) {
      VectorXd next = theta;
      for (std::size_t i = 0; i < free.size(); ++i)
        next[free[i]] = std::clamp(theta[free[i]] - length * step[static_cast<Index>(i)], low, 0.0);
      const double value = Discrepancy(r, next, factors, false).value;
      if (value > now.value + 1e-15 * std::max(1.0, now.value)) continue;
      moved = (next - theta).cwiseAbs().maxCoeff() > 1e-15;
      theta = next;
      break;
    }
    if (!moved) {  // rounding ends it: good if the slope is small beside what a wrong fit has
      out.converged = slope < 1e-7;
      break;
    }
  }
  out.theta = theta;
  return out;
}

Index most_factors(Index p) {
  Index k = 0;
  while ((p - k - 1) * (p - k - 1) - p - k - 1 >= 0 && k + 1 < p) ++k;
  return k;
}

}  // namespace

FactorFit factor_analysis(ConstMatrix x, Index factors, const FactorOptions& options) {
  FactorFit out;
  out.n = x.rows();
  Block block = prepare_block(x, true);
  out.constant = block.constant;
  out.reason = block.reason;
  if (!out.reason.empty()) return out;
  std::vector<Index> kept;
  for (Index j = 0; j < x.cols(); ++j)
    if (block.scaling.sd[j] > 0) kept.push_back(j);
  const auto p = static_cast<Index>(kept.size());
  out.most = most_factors(p);
  if (factors < 1 || factors > out.most) {
    out.reason = "too many factors";
    return out;
  }
  const MatrixXd z = block.values(Eigen::all, kept);
  const MatrixXd r = z.transpose() * z / static_cast<double>(out.n - 1);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> spectrum(r, Eigen::EigenvaluesOnly);
  if (out.n <= p || spectrum.eigenvalues()[0] < 1e-10 * static_cast<double>(p)) {
    out.reason = "collinear";
    return out;
  }
  // Jöreskog's start: what the other columns leave unexplained, less the part of the factors.
  const MatrixXd inverse = r.llt().solve(MatrixXd::Identity(p, p));
  const double part = 1 - 0.5 * static_cast<double>(factors) / static_cast<double>(p);
  const VectorXd start = (part * inverse.diagonal().cwiseInverse()).array().log();
  const Minimum least = minimise(r, start, factors, options);
  out.iterations = least.iterations;
  if (!least.converged) out.reason = "not converged";
  const Discrepancy best(r, least.theta, factors, false);
  const VectorXd psi = least.theta.array().exp();
  out.heywood = (psi.array() <= options.least_uniqueness * (1 + 1e-9)).any();
  MatrixXd loadings = psi.cwiseSqrt().asDiagonal() * best.u.leftCols(factors) *
                      (best.lambda.head(factors).array() - 1).max(0).sqrt().matrix().asDiagonal();
  if (options.varimax) loadings = varimax(loadings);
  const Eigen::RowVectorXd size = loadings.colwise().squaredNorm();
  std::vector<Index> order(static_cast<std::size_t>(factors));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return size[a] > size[b]; });
  loadings = MatrixXd(loadings(Eigen::all, order));
  const Eigen::RowVectorXd sign = component_signs(loadings);
  loadings.array().rowwise() *= sign.array();

  out.loadings = out.linear.weights = MatrixXd::Zero(x.cols(), factors);
  out.uniqueness = VectorXd::Constant(x.cols(), missing);
  out.loadings(kept, Eigen::all) = loadings;
  out.uniqueness(kept) = psi;
  const MatrixXd weights = r.llt().solve(loadings);
  out.linear.weights(kept, Eigen::all) = weights;
  out.linear.scaling = std::move(block.scaling);
  out.share = loadings.colwise().squaredNorm().transpose() / static_cast<double>(p);
  out.scores = block.values * out.linear.weights;
  const double df = 0.5 * static_cast<double>((p - factors) * (p - factors) - p - factors);
  const double weight =
      static_cast<double>(out.n) - 1 - (2 * static_cast<double>(p) + 5) / 6 - 2 * static_cast<double>(factors) / 3;
  if (df > 0) out.test = chi_square_test(weight * best.value, df);
  return out;
}

}  // namespace rgx::stats
