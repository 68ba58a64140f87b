#include "stats/prepare/impute_knn.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "stats/base/describe.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Donors that share a column with the case, the nearest first.
std::vector<Index> by_nearness(const KnnImputation& fit, const VectorXd& of) {
  const Index n = fit.donors.rows();
  VectorXd sum = VectorXd::Zero(n), count = VectorXd::Zero(n);
  for (Index j = 0; j < of.size(); ++j) {
    const bool number = fit.type[j] == ColumnType::number;
    if (std::isnan(of[j]) || (number && !(fit.range[j] > 0))) continue;
    for (Index i = 0; i < n; ++i) {
      const double other = fit.donors(i, j);
      if (std::isnan(other)) continue;
      sum[i] += number ? std::abs(of[j] - other) / fit.range[j] : static_cast<double>(of[j] != other);
      count[i] += 1;
    }
  }
  const VectorXd distance = sum.cwiseQuotient(count);
  std::vector<Index> order;
  for (Index i = 0; i < n; ++i)
    if (count[i] > 0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return distance[a] < distance[b]; });
  return order;
}

double middle(std::vector<double>& values, ColumnType type) {
  MatrixXd one(static_cast<Index>(values.size()), 1);
  one.col(0) = Eigen::Map<VectorXd>(values.data(), one.rows());
  return fit_impute(one, {type == ColumnType::number ? FillBy::median : FillBy::mode}).value[0];
}

}  // namespace

KnnImputation fit_impute_knn(ConstMatrix x, const std::vector<ColumnType>& type, int k) {
  if (k < 1) throw std::invalid_argument("impute_knn: at least one neighbour");
  std::vector<FillBy> by;
  for (const auto t : type) by.push_back(t == ColumnType::number ? FillBy::median : FillBy::mode);
  KnnImputation out{x, type, VectorXd::Zero(x.cols()), fit_impute(x, by), k};
  for (Index j = 0; j < x.cols(); ++j) {
    const auto values = without_missing({x.col(j).data(), static_cast<std::size_t>(x.rows())});
    if (values.empty()) continue;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    out.range[j] = *high - *low;
  }
  return out;
}

MatrixXd transformed(const KnnImputation& fit, ConstMatrix x, const ParallelFor& parallel) {
  if (x.cols() != fit.donors.cols())
    throw std::invalid_argument("columns differ from those the imputation was fitted on");
  MatrixXd out = x;
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t row) {
    const auto i = static_cast<Index>(row);
    if (!x.row(i).array().isNaN().any()) return;
    const std::vector<Index> nearest = by_nearness(fit, x.row(i).transpose());
    for (Index j = 0; j < x.cols(); ++j) {
      if (!std::isnan(x(i, j))) continue;
      std::vector<double> values;
      for (const Index donor : nearest) {
        if (values.size() == static_cast<std::size_t>(fit.k)) break;
        if (!std::isnan(fit.donors(donor, j))) values.push_back(fit.donors(donor, j));
      }
      out(i, j) = values.empty() ? fit.otherwise.value[j] : middle(values, fit.type[j]);
    }
  });
  return out;
}

}  // namespace rgx::stats
