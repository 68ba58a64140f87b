#include "stats/base/covariate_basis.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"

namespace rgx::stats {
namespace {

void centre(Eigen::Ref<Eigen::VectorXd> column) {
  column.array() -= mean(std::span(column.data(), static_cast<std::size_t>(column.size())));
}

// Length without overflow of the squares.
double norm(const Eigen::Ref<const Eigen::VectorXd>& column) { return column.stableNorm(); }

}  // namespace

std::vector<std::size_t> covariate_cases(const Covariates& covariates, std::size_t n) {
  if (covariates.continuous.cols() > 0 && static_cast<std::size_t>(covariates.continuous.rows()) != n) {
    throw std::invalid_argument("covariates of another number of cases");
  }
  for (const auto& codes : covariates.categories) {
    if (codes.size() != n) throw std::invalid_argument("covariates of another number of cases");
  }
  if (covariates.continuous.array().isInf().any()) throw std::invalid_argument("infinite covariate");
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < n; ++i) {
    bool complete = true;
    for (Eigen::Index c = 0; c < covariates.continuous.cols(); ++c) {
      complete = complete && !std::isnan(covariates.continuous(static_cast<Eigen::Index>(i), c));
    }
    for (const auto& codes : covariates.categories) complete = complete && codes[i] >= 0;
    if (complete) cases.push_back(i);
  }
  return cases;
}

CovariateBasis covariate_basis(const Covariates& covariates, std::span<const std::size_t> cases, Correlation kind) {
  const auto n = static_cast<Eigen::Index>(cases.size());
  std::vector<Eigen::VectorXd> columns;
  const auto add = [&](Eigen::VectorXd column) {
    centre(column);
    const double size = norm(column);
    if (size > 0) columns.push_back(column / size);
  };
  for (Eigen::Index c = 0; c < covariates.continuous.cols(); ++c) {
    const auto column = covariates.continuous.col(c);
    auto values = gather(std::span(column.data(), static_cast<std::size_t>(column.size())), cases);
    if (is_constant(values)) continue;
    if (kind == Correlation::spearman) values = mid_ranks(values);
    add(Eigen::Map<const Eigen::VectorXd>(values.data(), n));
  }
  for (const auto& codes : covariates.categories) {
    std::map<int, Eigen::VectorXd> dummies;
    for (Eigen::Index i = 0; i < n; ++i) {
      auto& dummy =
          dummies.try_emplace(codes[cases[static_cast<std::size_t>(i)]], Eigen::VectorXd::Zero(n)).first->second;
      dummy(i) = 1;
    }
    for (auto level = dummies.begin(); level != dummies.end(); ++level) {
      if (level != dummies.begin()) add(level->second);
    }
  }
  CovariateBasis basis;
  if (columns.empty()) {
    basis.columns.resize(n, 0);
    return basis;
  }
  Eigen::MatrixXd design(n, static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) design.col(static_cast<Eigen::Index>(c)) = columns[c];
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
  qr.setThreshold(1e-7);
  basis.columns = qr.householderQ() * Eigen::MatrixXd::Identity(n, qr.rank());
  return basis;
}

Reason standardised_residual(std::span<const double> column, std::span<const std::size_t> cases,
                             const CovariateBasis& basis, Correlation kind, Eigen::Ref<Eigen::VectorXd> out,
                             double* length) {
  if (length) *length = 0;
  auto values = gather(column, cases);
  out.setZero();
  if (is_constant(values)) return Reason::constant;
  if (kind == Correlation::spearman) {
    values = mid_ranks(values);
  } else if (!all_finite(values)) {
    return Reason::not_finite;
  }
  // Correlation knows no unit: huge and tiny values are brought to about 1, so that squares neither overflow nor
  // vanish.
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const int exponent = std::ilogb(std::max(std::abs(*least), std::abs(*most)));
  const Eigen::Map<const Eigen::VectorXd> as_given(values.data(), static_cast<Eigen::Index>(values.size()));
  if (std::abs(exponent) < 1000) {
    out = as_given * std::scalbn(1.0, -exponent);
  } else {
    out = as_given.unaryExpr([exponent](double v) { return std::scalbn(v, -exponent); });
  }
  centre(out);
  const double before = norm(out);
  if (!(before > 0)) return Reason::constant;
  if (basis.rank() > 0) {
    for (int pass = 0; pass < 2; ++pass) out -= basis.columns * (basis.columns.transpose() * out).eval();
    if (norm(out) <= 1e-10 * before) {  // rounding is all that is left
      out.setZero();
      return Reason::collinear;
    }
  }
  const double size = norm(out);
  out /= size;
  if (length) *length = std::scalbn(size, exponent);
  return Reason::none;
}

}  // namespace rgx::stats
