#include "stats/classify/discriminant.hpp"

#include <cmath>
#include <limits>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// What counts as no spread within classes, beside the size of the column: MASS's tolerance.
constexpr double kConstant = 1e-10;

MatrixXd class_means(ConstMatrix x, std::span<const int> y, const ClassCases& cases) {
  MatrixXd mean = MatrixXd::Zero(static_cast<Index>(cases.count.size()), x.cols());
  VectorXd total = VectorXd::Zero(mean.rows());
  for (Index i = 0; i < x.rows(); ++i) total[y[static_cast<std::size_t>(i)]] += cases.weight[i];
  // The second pass takes away what the first one rounded.
  for (int pass = 0; pass < 2; ++pass) {
    MatrixXd left = MatrixXd::Zero(mean.rows(), mean.cols());
    for (Index i = 0; i < x.rows(); ++i) {
      const Index k = y[static_cast<std::size_t>(i)];
      left.row(k) += (x.row(i) - mean.row(k)) * cases.weight[i];
    }
    for (const std::size_t k : cases.with_cases) {
      const auto row = static_cast<Index>(k);
      mean.row(row) += left.row(row) / total[row];
    }
  }
  return mean;
}

void linear_rule(Discriminant& fit, const MatrixXd& z, const ClassCases& cases, const Shrinkage& shrinkage,
                 double unbias) {
  fit.covariance.emplace_back(z, cases.weight, unbias, shrinkage);
  const ShrunkCovariance& s = fit.covariance.back();
  fit.share = VectorXd::Constant(1, s.share());
  if (s.singular()) {
    fit.reason = "collinear";
    return;
  }
  const MatrixXd scaled = fit.mean * fit.scale.cwiseInverse().asDiagonal();
  fit.coefficient = fit.scale.cwiseInverse().asDiagonal() * s.solve(scaled.transpose());
  fit.constant.resize(fit.mean.rows());
  for (Index k = 0; k < fit.mean.rows(); ++k)
    fit.constant[k] = std::log(fit.prior[k]) - fit.mean.row(k).dot(fit.coefficient.col(k)) / 2;
}

void quadratic_rule(Discriminant& fit, const MatrixXd& z, std::span<const int> y, const ClassCases& cases,
                    const Shrinkage& shrinkage) {
  fit.share = VectorXd::Constant(fit.mean.rows(), std::numeric_limits<double>::quiet_NaN());
  fit.covariance.resize(static_cast<std::size_t>(fit.mean.rows()));
  for (const std::size_t k : cases.with_cases) {
    const Index needed = shrinkage.kind == Shrinkage::Kind::none ? z.cols() : 1;
    if (cases.count[k] <= needed) {
      fit.reason = "too few cases";
      return;
    }
    std::vector<Index> rows;
    for (Index i = 0; i < z.rows(); ++i)
      if (y[static_cast<std::size_t>(i)] == static_cast<int>(k) && cases.weight[i] > 0) rows.push_back(i);
    const auto n = static_cast<double>(rows.size());
    const MatrixXd of_class = z(rows, Eigen::all);
    fit.covariance[k] = ShrunkCovariance(of_class, cases.weight(rows), n / (n - 1), shrinkage);
    fit.share[static_cast<Index>(k)] = fit.covariance[k].share();
    if (fit.covariance[k].singular() || !std::isfinite(fit.covariance[k].log_determinant())) {
      fit.reason = "collinear";
      return;
    }
  }
}

}  // namespace

Discriminant fit_discriminant(ConstMatrix x, std::span<const int> y, std::size_t classes,
                              const DiscriminantOptions& options, ConstVector weights) {
  Discriminant fit;
  const ClassCases cases = class_cases(x, y, classes, weights);
  fit.reason = cases.reason;
  if (fit.reason.empty() && x.cols() == 0) fit.reason = "no columns";
  const auto used = static_cast<Index>((cases.weight.array() > 0).count());
  const Index spare = used - static_cast<Index>(cases.with_cases.size());
  if (fit.reason.empty() && spare <= 0) fit.reason = "too few cases";
  if (!fit.reason.empty()) return fit;
  fit.prior = class_priors(cases, options.prior);
  fit.mean = class_means(x, y, cases);
  MatrixXd z = x;
  for (Index i = 0; i < z.rows(); ++i) z.row(i) -= fit.mean.row(y[static_cast<std::size_t>(i)]);
  const double unbias = static_cast<double>(used) / static_cast<double>(spare);
  fit.scale = (z.array().square().matrix().transpose() * (cases.weight / cases.weight.sum()) * unbias).cwiseSqrt();
  for (Index j = 0; j < x.cols(); ++j)
    if (!(fit.scale[j] > kConstant * x.col(j).cwiseAbs().maxCoeff())) {
      fit.reason = "constant within classes";
      fit.column = j;
      return fit;
    }
  z = z * fit.scale.cwiseInverse().asDiagonal();
  if (options.quadratic)
    quadratic_rule(fit, z, y, cases, options.shrinkage);
  else
    linear_rule(fit, z, cases, options.shrinkage, unbias);
  return fit;
}

MatrixXd posterior(const Discriminant& fit, ConstMatrix x) {
  const Index classes = fit.prior.size();
  MatrixXd score(x.rows(), classes);
  for (Index k = 0; k < classes; ++k) {
    if (fit.prior[k] == 0) {
      score.col(k).setConstant(-std::numeric_limits<double>::infinity());
      continue;
    }
    // Distances from the means, as products of large numbers would cancel.
    const MatrixXd away = (x.rowwise() - fit.mean.row(k)) * fit.scale.cwiseInverse().asDiagonal();
    const ShrunkCovariance& s = fit.covariance[fit.covariance.size() == 1 ? 0 : static_cast<std::size_t>(k)];
    score.col(k) = (-0.5 * (s.distance(away).array() + s.log_determinant())) + std::log(fit.prior[k]);
  }
  return softmax_rows(score);
}

}  // namespace rgx::stats
