#include "stats/regression/mixed.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "stats/base/tails.hpp"
#include "stats/regression/mixed_model.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// lme4::isSingular's tolerance.
constexpr double singular_theta = 1e-4;

// The power of 2 at the largest absolute value; 1 for zeros.
double unit_of(ConstVector v) {
  const double largest = v.cwiseAbs().maxCoeff();
  return largest > 0 ? std::ldexp(1.0, std::ilogb(largest)) : 1;
}

}  // namespace

MixedModel::MixedModel(ConstMatrix design, ConstVector y, std::span<const int> cluster)
    : columns_(design.cols()), n_(static_cast<std::size_t>(design.rows())) {
  clusters_ = std::set<int>(cluster.begin(), cluster.end()).size();
  if (!design.allFinite() || !y.allFinite())
    reason_ = Reason::not_finite;
  else if (n_ <= static_cast<std::size_t>(columns_) || clusters_ == n_)
    reason_ = Reason::too_few;
  else if (clusters_ < 2)
    reason_ = Reason::one_class;
  else if (y.minCoeff() == y.maxCoeff())
    reason_ = Reason::constant;
  if (reason_ != Reason::none) return;

  y_unit_ = unit_of(y);
  VectorXd unit(columns_);
  for (Index j = 0; j < columns_; ++j) unit[j] = unit_of(design.col(j));
  // Division, since the inverse of a tiny unit may be beyond double.
  MatrixXd scaled = design.array().rowwise() / unit.transpose().array();
  const VectorXd scaled_y = y / y_unit_;
  kept_ = pivoted_qr(scaled, scaled_y).kept;
  if (kept_.empty()) {
    reason_ = Reason::collinear;
    return;
  }
  unit_ = unit(kept_);
  profile_.emplace(MatrixXd(scaled(Eigen::all, kept_)), scaled_y, cluster);
}

MixedFit MixedModel::empty(Likelihood likelihood) const {
  MixedFit fit;
  fit.likelihood = likelihood;
  fit.coefficient = fit.se = fit.t = fit.df = fit.p = fit.log10_p = VectorXd::Constant(columns_, missing);
  fit.aliased.assign(static_cast<std::size_t>(columns_), true);
  fit.covariance = MatrixXd::Constant(columns_, columns_, missing);
  fit.n = n_;
  fit.clusters = clusters_;
  fit.reason = reason_;
  return fit;
}

MixedFit MixedModel::fit(Likelihood likelihood) const {
  MixedFit fit = empty(likelihood);
  if (fit.reason == Reason::none) fit.reason = profile_->unbounded(likelihood);
  if (fit.reason != Reason::none) return fit;

  const ProfilePoint point = profile_->best(likelihood);
  const double d = profile_->freedom(likelihood);
  const double sigma = std::sqrt(point.rss / d);
  fit.rank = static_cast<Index>(kept_.size());
  fit.theta = std::sqrt(point.lambda);
  fit.sigma = sigma * y_unit_;
  fit.sd_cluster = fit.theta * fit.sigma;
  fit.singular = fit.theta < singular_theta;
  fit.criterion = point.criterion + 2 * d * std::log(y_unit_);
  if (likelihood == Likelihood::reml) fit.criterion += 2 * unit_.array().log().sum();
  fit.log_likelihood = -fit.criterion / 2;
  fit.aic = fit.criterion + 2 * (static_cast<double>(fit.rank) + 2);

  const VectorXd df = profile_->satterthwaite(point, likelihood);
  for (Index k = 0; k < fit.rank; ++k) {
    const Index j = kept_[static_cast<std::size_t>(k)];
    const double se = sigma * point.r_inverse.row(k).norm();
    fit.aliased[static_cast<std::size_t>(j)] = false;
    fit.coefficient[j] = point.beta[k] / unit_[k] * y_unit_;
    fit.se[j] = se / unit_[k] * y_unit_;
    fit.t[j] = point.beta[k] / se;
    fit.df[j] = df[k];
    const Tail tail = t_two_sided(fit.t[j], df[k]);
    fit.p[j] = tail.p;
    fit.log10_p[j] = tail.log10_p;
    for (Index l = 0; l < fit.rank; ++l)
      fit.covariance(j, kept_[static_cast<std::size_t>(l)]) =
          sigma * point.r_inverse.row(k).dot(point.r_inverse.row(l)) * sigma / unit_[k] * y_unit_ / unit_[l] * y_unit_;
  }
  return fit;
}

MixedFit linear_mixed(ConstMatrix design, ConstVector y, std::span<const int> cluster, Likelihood likelihood) {
  if (design.rows() != y.size() || y.size() != static_cast<Index>(cluster.size()))
    throw std::invalid_argument("linear_mixed: design, outcome and clusters of different lengths");
  std::vector<Index> complete;
  std::vector<int> codes;
  for (Index i = 0; i < y.size(); ++i) {
    const int code = cluster[static_cast<std::size_t>(i)];
    if (code < 0 || std::isnan(y[i]) || design.row(i).array().isNaN().any()) continue;
    complete.push_back(i);
    codes.push_back(code);
  }
  return MixedModel(MatrixXd(design(complete, Eigen::all)), VectorXd(y(complete)), codes).fit(likelihood);
}

LikelihoodRatio likelihood_ratio(const MixedFit& without, const MixedFit& with) {
  if (without.likelihood != Likelihood::ml || with.likelihood != Likelihood::ml || without.n != with.n)
    throw std::invalid_argument("likelihood_ratio: two ML fits of the same cases are needed");
  LikelihoodRatio test;
  test.reason = with.reason != Reason::none ? with.reason : without.reason;
  if (test.reason != Reason::none) return test;
  test.df = static_cast<double>(with.rank - without.rank);
  if (test.df <= 0) {
    test.reason = Reason::collinear;
    return test;
  }
  test.chi_square = std::max(0.0, without.criterion - with.criterion);
  const Tail tail = chi_square_upper(test.chi_square, test.df);
  test.p = tail.p;
  test.log10_p = tail.log10_p;
  return test;
}

}  // namespace rgx::stats
