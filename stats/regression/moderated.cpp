#include "stats/regression/moderated.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/tails.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A residual below this share of the response is rounding.
constexpr double rounding = 1e-14;

// The design on some cases.
struct Basis {
  std::vector<Index> kept;  // tested columns that are not aliased, counted among the tested
  MatrixXd q;               // cases × rank, orthonormal; the tested columns come last
  MatrixXd r_inverse;       // of the tested columns: coefficient = r_inverse · (last entries of q'y)
  VectorXd unscaled;        // their standard errors over σ

  Basis(const MatrixXd& design, Index covariates) {
    const std::vector<Index> columns = pivoted_qr(design, VectorXd::Zero(design.rows())).kept;
    const auto rank = static_cast<Index>(columns.size());
    for (const Index j : columns)
      if (j >= covariates) kept.push_back(j - covariates);
    const auto k = static_cast<Index>(kept.size());
    const Eigen::HouseholderQR<MatrixXd> qr(design(Eigen::all, columns));
    q = qr.householderQ() * MatrixXd::Identity(design.rows(), rank);
    r_inverse =
        qr.matrixQR().block(rank - k, rank - k, k, k).triangularView<Eigen::Upper>().solve(MatrixXd::Identity(k, k));
    unscaled = r_inverse.rowwise().norm();
  }
};

// One response before the prior, in the unit that all share. se holds the unscaled errors, f the sum of squares.
void fit_response(ModeratedTests& out, const Basis& basis, const VectorXd& y, Index g) {
  const auto k = static_cast<Index>(basis.kept.size());
  const VectorXd effects = basis.q.transpose() * y;
  VectorXd residual = y;
  residual.noalias() -= basis.q * effects;
  const VectorXd coefficient = basis.r_inverse * effects.tail(k);
  for (Index i = 0; i < k; ++i) {
    const Index j = basis.kept[static_cast<std::size_t>(i)];
    out.coefficient(j, g) = coefficient[i];
    out.se(j, g) = basis.unscaled[i];
  }
  out.f[g] = effects.tail(k).squaredNorm();
  out.f_df[g] = static_cast<double>(k);
  out.mean[g] = y.mean();
  const double df = static_cast<double>(y.size() - effects.size());
  out.residual_df[g] = df;
  if (df > 0) out.variance[g] = residual.norm() > rounding * y.norm() ? residual.squaredNorm() / df : 0;
}

// The same once the prior is known.
void test_response(ModeratedTests& out, double pooled_df, Index g) {
  const VariancePrior& prior = out.prior;
  Reason& reason = out.reason[static_cast<std::size_t>(g)];
  const double df = out.residual_df[g];
  if (reason == Reason::none) reason = prior.reason;
  if (reason == Reason::none) {
    if (std::isinf(prior.df) || df == 0)
      out.posterior_variance[g] = prior.variance;
    else
      out.posterior_variance[g] = (df * out.variance[g] + prior.df * prior.variance) / (df + prior.df);
    out.df_total[g] = std::min(df + prior.df, pooled_df);
    if (!(out.posterior_variance[g] > 0)) reason = Reason::constant;
    if (!(out.df_total[g] > 0)) reason = Reason::too_few;
  }
  if (reason != Reason::none) {
    out.se.col(g).setConstant(missing);
    out.f[g] = missing;
    return;
  }
  const double sd = std::sqrt(out.posterior_variance[g]);
  Tail only;  // of the last column that is not aliased; where it is the only one, F = t² has the same p
  for (Index j = 0; j < out.se.rows(); ++j) {
    out.se(j, g) *= sd;
    out.t(j, g) = out.coefficient(j, g) / out.se(j, g);
    const Tail tail = t_two_sided(out.t(j, g), out.df_total[g]);
    out.p(j, g) = tail.p;
    out.log10_p(j, g) = tail.log10_p;
    if (!std::isnan(tail.p)) only = tail;
  }
  if (out.f_df[g] == 0) {
    reason = Reason::collinear;
    out.f[g] = missing;
    return;
  }
  out.f[g] /= out.f_df[g] * out.posterior_variance[g];
  const Tail tail = out.f_df[g] == 1 ? only : f_upper(out.f[g], out.f_df[g], out.df_total[g]);
  out.f_p[g] = tail.p;
  out.f_log10_p[g] = tail.log10_p;
}

ModeratedTests unfilled(Index tested, Index responses) {
  ModeratedTests out;
  out.coefficient = out.se = out.t = out.p = out.log10_p = MatrixXd::Constant(tested, responses, missing);
  out.f = out.f_df = out.f_p = out.f_log10_p = out.mean = out.variance = out.residual_df = out.posterior_variance =
      out.df_total = VectorXd::Constant(responses, missing);
  out.n.setZero(responses);
  out.reason.assign(static_cast<std::size_t>(responses), Reason::none);
  return out;
}

}  // namespace

ModeratedTests moderated_tests(ConstMatrix covariates, ConstMatrix tested, ConstMatrix responses,
                               const ParallelFor& parallel) {
  if (covariates.rows() != responses.rows() || tested.rows() != responses.rows())
    throw std::invalid_argument("moderated_tests: tables of different lengths");
  if (covariates.array().isInf().any() || tested.array().isInf().any())
    throw std::invalid_argument("moderated_tests: an infinite value in the design");
  std::vector<Index> cases;
  for (Index i = 0; i < responses.rows(); ++i)
    if (!covariates.row(i).array().isNaN().any() && !tested.row(i).array().isNaN().any()) cases.push_back(i);
  MatrixXd design(static_cast<Index>(cases.size()), covariates.cols() + tested.cols());
  design << covariates(cases, Eigen::all), tested(cases, Eigen::all);
  const Basis complete(design, covariates.cols());

  const Index g = responses.cols();
  ModeratedTests out = unfilled(tested.cols(), g);
  VectorXd largest = VectorXd::Zero(g);
  const auto each = [&](const auto& body) {
    parallel(static_cast<std::size_t>(g), [&](std::size_t j) { body(static_cast<Index>(j)); });
  };
  each([&](Index j) {
    int count = 0;
    double most = 0;
    for (const Index i : cases) {
      const double value = std::abs(responses(i, j));
      count += !std::isnan(value);
      most = value > most ? value : most;  // false for NaN
    }
    out.n[j] = count;
    Reason& reason = out.reason[static_cast<std::size_t>(j)];
    if (out.n[j] == 0) reason = Reason::too_few;
    if (std::isinf(most))
      reason = Reason::not_finite;
    else
      largest[j] = most;
  });
  // A power of 2 for all responses, so that no square leaves the range of double and no digit changes.
  const double top = g > 0 ? largest.maxCoeff() : 0;
  const double unit = top > 0 ? std::ldexp(1.0, std::max(std::ilogb(top), -1022)) : 1;
  const bool all_cases = design.rows() == responses.rows();

  each([&](Index j) {
    if (out.reason[static_cast<std::size_t>(j)] != Reason::none) return;
    VectorXd y = all_cases ? VectorXd(responses.col(j)) : VectorXd(responses.col(j)(cases));
    y *= 1 / unit;
    if (out.n[j] == y.size()) return fit_response(out, complete, y, j);
    std::vector<Index> present;
    for (Index i = 0; i < y.size(); ++i)
      if (!std::isnan(y[i])) present.push_back(i);
    fit_response(out, Basis(design(present, Eigen::all), covariates.cols()), y(present), j);
  });
  out.prior = fit_variance_prior(out.variance, out.residual_df);
  double pooled = 0;
  for (const double df : out.residual_df)
    if (df > 0) pooled += df;
  each([&](Index j) { test_response(out, pooled, j); });

  out.coefficient *= unit;
  out.se *= unit;
  out.mean *= unit;
  for (VectorXd* variance : {&out.variance, &out.posterior_variance}) *variance = *variance * unit * unit;
  out.prior.variance = out.prior.variance * unit * unit;
  return out;
}

}  // namespace rgx::stats
