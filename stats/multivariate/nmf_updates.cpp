#include <algorithm>
#include <cmath>

#include "stats/multivariate/nmf.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tiny = 2.220446049250313e-16;  // keeps a 0 from being divided by

double divergence_of(const MatrixXd& data, const NmfFactors& f, NmfDivergence kind) {
  return nmf_divergence(data, f.w, f.h, kind);
}

// h ← h ∘ wᵀ(v / wh) / Σ w  (Lee & Seung 2001, theorem 2)
void kl_h(const MatrixXd& data, NmfFactors& f) {
  const MatrixXd ratio = data.array() / (f.w * f.h).array().max(tiny);
  const VectorXd sums = f.w.colwise().sum().transpose().array().max(tiny);
  f.h.array() *= (f.w.transpose() * ratio).array().colwise() / sums.array();
}
void kl_w(const MatrixXd& data, NmfFactors& f) {
  const MatrixXd ratio = data.array() / (f.w * f.h).array().max(tiny);
  const Eigen::RowVectorXd sums = f.h.rowwise().sum().transpose().array().max(tiny);
  f.w.array() *= (ratio * f.h.transpose()).array().rowwise() / sums.array();
}
// h ← h ∘ wᵀv / wᵀwh  (theorem 1)
void frobenius_h(const MatrixXd& data, NmfFactors& f) {
  const MatrixXd above = f.w.transpose() * data, below = (f.w.transpose() * f.w) * f.h;
  f.h.array() *= above.array() / below.array().max(tiny);
}
void frobenius_w(const MatrixXd& data, NmfFactors& f) {
  const MatrixXd above = data * f.h.transpose(), below = f.w * (f.h * f.h.transpose());
  f.w.array() *= above.array() / below.array().max(tiny);
}

// Runs steps until the divergence stands still.
template <class Step>
void run(const MatrixXd& data, NmfFactors& f, const NmfOptions& options, const Step& step) {
  double before = divergence_of(data, f, options.divergence);
  f.iterations = 0, f.converged = false;
  while (f.iterations < options.max_iterations) {
    step(f);
    if (++f.iterations % 10 != 0) continue;
    f.h = f.h.cwiseMax(tiny), f.w = f.w.cwiseMax(tiny);
    const double now = divergence_of(data, f, options.divergence);
    if (options.epsilon > 0 && before - now <= options.epsilon * before) {
      f.converged = true;
      break;
    }
    before = now;
  }
  f.divergence = divergence_of(data, f, options.divergence);
}

}  // namespace

double nmf_divergence(const MatrixXd& data, const MatrixXd& w, const MatrixXd& h, NmfDivergence kind) {
  const MatrixXd fit = w * h;
  if (kind == NmfDivergence::frobenius) return 0.5 * (data - fit).squaredNorm();
  double sum = 0;
  for (Index j = 0; j < data.cols(); ++j)
    for (Index i = 0; i < data.rows(); ++i) {
      const double v = data(i, j), e = fit(i, j);
      sum += v > 0 ? v * std::log(v / std::max(e, tiny)) - v + e : e;
    }
  return sum;
}

NmfFactors nmf_updates(const MatrixXd& data, NmfFactors start, const NmfOptions& options) {
  const bool kl = options.divergence == NmfDivergence::kullback_leibler;
  run(data, start, options, [&](NmfFactors& f) {
    kl ? kl_h(data, f) : frobenius_h(data, f);
    kl ? kl_w(data, f) : frobenius_w(data, f);
  });
  return start;
}

MatrixXd nmf_scores(const NmfFit& fit, ConstMatrix x, const NmfOptions& options) {
  const MatrixXd data = x.transpose();
  NmfFactors f;
  f.w = fit.loadings;
  // Convex in the scores alone: any positive start serves. That of a fit in which every component has its part.
  f.h = MatrixXd::Ones(fit.loadings.cols(), data.cols()) *
        (data.colwise().sum() / static_cast<double>(f.w.cols())).asDiagonal();
  f.h = f.h.cwiseMax(tiny);
  const bool kl = options.divergence == NmfDivergence::kullback_leibler;
  const MatrixXd w = f.w;
  run(data, f, options, [&](NmfFactors& g) {
    kl ? kl_h(data, g) : frobenius_h(data, g);
    g.w = w;
  });
  return f.h.transpose();
}

}  // namespace rgx::stats
