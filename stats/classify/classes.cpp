#include "stats/classify/classes.hpp"

#include <cmath>
#include <stdexcept>

namespace rgx::stats {

using Eigen::Index;

ClassCases class_cases(ConstMatrix x, std::span<const int> y, std::size_t classes, ConstVector weights) {
  ClassCases out;
  const Index n = x.rows();
  out.count.assign(classes, 0);
  out.share = Eigen::VectorXd::Zero(static_cast<Index>(classes));
  const auto refuse = [&](const char* why) {
    out.reason = why;
    return out;
  };
  if (static_cast<Index>(y.size()) != n || (weights.size() != 0 && weights.size() != n)) return refuse("wrong sizes");
  if (n == 0) return refuse("no cases");
  if (!x.allFinite() || !weights.allFinite()) return refuse("missing value");
  if (weights.size() != 0 && weights.minCoeff() < 0) return refuse("negative weight");
  out.weight = weights.size() == 0 ? Eigen::VectorXd::Ones(n) : Eigen::VectorXd(weights);
  if (!(out.weight.sum() > 0)) return refuse("no cases");
  if (weights.size() != 0) out.weight *= static_cast<double>(n) / out.weight.sum();
  for (Index i = 0; i < n; ++i) {
    const int k = y[static_cast<std::size_t>(i)];
    if (k < 0) return refuse("missing value");
    if (static_cast<std::size_t>(k) >= classes) return refuse("no such class");
    if (out.weight[i] == 0) continue;
    ++out.count[static_cast<std::size_t>(k)];
    out.share[k] += out.weight[i];
  }
  out.share /= out.share.sum();
  for (std::size_t k = 0; k < classes; ++k)
    if (out.count[k] > 0) out.with_cases.push_back(k);
  return out.with_cases.size() < 2 ? refuse("one class") : out;
}

Eigen::VectorXd class_priors(const ClassCases& cases, ConstVector given) {
  if (given.size() == 0) return cases.share;
  if (given.size() != cases.share.size()) throw std::invalid_argument("priors: one for each class");
  if (!(given.minCoeff() >= 0)) throw std::invalid_argument("priors: none may be negative");
  Eigen::VectorXd prior = Eigen::VectorXd::Zero(given.size());
  for (const std::size_t k : cases.with_cases) prior[static_cast<Index>(k)] = given[static_cast<Index>(k)];
  if (!(prior.sum() > 0)) throw std::invalid_argument("priors: none of the classes with cases has any");
  return prior / prior.sum();
}

Eigen::MatrixXd softmax_rows(ConstMatrix log_score) {
  Eigen::MatrixXd p(log_score.rows(), log_score.cols());
  for (Index i = 0; i < p.rows(); ++i) {
    const double top = log_score.row(i).maxCoeff();
    p.row(i) = (log_score.row(i).array() - top).exp();
    p.row(i) /= p.row(i).sum();
  }
  return p;
}

}  // namespace rgx::stats
