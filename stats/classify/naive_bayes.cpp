#include "stats/classify/naive_bayes.hpp"

#include <cmath>
#include <limits>

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double kOfPooled = 1e-3;

// Spread that is rounding only, beside the size of the column.
constexpr double kConstant = 1e-13;

struct Moments {
  double weight = 0, mean = 0, square = 0;  // square: weighted sum about the mean
  Index count = 0;
  void add(double v, double w) {
    weight += w;
    ++count;
    const double away = v - mean;
    mean += away * w / weight;
    square += w * away * (v - mean);
  }
  [[nodiscard]] double sd() const {
    return count < 2 ? 0 : std::sqrt(square / weight * static_cast<double>(count) / static_cast<double>(count - 1));
  }
};

}  // namespace

NaiveBayes fit_naive_bayes(ConstMatrix x, std::span<const int> y, std::size_t classes, ConstVector prior,
                           ConstVector weights) {
  NaiveBayes fit;
  const ClassCases cases = class_cases(x, y, classes, weights);
  fit.reason = cases.reason;
  if (!fit.reason.empty()) return fit;
  fit.prior = class_priors(cases, prior);
  const auto k = static_cast<Index>(classes);
  fit.mean = fit.sd = Eigen::MatrixXd::Zero(k, x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    std::vector<Moments> of(classes);
    Moments all;
    for (Index i = 0; i < x.rows(); ++i)
      if (cases.weight[i] > 0) {
        of[static_cast<std::size_t>(y[static_cast<std::size_t>(i)])].add(x(i, j), cases.weight[i]);
        all.add(x(i, j), cases.weight[i]);
      }
    const double nothing = kConstant * x.col(j).cwiseAbs().maxCoeff();
    if (!(all.sd() > nothing)) continue;
    double square = 0, spare = 0;
    for (const std::size_t c : cases.with_cases) {
      square += of[c].square;
      spare += static_cast<double>(of[c].count - 1);
    }
    const double pooled = spare > 0 ? std::sqrt(square / spare) : 0;
    const double least = kOfPooled * (pooled > nothing ? pooled : all.sd());
    for (const std::size_t c : cases.with_cases) {
      const auto row = static_cast<Index>(c);
      fit.mean(row, j) = of[c].mean;
      fit.sd(row, j) = of[c].sd();
      if (fit.sd(row, j) > nothing) continue;
      fit.sd(row, j) = least;
      ++fit.replaced;
    }
  }
  return fit;
}

Eigen::MatrixXd posterior(const NaiveBayes& fit, ConstMatrix x) {
  Eigen::MatrixXd score(x.rows(), fit.prior.size());
  for (Index k = 0; k < score.cols(); ++k) {
    if (fit.prior[k] == 0) {
      score.col(k).setConstant(-std::numeric_limits<double>::infinity());
      continue;
    }
    VectorXd log = VectorXd::Constant(x.rows(), std::log(fit.prior[k]));
    for (Index j = 0; j < x.cols(); ++j)
      if (const double sd = fit.sd(k, j); sd > 0)
        log.array() -= ((x.col(j).array() - fit.mean(k, j)) / sd).square() / 2 + std::log(sd);
    score.col(k) = log;
  }
  return softmax_rows(score);
}

}  // namespace rgx::stats
