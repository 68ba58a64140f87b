#include "stats/correction/effective_tests.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "stats/base/covariate_basis.hpp"

namespace rgx::stats {
namespace {

// Correlation matrix of columns with gaps; constant columns are left out.
Eigen::MatrixXd pairwise(ConstMatrix features, Correlation kind, const ParallelFor& parallel) {
  const auto block = correlate_block(features, features, kind, {}, parallel);
  std::vector<Eigen::Index> varying;
  for (Eigen::Index f = 0; f < features.cols(); ++f) {
    if (!std::isnan(block.r(f, f))) varying.push_back(f);
  }
  const auto m = static_cast<Eigen::Index>(varying.size());
  Eigen::MatrixXd r(m, m);
  for (Eigen::Index j = 0; j < m; ++j) {
    for (Eigen::Index i = 0; i < m; ++i) {
      const double value = block.r(varying[static_cast<std::size_t>(i)], varying[static_cast<std::size_t>(j)]);
      r(i, j) = i == j ? 1 : std::isnan(value) ? 0 : value;
    }
  }
  return r;
}

// Columns of length 1 whose products are the correlations; constant columns are left out.
Eigen::MatrixXd standardised(ConstMatrix features, Correlation kind) {
  std::vector<std::size_t> cases(static_cast<std::size_t>(features.rows()));
  std::iota(cases.begin(), cases.end(), std::size_t{0});
  const CovariateBasis none = covariate_basis({}, cases, kind);
  Eigen::MatrixXd unit(features.rows(), features.cols());
  Eigen::Index varying = 0;
  for (Eigen::Index f = 0; f < features.cols(); ++f) {
    const std::span<const double> column(features.col(f).data(), cases.size());
    if (standardised_residual(column, cases, none, kind, unit.col(varying)) == Reason::none) ++varying;
  }
  return unit.leftCols(varying);
}

}  // namespace

double li_ji(std::span<const double> eigenvalues) {
  const double snap = 1e-9 * static_cast<double>(eigenvalues.size());
  double sum = 0;
  for (const double value : eigenvalues) {
    double size = std::abs(value);
    if (std::abs(size - std::round(size)) < snap) size = std::round(size);
    sum += (size >= 1 ? 1 : 0) + size - std::floor(size);
  }
  return sum;
}

EffectiveTests effective_tests(ConstMatrix features, Correlation kind, const ParallelFor& parallel) {
  if (features.rows() < 2) return {};
  Eigen::MatrixXd gram;
  Eigen::Index counted = 0;
  if (features.array().isNaN().any()) {
    gram = pairwise(features, kind, parallel);
    counted = gram.cols();
  } else {
    const Eigen::MatrixXd unit = standardised(features, kind);
    counted = unit.cols();
    gram =
        unit.rows() < unit.cols() ? Eigen::MatrixXd(unit * unit.transpose()) : Eigen::MatrixXd(unit.transpose() * unit);
  }
  if (counted == 0) return {};
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(gram, Eigen::EigenvaluesOnly).eigenvalues();
  std::vector<double> eigenvalues(static_cast<std::size_t>(counted), 0.0);  // those of neither matrix are 0
  for (Eigen::Index i = 0; i < std::min(counted, values.size()); ++i) {
    eigenvalues[static_cast<std::size_t>(i)] = values(values.size() - 1 - i);
  }
  return {li_ji(eigenvalues), counted};
}

double sidak_level(double level, double tests) {
  if (!(tests > 0)) throw std::invalid_argument("number of tests not above 0");
  return -std::expm1(std::log1p(-level) / tests);
}

std::vector<double> sidak_adjust(std::span<const double> p, double tests) {
  if (!(tests > 0)) throw std::invalid_argument("number of tests not above 0");
  std::vector<double> out;
  for (const double v : p) {
    if (v < 0 || v > 1) throw std::invalid_argument("p value outside 0 to 1");
    out.push_back(-std::expm1(tests * std::log1p(-v)));
  }
  return out;
}

}  // namespace rgx::stats
