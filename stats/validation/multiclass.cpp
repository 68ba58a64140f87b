#include "stats/validation/multiclass.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/validation/roc.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double hand_till(ConstMatrix probability, std::span<const int> y) {
  std::vector<std::vector<Index>> cases(static_cast<std::size_t>(probability.cols()));
  for (std::size_t i = 0; i < y.size(); ++i) cases[static_cast<std::size_t>(y[i])].push_back(static_cast<Index>(i));
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < cases.size(); ++a)
    for (std::size_t b = a + 1; b < cases.size(); ++b) {
      if (cases[a].empty() || cases[b].empty()) continue;
      std::vector<Index> both = cases[a];
      both.insert(both.end(), cases[b].begin(), cases[b].end());
      VectorXd first = VectorXd::Zero(static_cast<Index>(both.size()));
      first.head(static_cast<Index>(cases[a].size())).setOnes();
      const VectorXd of_a = probability.col(static_cast<Index>(a))(both),
                     of_b = probability.col(static_cast<Index>(b))(both);
      sum += (auc(of_a, first) + auc(of_b, VectorXd(1 - first.array()))) / 2;
      ++pairs;
    }
  return pairs > 0 ? sum / pairs : missing;
}

double multiclass_log_loss(ConstMatrix probability, std::span<const int> y) {
  if (y.empty()) return missing;
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i)
    sum -= std::log(std::clamp(probability(static_cast<Index>(i), y[i]), 1e-15, 1 - 1e-15));
  return sum / static_cast<double>(y.size());
}

double multiclass_brier(ConstMatrix probability, std::span<const int> y) {
  if (y.empty()) return missing;
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto row = probability.row(static_cast<Index>(i));
    sum += row.squaredNorm() - 2 * row[y[i]] + 1;
  }
  return sum / static_cast<double>(y.size());
}

std::vector<int> most_probable(ConstMatrix probability) {
  std::vector<int> out;
  for (Index i = 0; i < probability.rows(); ++i) {
    Index best = 0;
    for (Index k = 1; k < probability.cols(); ++k)
      if (probability(i, k) > probability(i, best)) best = k;
    out.push_back(static_cast<int>(best));
  }
  return out;
}

MatrixXd confusion_matrix(std::span<const int> y, std::span<const int> predicted, int classes) {
  MatrixXd counts = MatrixXd::Zero(classes, classes);
  for (std::size_t i = 0; i < y.size(); ++i) counts(y[i], predicted[i]) += 1;
  return counts;
}

double balanced_accuracy(ConstMatrix confusion) {
  double sum = 0, counted = 0;
  for (Index k = 0; k < confusion.rows(); ++k) {
    const double n = confusion.row(k).sum();
    if (n > 0) sum += confusion(k, k) / n, counted += 1;
  }
  return counted > 0 ? sum / counted : missing;
}

double multiclass_mcc(ConstMatrix confusion) {
  const VectorXd observed = confusion.rowwise().sum(), called = confusion.colwise().sum().transpose();
  const double n = confusion.sum();
  const double of_observed = n * n - observed.squaredNorm(), of_called = n * n - called.squaredNorm();
  if (!(of_observed > 0)) return missing;
  if (!(of_called > 0)) return 0;
  return (n * confusion.trace() - observed.dot(called)) / (std::sqrt(of_observed) * std::sqrt(of_called));
}

}  // namespace rgx::stats
