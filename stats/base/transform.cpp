#include "stats/base/transform.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd present(ConstVector column) {
  VectorXd values(column.size());
  Index n = 0;
  for (const double v : column)
    if (!std::isnan(v)) values[n++] = v;
  return values.head(n);
}

// |r| of every pair; a constant column has none (0).
MatrixXd absolute_correlations(ConstMatrix x) {
  MatrixXd z = x.rowwise() - x.colwise().mean();
  for (Index j = 0; j < z.cols(); ++j) {
    const bool constant = x.rows() == 0 || x.col(j).minCoeff() == x.col(j).maxCoeff();
    if (constant)
      z.col(j).setZero();
    else
      z.col(j) /= z.col(j).norm();
  }
  return (z.transpose() * z).cwiseAbs();
}

}  // namespace

Scaling fit_standardise(ConstMatrix x) {
  const Index p = x.cols();
  Scaling s{VectorXd::Zero(p), VectorXd::Zero(p), std::vector<std::string>(static_cast<std::size_t>(p))};
  for (Index j = 0; j < p; ++j) {
    const VectorXd values = present(x.col(j));
    if (values.size() == 0) {
      s.reason[j] = "no cases";
      continue;
    }
    if (values.minCoeff() == values.maxCoeff()) {
      s.mean[j] = values[0];
      s.reason[j] = "constant";
      continue;
    }
    s.mean[j] = values.mean();
    s.sd[j] = std::sqrt((values.array() - s.mean[j]).square().sum() / static_cast<double>(values.size() - 1));
  }
  return s;
}

MatrixXd transformed(const Scaling& scaling, ConstMatrix x) {
  if (x.cols() != scaling.mean.size())
    throw std::invalid_argument("columns differ from those the scaling was fitted on");
  MatrixXd scaled = x;
  for (Index j = 0; j < x.cols(); ++j) {
    scaled.col(j).array() -= scaling.mean[j];
    if (scaling.sd[j] > 0) scaled.col(j) /= scaling.sd[j];
  }
  return scaled;
}

MatrixXd transformed(const ColumnChoice& choice, ConstMatrix x) {
  if (x.cols() != static_cast<Index>(choice.kept.size() + choice.dropped.size()))
    throw std::invalid_argument("columns differ from those the choice was made on");
  return x(Eigen::all, choice.kept);
}

ColumnChoice fit_drop_constant(ConstMatrix x) {
  ColumnChoice choice;
  for (Index j = 0; j < x.cols(); ++j) {
    const VectorXd values = present(x.col(j));
    if (values.size() > 0 && values.minCoeff() != values.maxCoeff()) {
      choice.kept.push_back(j);
      continue;
    }
    choice.dropped.push_back(j);
    choice.reason.push_back(values.size() == 0 ? "no cases" : "constant");
  }
  return choice;
}

ColumnChoice fit_drop_correlated(ConstMatrix x, double above) {
  if (!x.allFinite()) throw std::invalid_argument("drop_correlated: missing value");
  const MatrixXd r = absolute_correlations(x);
  std::vector<Index> order;  // of the columns that vary
  for (Index j = 0; j < x.cols(); ++j)
    if (r(j, j) > 0.5) order.push_back(j);
  const auto m = static_cast<Index>(order.size());

  // Extended sums: the means below differ by rounding alone when columns are copies of each other, and a tie must be
  // one.
  using Sum = long double;
  constexpr Sum tie = 1e-12L;
  const auto row_sum = [&](Index j) {
    Sum sum = 0;
    for (const Index k : order)
      if (k != j) sum += r(j, k);
    return sum;
  };
  std::vector<Sum> row(static_cast<std::size_t>(x.cols()), 0);
  for (const Index j : order) row[j] = row_sum(j);
  // The most correlated columns are looked at first; equal ones (to ten digits) in their own order.
  std::vector<long long> rank(static_cast<std::size_t>(x.cols()), 0);
  for (const Index j : order) rank[j] = std::llround(row[j] * 1e10L);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return rank[a] > rank[b]; });

  std::vector<bool> gone(static_cast<std::size_t>(x.cols()), false);
  std::vector<Index> instead(static_cast<std::size_t>(x.cols()), -1);
  Index left = m;
  Sum total = 0;  // over all ordered pairs of columns still there
  for (const Index j : order) total += row[j];
  const auto drop = [&](Index column, Index kept) {
    gone[column] = true;
    instead[column] = kept;
    total -= 2 * row[column];
    for (const Index k : order)
      if (!gone[k]) row[k] -= r(column, k);
    --left;
  };
  for (Index a = 0; a < m; ++a) {
    const Index i = order[a];
    for (Index b = a + 1; b < m && !gone[i]; ++b) {
      const Index j = order[b];
      if (gone[j] || !(r(i, j) > above)) continue;
      // caret compares the mean |r| of column i with that of everything except row j.
      const Sum of_i = row[i] / static_cast<Sum>(left - 1);
      const Sum of_rest = (total - row[j]) / (static_cast<Sum>(left - 1) * static_cast<Sum>(left - 1));
      if (of_i > of_rest + tie * of_rest)
        drop(i, j);
      else
        drop(j, i);
    }
  }
  ColumnChoice choice;
  for (Index j = 0; j < x.cols(); ++j) {
    if (!gone[j]) {
      choice.kept.push_back(j);
      continue;
    }
    choice.dropped.push_back(j);
    choice.reason.push_back("correlated with column " + std::to_string(instead[j]));
  }
  return choice;
}

}  // namespace rgx::stats
