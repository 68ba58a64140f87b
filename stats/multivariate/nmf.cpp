#include "stats/multivariate/nmf.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

NmfFactors random_start(const MatrixXd& data, Index components, Stream stream) {
  NmfFactors f{MatrixXd(data.rows(), components), MatrixXd(components, data.cols())};
  const double most = data.maxCoeff();
  for (double& v : f.w.reshaped()) v = stream.uniform() * most;
  for (double& v : f.h.reshaped()) v = stream.uniform() * most;
  return f;
}

}  // namespace

NmfFactors nndsvd(const MatrixXd& data, Index components) {
  const ThinSvd svd = thin_svd(data, true);
  NmfFactors f{MatrixXd::Zero(data.rows(), components), MatrixXd::Zero(components, data.cols())};
  for (Index k = 0; k < components; ++k) {
    const VectorXd u = svd.u.col(k), v = svd.v.col(k);
    const VectorXd up = u.cwiseMax(0), un = (-u).cwiseMax(0), vp = v.cwiseMax(0), vn = (-v).cwiseMax(0);
    const double plus = up.norm() * vp.norm(), minus = un.norm() * vn.norm();
    const bool positive = plus >= minus;
    const double size = std::max(plus, minus);
    if (!(size > 0)) continue;
    const double root = std::sqrt(svd.d[k] * size);
    f.w.col(k) = root * (positive ? up.normalized() : un.normalized());
    f.h.row(k) = root * (positive ? vp.normalized() : vn.normalized()).transpose();
  }
  const double fill = data.mean();  // a 0 stays 0 under multiplication
  const auto filled = [fill](double v) { return v > 0 ? v : fill; };
  f.w = f.w.unaryExpr(filled), f.h = f.h.unaryExpr(filled);
  return f;
}

NmfFit nmf(ConstMatrix x, Index components, const NmfOptions& options) {
  NmfFit out;
  out.n = x.rows();
  const Block block = prepare_block(x, false);
  out.constant = block.constant;
  out.reason = block.reason;
  if (!out.reason.empty()) return out;
  if (x.minCoeff() < 0) {
    out.reason = "negative values";
    return out;
  }
  out.rank = std::min(x.rows(), x.cols());
  if (components < 1 || components > out.rank) {
    out.reason = "more components than rank";
    return out;
  }
  const MatrixXd data = x.transpose();
  std::vector<NmfFactors> runs(options.restarts + std::size_t{1});
  options.parallel(runs.size(), [&](std::size_t b) {
    const NmfFactors start = b == 0 ? nndsvd(data, components)
                                    : random_start(data, components, options.stream.at(static_cast<std::uint32_t>(b)));
    runs[b] = nmf_updates(data, start, options);
  });
  std::size_t best = 0;
  for (std::size_t b = 1; b < runs.size(); ++b)
    if (runs[b].divergence < runs[best].divergence) best = b;
  NmfFactors& f = runs[best];

  const Eigen::RowVectorXd sums = f.w.colwise().sum();
  MatrixXd loadings = f.w, scores = f.h.transpose();
  for (Index k = 0; k < components; ++k)
    if (sums[k] > 0) loadings.col(k) /= sums[k], scores.col(k) *= sums[k];
  const Eigen::RowVectorXd part = scores.colwise().sum();
  std::vector<Index> order(static_cast<std::size_t>(components));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return part[a] > part[b]; });
  out.loadings = loadings(Eigen::all, order);
  out.scores = scores(Eigen::all, order);
  out.share = out.scores.colwise().sum().transpose() / part.sum();
  out.divergence = f.divergence;
  const MatrixXd means = data.rowwise().mean(), everywhere = MatrixXd::Ones(1, data.cols());
  out.explained = 1 - f.divergence / nmf_divergence(data, means, everywhere, options.divergence);
  out.iterations = f.iterations;
  out.converged = f.converged;
  out.start = static_cast<std::uint32_t>(best);
  return out;
}

}  // namespace rgx::stats
