#include "stats/regression/mixed_profile.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <numbers>

#include "stats/regression/regress.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A residual below this share of y is rounding.
constexpr double rounding = 1e-13;

// The triangle of a QR in place of the rows, where that is shorter.
MatrixXd shortened(const MatrixXd& rows) {
  if (rows.rows() <= rows.cols()) return rows;
  const Eigen::HouseholderQR<MatrixXd> qr(rows);
  return qr.matrixQR().topRows(rows.cols()).triangularView<Eigen::Upper>();
}

// Householder's reflections of the first `columns` columns, in place; nothing below the triangle is read afterwards.
void triangulate(MatrixXd& a, Index columns) {
  for (Index j = 0; j < columns; ++j) {
    const Index left = a.rows() - j;
    auto reflector = a.col(j).tail(left);
    const double length = reflector.norm();
    if (length == 0) continue;
    const double head = reflector[0] > 0 ? -length : length;
    reflector[0] -= head;
    const double factor = 1 / (head * reflector[0]);  // -2 / |reflector|²
    for (Index k = j + 1; k < a.cols(); ++k)
      a.col(k).tail(left) += (factor * reflector.dot(a.col(k).tail(left))) * reflector;
    a(j, j) = head;
  }
}

}  // namespace

MixedProfile::MixedProfile(ConstMatrix x, ConstVector y, std::span<const int> cluster)
    : n_(static_cast<double>(x.rows())), columns_(x.cols()), total_(y.squaredNorm()) {
  std::map<int, std::vector<Index>> members;
  for (Index i = 0; i < x.rows(); ++i) members[cluster[static_cast<std::size_t>(i)]].push_back(i);
  clusters_ = static_cast<double>(members.size());

  const Index p = columns_;
  MatrixXd within(x.rows(), p + 1);
  std::map<std::size_t, std::vector<VectorXd>, std::greater<>> means;
  for (const auto& [code, rows] : members) {
    const double m = static_cast<double>(rows.size());
    // Differences from the first case, so that what is constant in a cluster is exactly 0 within it.
    const auto value = [&](Index i, Index j) { return j < p ? x(i, j) : y[i]; };
    VectorXd mean(p + 1);
    for (Index j = 0; j <= p; ++j) {
      const double first = value(rows[0], j);
      double shift = 0;
      for (const Index i : rows) shift += within(i, j) = value(i, j) - first;
      shift /= m;
      for (const Index i : rows) within(i, j) -= shift;
      mean[j] = std::sqrt(m) * (first + shift);
    }
    means[rows.size()].push_back(std::move(mean));
  }
  within_ = shortened(within);
  for (const auto& [size, list] : means) {
    MatrixXd rows(static_cast<Index>(list.size()), p + 1);
    for (Index i = 0; i < rows.rows(); ++i) rows.row(i) = list[static_cast<std::size_t>(i)].transpose();
    sizes_.push_back({static_cast<double>(size), static_cast<double>(list.size()), shortened(rows)});
  }
  const PivotedQr qr = pivoted_qr(within_.leftCols(p), within_.col(p));
  within_rank_ = static_cast<Index>(qr.kept.size());
  within_rss_ = qr.qty.tail(qr.qty.size() - within_rank_).squaredNorm();
}

Reason MixedProfile::unbounded(Likelihood likelihood) const {
  const double left_within = n_ - clusters_ - static_cast<double>(within_rank_);
  const double left_between = clusters_ - static_cast<double>(columns_ - within_rank_);
  if (!(at(0, likelihood).rss > rounding * rounding * total_)) return Reason::degenerate;
  if (left_within <= 0 || !(within_rss_ > rounding * rounding * total_)) return Reason::degenerate;
  if (likelihood == Likelihood::reml && left_between <= 0) return Reason::too_few;
  return Reason::none;
}

ProfilePoint MixedProfile::at(double lambda, Likelihood likelihood) const {
  const Index p = columns_;
  Index height = within_.rows();
  for (const ClusterBlock& block : sizes_) height += block.rows.rows();
  MatrixXd a(height, p + 1);
  a.topRows(within_.rows()) = within_;
  Index row = within_.rows();
  for (const ClusterBlock& block : sizes_) {
    a.middleRows(row, block.rows.rows()) = block.rows / std::sqrt(1 + lambda * block.size);
    row += block.rows.rows();
  }
  triangulate(a, p);

  ProfilePoint point;
  point.lambda = lambda;
  const auto r = a.topLeftCorner(p, p).triangularView<Eigen::Upper>();
  point.beta = r.solve(a.col(p).head(p));
  point.r_inverse = r.solve(MatrixXd::Identity(p, p));
  point.rss = a.col(p).tail(height - p).squaredNorm();
  double log_det = 0, log_det_slope = 0, rss_slope = 0;
  for (const ClusterBlock& block : sizes_) {
    const double spread = 1 + lambda * block.size;
    const double weight = block.size / (spread * spread);
    log_det += block.clusters * std::log(spread);
    log_det_slope += block.clusters * block.size / spread;
    rss_slope -= weight * (block.rows.col(p) - block.rows.leftCols(p) * point.beta).squaredNorm();
    if (likelihood == Likelihood::reml)
      log_det_slope -= weight * (block.rows.leftCols(p) * point.r_inverse).squaredNorm();
  }
  if (likelihood == Likelihood::reml) log_det += 2 * a.diagonal().head(p).cwiseAbs().array().log().sum();
  const double d = freedom(likelihood);
  point.criterion = log_det + d * (1 + std::log(2 * std::numbers::pi * point.rss / d));
  point.slope = log_det_slope + d * rss_slope / point.rss;
  return point;
}

ProfilePoint MixedProfile::best(Likelihood likelihood) const {
  const auto slope = [&](double lambda) { return at(lambda, likelihood).slope; };
  const boost::math::tools::eps_tolerance<double> tight(51);
  ProfilePoint low = at(0, likelihood);
  ProfilePoint best = low;
  // Below `first` the criterion is all but its tangent at 0; above `last` the within-cluster residual is all there is.
  const double first = 1e-6 / sizes_.front().size;
  const double last = 100 * n_ * (1 + low.rss / within_rss_);
  for (double lambda = first; lambda < 2 * last; lambda *= 2) {
    ProfilePoint high = at(lambda, likelihood);
    if (low.slope < 0 && high.slope >= 0) {
      std::uintmax_t steps = 200;
      const auto [left, right] =
          boost::math::tools::toms748_solve(slope, low.lambda, high.lambda, low.slope, high.slope, tight, steps);
      ProfilePoint found = at(left + (right - left) / 2, likelihood);
      if (found.criterion < best.criterion) best = std::move(found);
    }
    low = std::move(high);
  }
  return best;
}

}  // namespace rgx::stats
