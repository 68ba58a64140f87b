#include "stats/prepare/chained_model.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <set>

#include "stats/base/newton.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

double raw(const ChainedModel::Term& term, double value) {
  return term.level < 0 ? value : static_cast<double>(value == term.level);
}

// Terms that vary in these rows, scaled to mean 0 and standard deviation 1 (1/n), and the design with an intercept.
MatrixXd design(const MatrixXd& filled, const std::vector<ColumnType>& type, const std::vector<Index>& from,
                const std::vector<Index>& rows, std::vector<ChainedModel::Term>& terms) {
  MatrixXd x = MatrixXd::Ones(static_cast<Index>(rows.size()), 1);
  const auto add = [&](ChainedModel::Term term) {
    VectorXd v(x.rows());
    for (Index i = 0; i < v.size(); ++i) v[i] = raw(term, filled(rows[i], term.column));
    if (v.minCoeff() == v.maxCoeff()) return;
    term.centre = v.mean();
    term.scale = std::sqrt((v.array() - term.centre).square().mean());
    x.conservativeResize(Eigen::NoChange, x.cols() + 1);
    x.col(x.cols() - 1) = (v.array() - term.centre) / term.scale;
    terms.push_back(term);
  };
  for (const Index c : from) {
    if (type[c] == ColumnType::number) {
      add({c, -1, 0, 1});
      continue;
    }
    std::set<int> levels;
    for (const Index i : rows) levels.insert(static_cast<int>(filled(i, c)));
    for (auto level = levels.begin(); level != levels.end(); ++level)
      if (level != levels.begin()) add({c, *level, 0, 1});
  }
  return x;
}

MatrixXd linear(const MatrixXd& x, const VectorXd& y, double ridge) {
  const auto n = static_cast<double>(x.rows());
  MatrixXd gram = x.transpose() * x;
  gram.diagonal().tail(gram.rows() - 1).array() += n * ridge;
  return gram.ldlt().solve(x.transpose() * y);
}

// Log-likelihood less half the ridge, over the cases: the parameters are the columns of the coefficients in turn.
MatrixXd multinomial(const MatrixXd& x, const std::vector<int>& place, Index levels, double ridge) {
  const Index n = x.rows(), q = x.cols(), equations = levels - 1;
  const auto likelihood = [&](const VectorXd& at) {
    const Eigen::Map<const MatrixXd> b(at.data(), q, equations);
    const MatrixXd eta = x * b;
    MatrixXd p(n, equations);
    NewtonPoint out{0, VectorXd::Zero(q * equations), MatrixXd::Zero(q * equations, q * equations)};
    for (Index i = 0; i < n; ++i) {
      const double top = std::max(0.0, eta.row(i).maxCoeff());
      const double total = std::exp(-top) + (eta.row(i).array() - top).exp().sum();
      p.row(i) = (eta.row(i).array() - top).exp() / total;
      out.value += (place[i] > 0 ? eta(i, place[i] - 1) : 0) - top - std::log(total);
    }
    MatrixXd residual = -p;
    for (Index i = 0; i < n; ++i)
      if (place[i] > 0) residual(i, place[i] - 1) += 1;
    for (Index a = 0; a < equations; ++a) {
      out.slope.segment(a * q, q) = x.transpose() * residual.col(a);
      for (Index c = 0; c < equations; ++c) {
        const VectorXd w =
            a == c ? VectorXd(p.col(a).array() * (1 - p.col(a).array())) : VectorXd(-p.col(a).cwiseProduct(p.col(c)));
        out.curvature.block(a * q, c * q, q, q) = x.transpose() * w.asDiagonal() * x;
      }
      const double weight = static_cast<double>(n) * ridge;
      const auto slopes = at.segment(a * q + 1, q - 1);
      out.value -= 0.5 * weight * slopes.squaredNorm();
      out.slope.segment(a * q + 1, q - 1) -= weight * slopes;
      out.curvature.diagonal().segment(a * q + 1, q - 1).array() += weight;
    }
    return out;
  };
  const VectorXd found = newton_maximise(likelihood, VectorXd::Zero(q * equations)).at;
  return Eigen::Map<const MatrixXd>(found.data(), q, equations);
}

}  // namespace

ChainedModel fit_chained_model(const MatrixXd& filled, const std::vector<ColumnType>& type,
                               const std::vector<Index>& from, Index of, const std::vector<Index>& rows, double ridge) {
  ChainedModel out;
  if (rows.size() < 3) return out;
  const VectorXd y = filled(rows, of);
  out.low = y.minCoeff();
  out.high = y.maxCoeff();
  if (out.low == out.high) return out;
  const MatrixXd x = design(filled, type, from, rows, out.terms);
  if (type[of] == ColumnType::number) {
    out.coefficient = linear(x, y, ridge);
    return out;
  }
  std::set<int> levels;
  for (const double v : y) levels.insert(static_cast<int>(v));
  out.levels.assign(levels.begin(), levels.end());
  std::vector<int> place;
  for (const double v : y)
    place.push_back(static_cast<int>(std::distance(levels.begin(), levels.find(static_cast<int>(v)))));
  out.coefficient = multinomial(x, place, static_cast<Index>(levels.size()), ridge);
  return out;
}

double predicted(const ChainedModel& model, ColumnType type, const RowVectorXd& values) {
  RowVectorXd x(static_cast<Index>(model.terms.size()) + 1);
  x[0] = 1;
  for (std::size_t t = 0; t < model.terms.size(); ++t) {
    const auto& term = model.terms[t];
    x[static_cast<Index>(t) + 1] = (raw(term, values[term.column]) - term.centre) / term.scale;
  }
  const RowVectorXd eta = x * model.coefficient;
  if (type == ColumnType::number) return std::clamp(eta[0], model.low, model.high);
  std::size_t best = 0;
  double most = 0;
  for (Index a = 0; a < eta.size(); ++a)
    if (eta[a] > most) most = eta[a], best = static_cast<std::size_t>(a) + 1;
  return model.levels[best];
}

double chained_change(double now, double before, ColumnType type, double spread) {
  if (type == ColumnType::category) return now == before ? 0 : 1;
  return spread > 0 ? std::abs(now - before) / spread : 0;
}

}  // namespace rgx::stats
