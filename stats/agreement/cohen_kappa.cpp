#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/agreement/kappa.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd weight_matrix(int categories, KappaWeights weights) {
  MatrixXd w = MatrixXd::Identity(categories, categories);
  if (weights == KappaWeights::none || categories < 2) return w;
  for (Index i = 0; i < categories; ++i)
    for (Index j = 0; j < categories; ++j) {
      const double apart = std::abs(static_cast<double>(i - j)) / (categories - 1);
      w(i, j) = 1 - (weights == KappaWeights::linear ? apart : apart * apart);
    }
  return w;
}

std::string_view kappa_name(KappaWeights weights) {
  if (weights == KappaWeights::linear) return "cohen linear";
  return weights == KappaWeights::quadratic ? "cohen quadratic" : "cohen";
}

}  // namespace

Kappa cohen_kappa(std::span<const int> first, std::span<const int> second, int categories, KappaWeights weights,
                  double level) {
  if (first.size() != second.size() || categories < 1) throw std::invalid_argument("two ratings a subject");
  MatrixXd p = MatrixXd::Zero(categories, categories);
  Kappa out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] < 0 || second[i] < 0) continue;
    if (first[i] >= categories || second[i] >= categories) throw std::invalid_argument("a code beyond the categories");
    p(first[i], second[i]) += 1;
    ++out.result.n;
  }
  const double n = static_cast<double>(out.result.n);
  out.result.test = kappa_name(weights);
  out.result.estimate_kind = "kappa";
  if (n < 1) return refuse(out.result, Reason::too_few), out;
  const bool agree = p.sum() == p.diagonal().sum();
  p /= n;
  const MatrixXd w = weight_matrix(categories, weights);
  const VectorXd row = p.rowwise().sum(), column = p.colwise().sum().transpose();
  // No category but one: chance agrees as well.
  if (agree && (row.array() > 0).count() == 1) return refuse(out.result, Reason::constant), out;
  out.observed = (w.array() * p.array()).sum();
  out.expected = row.dot(w * column);
  const double missed = 1 - out.expected;
  out.result.estimate = agree ? 1 : (out.observed - out.expected) / missed;
  // Mean weights of a row and of a column under independence.
  const MatrixXd mean_weight =
      (w * column).replicate(1, categories) + (w.transpose() * row).transpose().replicate(categories, 1);
  const double kappa = out.result.estimate;
  const double square = (p.array() * (w - mean_weight * (1 - kappa)).array().square()).sum();
  const double centre = kappa - out.expected * (1 - kappa);
  const double null_square = ((row * column.transpose()).array() * (w - mean_weight).array().square()).sum();
  out.null_se = std::sqrt(std::max(null_square - out.expected * out.expected, 0.0) / n) / missed;
  const bool varied = (row.array() > 0).count() > 1 && (column.array() > 0).count() > 1;
  if (varied && out.null_se > 0) {
    out.result.statistic = kappa / out.null_se;
    out.result.set(normal_two_sided(out.result.statistic));
  } else {
    out.result.reason = Reason::degenerate;
  }
  if (agree || !varied) {
    out.result.ci_reason = Reason::degenerate;
    return out;
  }
  out.se = std::sqrt(std::max(square - centre * centre, 0.0) / n) / missed;
  const double margin = normal_margin(level) * out.se;
  out.result.ci_low = std::max(kappa - margin, -1.0);
  out.result.ci_high = std::min(kappa + margin, 1.0);
  return out;
}

}  // namespace rgx::stats
