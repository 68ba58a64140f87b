#include "stats/regression/linear_test.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/design_basis.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t block = 64;         // features of one unit of work; fixed, so that threads cannot change a sum
constexpr double rounding = 1e-10;        // share of a variable's length that is no more than rounding
constexpr double alias_tolerance = 1e-7;  // lm's

// What is left of the columns of y outside the basis, twice projected so that large means cost no digits.
struct Projected {
  MatrixXd gamma;  // coordinates
  MatrixXd residual;
};
Projected project(const MatrixXd& q, const MatrixXd& y) {
  const double n = static_cast<double>(q.rows());
  Projected out;
  out.gamma = q.transpose() * y / n;
  out.residual = y - q * out.gamma;
  const MatrixXd more = q.transpose() * out.residual / n;
  out.gamma += more;
  out.residual -= q * more;
  return out;
}

bool constant(ConstVector y) { return y.minCoeff() == y.maxCoeff(); }

// t of a coefficient, with everything that follows from it.
LinearTest t_test(std::size_t n, double beta, double se, double df, double level) {
  LinearTest out;
  out.test.test = "linear t";
  out.test.n = n;
  const double t = beta / se;
  out.test.statistic = t;
  out.test.df = df;
  out.test.set(t_two_sided(t, df));
  out.test.estimate = beta;
  out.test.estimate_kind = "beta";
  const double half = t_margin(level, df) * se;
  out.test.ci_low = beta - half;
  out.test.ci_high = beta + half;
  out.partial = t / std::hypot(t, std::sqrt(df));
  if (df > 1) out.partial_ci = fisher_z_interval(out.partial, 1 / std::sqrt(df - 1), level);
  return out;
}

LinearTest f_test(std::size_t n, double f, double df1, double df2, double level) {
  LinearTest out;
  out.test.test = "linear F";
  out.test.n = n;
  out.test.statistic = f;
  out.test.df = df1;
  out.test.df2 = df2;
  out.test.set(f_upper(f, df1, df2));
  const Effect effect = eta_squared(f, df1, df2, level);
  out.test.estimate = out.partial = effect.estimate;
  out.test.estimate_kind = "partial_eta2";
  out.partial_ci = effect.ci;
  out.test.ci_low = effect.ci.low;
  out.test.ci_high = effect.ci.high;
  out.test.ci_reason = effect.ci_reason;
  return out;
}

LinearTest refused(std::size_t n, bool one, Reason reason) {
  LinearTest out;
  out.test.test = one ? "linear t" : "linear F";
  out.test.n = n;
  out.test.reason = reason;
  return out;
}

// A design ready for any number of responses.
struct Ready {
  Ready(ConstMatrix design, std::span<const Index> columns, ConstVector ones)
      : split(design, columns), basis(split.design, ones), one(columns.size() == 1) {
    for (const Index j : basis.kept) rest += j < split.rest;
  }
  TestedLast split;
  DesignBasis basis;
  bool one;
  Index rest = 0;  // columns of the basis that are not tested
};

// Responses y, cases × width, all known.
std::vector<LinearTest> test_block(const Ready& ready, const MatrixXd& y, double level) {
  const Index rank = ready.basis.rank(), rest = ready.rest, tested = rank - rest;
  const std::size_t cases = static_cast<std::size_t>(y.rows());
  const double n = static_cast<double>(cases), df = n - static_cast<double>(rank);
  std::vector<LinearTest> out;
  // In units of the largest value, so that no square is out of range.
  VectorXd unit = VectorXd::Ones(y.cols());
  if (y.rows() > 0) unit = y.cwiseAbs().colwise().maxCoeff().transpose();
  for (Index c = 0; c < y.cols(); ++c)
    if (!(unit[c] > 0) || std::isinf(unit[c])) unit[c] = 1;
  const MatrixXd scaled = y * unit.cwiseInverse().asDiagonal();
  const Projected at = project(ready.basis.q, scaled);
  for (Index c = 0; c < y.cols(); ++c) {
    Reason reason = Reason::none;
    const double rss = at.residual.col(c).squaredNorm();
    const double explained = n * at.gamma.col(c).tail(tested).squaredNorm();
    if (cases == 0 || df <= 0)
      reason = Reason::too_few;
    else if (!y.col(c).allFinite())
      reason = Reason::not_finite;
    else if (constant(y.col(c)))
      reason = Reason::constant;
    else if (tested == 0 || std::sqrt(rss + explained) <= rounding * scaled.col(c).norm())
      reason = Reason::collinear;
    if (reason != Reason::none) {
      out.push_back(refused(cases, ready.one, reason));
    } else if (ready.one) {
      const double r = ready.basis.r(rank - 1, rank - 1);
      out.push_back(t_test(cases, at.gamma(rank - 1, c) / r * unit[c], std::sqrt(rss / df / n) / std::abs(r) * unit[c],
                           df, level));
    } else {
      const double df1 = static_cast<double>(tested);
      out.push_back(f_test(cases, explained / df1 / (rss / df), df1, df, level));
    }
  }
  return out;
}

// Features x beside the basis of the covariates, one response outside it.
std::vector<LinearTest> predictor_block(const DesignBasis& basis, const VectorXd& y_left, bool y_nothing,
                                        const MatrixXd& x, double level) {
  const std::size_t cases = static_cast<std::size_t>(x.rows());
  const double df = static_cast<double>(x.rows() - basis.rank() - 1);
  VectorXd unit = VectorXd::Ones(x.cols());
  if (x.rows() > 0) unit = x.cwiseAbs().colwise().maxCoeff().transpose();
  for (Index c = 0; c < x.cols(); ++c)
    if (!(unit[c] > 0) || std::isinf(unit[c])) unit[c] = 1;
  const MatrixXd scaled = x * unit.cwiseInverse().asDiagonal();
  const Projected at = project(basis.q, scaled);
  std::vector<LinearTest> out;
  for (Index c = 0; c < x.cols(); ++c) {
    const VectorXd left = at.residual.col(c);
    Reason reason = Reason::none;
    if (cases == 0 || df <= 0)
      reason = Reason::too_few;
    else if (!x.col(c).allFinite())
      reason = Reason::not_finite;
    else if (constant(x.col(c)))
      reason = Reason::constant;
    else if (y_nothing || left.norm() <= alias_tolerance * scaled.col(c).norm())
      reason = Reason::collinear;
    if (reason != Reason::none) {
      out.push_back(refused(cases, true, reason));
      continue;
    }
    const double square = left.squaredNorm(), slope = left.dot(y_left) / square;
    const double rss = (y_left - slope * left).squaredNorm();
    out.push_back(t_test(cases, slope / unit[c], std::sqrt(rss / df / square) / unit[c], df, level));
  }
  return out;
}

// Features of each pattern: those complete on `rows` in blocks, each other one by itself.
void over_features(ConstMatrix features, std::span<const Index> rows, const ParallelFor& parallel,
                   const std::function<void(std::span<const Index> columns, bool complete)>& body) {
  std::vector<Index> complete, gaps;
  for (Index j = 0; j < features.cols(); ++j) {
    const bool known = std::ranges::none_of(rows, [&](Index i) { return std::isnan(features(i, j)); });
    (known ? complete : gaps).push_back(j);
  }
  const std::size_t blocks = (complete.size() + block - 1) / block;
  parallel(blocks + gaps.size(), [&](std::size_t u) {
    if (u < blocks)
      body(std::span(complete).subspan(u * block, std::min(block, complete.size() - u * block)), true);
    else
      body(std::span(gaps).subspan(u - blocks, 1), false);
  });
}

std::vector<Index> known_rows(ConstMatrix features, Index column, std::span<const Index> rows) {
  std::vector<Index> out;
  for (const Index i : rows)
    if (!std::isnan(features(i, column))) out.push_back(i);
  return out;
}

MatrixXd part(ConstMatrix m, std::span<const Index> rows, std::span<const Index> columns) {
  MatrixXd out(static_cast<Index>(rows.size()), static_cast<Index>(columns.size()));
  for (Index j = 0; j < out.cols(); ++j)
    for (Index i = 0; i < out.rows(); ++i) out(i, j) = m(rows[i], columns[j]);
  return out;
}

}  // namespace

std::vector<LinearTest> linear_test_responses(ConstMatrix features, ConstMatrix design, std::span<const Index> columns,
                                              double level, const ParallelFor& parallel) {
  if (features.rows() != design.rows()) throw std::invalid_argument("a design of another number of cases");
  const std::vector<Index> rows = complete_rows(design, {});
  const auto ready_on = [&](const std::vector<Index>& cases) {
    return Ready(MatrixXd(design(cases, Eigen::all)), columns, VectorXd::Ones(static_cast<Index>(cases.size())));
  };
  const Ready shared = ready_on(rows);
  std::vector<LinearTest> results(static_cast<std::size_t>(features.cols()));
  over_features(features, rows, parallel, [&](std::span<const Index> some, bool complete) {
    const std::vector<Index> cases = complete ? rows : known_rows(features, some[0], rows);
    const auto tests = test_block(complete ? shared : ready_on(cases), part(features, cases, some), level);
    for (std::size_t c = 0; c < some.size(); ++c) results[static_cast<std::size_t>(some[c])] = tests[c];
  });
  return results;
}

LinearTest linear_test(ConstMatrix design, ConstVector y, std::span<const Index> columns, double level) {
  return linear_test_responses(y, design, columns, level)[0];
}

std::vector<LinearTest> linear_test_predictors(ConstMatrix features, ConstMatrix covariates, ConstVector y,
                                               double level, const ParallelFor& parallel) {
  if (features.rows() != y.size() || (covariates.cols() > 0 && covariates.rows() != y.size()))
    throw std::invalid_argument("features, covariates and response of different numbers of cases");
  const MatrixXd z = covariates.cols() > 0 ? MatrixXd(covariates) : MatrixXd(y.size(), 0);
  const VectorXd response[] = {y};
  const std::vector<Index> rows = complete_rows(z, response);
  // The covariates, and what they leave of the response.
  struct Rest {
    DesignBasis basis;
    VectorXd left;
    bool nothing;
  };
  const auto rest_on = [&](const std::vector<Index>& cases) {
    const VectorXd known = rows_of(response[0], cases);
    DesignBasis basis(z(cases, Eigen::all), VectorXd::Ones(known.size()));
    VectorXd left = project(basis.q, known).residual;
    const bool nothing = left.norm() <= rounding * known.norm();
    return Rest{std::move(basis), std::move(left), nothing};
  };
  const Rest shared = rest_on(rows);
  std::vector<LinearTest> results(static_cast<std::size_t>(features.cols()));
  over_features(features, rows, parallel, [&](std::span<const Index> some, bool complete) {
    const std::vector<Index> cases = complete ? rows : known_rows(features, some[0], rows);
    const MatrixXd x = part(features, cases, some);
    const Rest own = complete ? shared : rest_on(cases);
    const auto tests = predictor_block(own.basis, own.left, own.nothing, x, level);
    for (std::size_t c = 0; c < some.size(); ++c) results[static_cast<std::size_t>(some[c])] = tests[c];
  });
  return results;
}

}  // namespace rgx::stats
