#include "stats/learning/penalise_cv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

struct Fold {
  std::vector<Index> train, test;
};

std::vector<Fold> folds_of(std::span<const int> code) {
  const int count = code.empty() ? 0 : *std::ranges::max_element(code) + 1;
  std::vector<Fold> folds(static_cast<std::size_t>(std::max(count, 0)));
  for (std::size_t i = 0; i < code.size(); ++i)
    for (std::size_t f = 0; f < folds.size(); ++f)
      (code[i] == static_cast<int>(f) ? folds[f].test : folds[f].train).push_back(static_cast<Index>(i));
  return folds;
}

std::string refused_folds(std::span<const int> code, Index cases) {
  if (static_cast<Index>(code.size()) != cases) return "wrong sizes";
  if (std::ranges::any_of(code, [](int f) { return f < 0; })) return "a case without a fold";
  const auto folds = folds_of(code);
  if (folds.size() < 2) return "fewer than two folds";
  for (std::size_t f = 0; f < folds.size(); ++f)
    if (folds[f].test.empty()) return "fold " + std::to_string(f + 1) + ": no cases";
  return "";
}

PathOptions of_training(const PathOptions& options, const std::vector<Index>& rows, const VectorXd& lambda) {
  PathOptions out = options;
  out.lambda.assign(lambda.begin(), lambda.end());
  if (options.weights.size() > 0) out.weights = options.weights(rows);
  if (options.offset.size() > 0) out.offset = options.offset(rows);
  return out;
}

// deviance: units × lambdas, a unit a fold or a case.
void summarise(const MatrixXd& deviance, const VectorXd& weight, PathValidation& out) {
  const Index units = deviance.rows();
  out.mean = deviance.transpose() * weight / weight.sum();
  out.se.resize(out.mean.size());
  for (Index k = 0; k < out.mean.size(); ++k) {
    const double spread = weight.dot((deviance.col(k).array() - out.mean[k]).square().matrix()) / weight.sum();
    out.se[k] = std::sqrt(spread / static_cast<double>(units - 1));
  }
  out.best = least_place(out.mean);
  out.one_se = one_se_place(out.mean, out.se);
}

// held_out(fold, deviance): the fold's fit; deviance of its test cases (cases × lambdas). Returns why not, or empty.
template <class HeldOut>
PathValidation validate(std::span<const int> code, Index lambdas, const VectorXd& weights, const ParallelFor& parallel,
                        const HeldOut& held_out) {
  PathValidation out;
  const auto cases = static_cast<Index>(code.size());
  const auto folds = folds_of(code);
  const auto count = static_cast<Index>(folds.size());
  MatrixXd by_case(cases, lambdas);
  std::vector<std::string> reason(folds.size());
  parallel(folds.size(), [&](std::size_t f) {
    MatrixXd deviance;
    reason[f] = held_out(folds[f], deviance);
    if (reason[f].empty()) by_case(folds[f].test, Eigen::all) = deviance;
  });
  for (std::size_t f = 0; f < folds.size(); ++f) {
    if (reason[f].empty()) continue;
    out.reason = "fold " + std::to_string(f + 1) + ": " + reason[f];
    return out;
  }
  const VectorXd w = weights.size() > 0 ? weights : VectorXd::Ones(cases);
  out.fold_deviance.resize(count, lambdas);
  VectorXd of_fold(count);
  for (Index f = 0; f < count; ++f) {
    const auto& test = folds[static_cast<std::size_t>(f)].test;
    const VectorXd some = w(test);
    of_fold[f] = some.sum();
    out.fold_deviance.row(f) = some.transpose() * by_case(test, Eigen::all) / of_fold[f];
  }
  if (cases < 3 * count)
    summarise(by_case, w, out);
  else
    summarise(out.fold_deviance, of_fold, out);
  return out;
}

}  // namespace

Index least_place(ConstVector mean) {
  Index best = 0;
  for (Index k = 1; k < mean.size(); ++k)
    if (mean[k] < mean[best] || (std::isnan(mean[best]) && !std::isnan(mean[k]))) best = k;
  return best;
}

Index one_se_place(ConstVector mean, ConstVector se) {
  const Index best = least_place(mean);
  if (mean.size() == 0 || std::isnan(mean[best]) || std::isnan(se[best])) return best;
  for (Index k = 0; k < best; ++k)
    if (mean[k] <= mean[best] + se[best]) return k;
  return best;
}

ValidatedPath cross_validate(ConstMatrix x, ConstVector y, const PathOptions& options, std::span<const int> fold,
                             const ParallelFor& parallel) {
  ValidatedPath out;
  out.folds.reason = refused_folds(fold, x.rows());
  out.path = elastic_net(x, y, options);
  const Index lambdas = out.path.lambda.size();
  if (lambdas == 0) out.folds.reason = out.path.reason;
  if (!out.folds.reason.empty()) return out;
  out.folds = validate(fold, lambdas, options.weights, parallel, [&](const Fold& f, MatrixXd& deviance) {
    const ElasticNetPath path =
        elastic_net(x(f.train, Eigen::all), y(f.train), of_training(options, f.train, out.path.lambda));
    if (path.lambda.size() == 0) return path.reason;
    MatrixXd to = linear_predictors(path, x(f.test, Eigen::all));
    if (options.offset.size() > 0) to.colwise() += VectorXd(options.offset(f.test));
    const VectorXd seen = y(f.test);
    deviance.resize(seen.size(), lambdas);
    for (Index k = 0; k < lambdas; ++k)
      deviance.col(k) = case_deviance(options.family, seen, to.col(path_column(path, k)));
    return std::string();
  });
  return out;
}

ValidatedPath cross_validate(const CoxCases& cases, ConstMatrix x, const PathOptions& options,
                             std::span<const int> fold, CoxTies ties, const ParallelFor& parallel) {
  ValidatedPath out;
  out.folds.reason = refused_folds(fold, x.rows());
  out.path = cox_elastic_net(cases, x, options, ties);
  const Index lambdas = out.path.lambda.size();
  if (lambdas == 0) out.folds.reason = out.path.reason;
  if (!out.folds.reason.empty()) return out;
  const auto folds = folds_of(fold);
  const auto count = static_cast<Index>(folds.size());
  out.folds.fold_deviance = MatrixXd::Constant(count, lambdas, missing_value);
  VectorXd weight = VectorXd::Zero(count);
  std::vector<std::string> reason(folds.size());
  parallel(folds.size(), [&](std::size_t f) {
    const auto place = static_cast<Index>(f);
    const std::vector<Index>& train = folds[f].train;
    for (const Index i : folds[f].test)
      if (cases.event[static_cast<std::size_t>(i)] > 0) weight[place] += cases.weight.size() > 0 ? cases.weight[i] : 1;
    const ElasticNetPath path = cox_elastic_net(cox_subset(cases, train), x(train, Eigen::all),
                                                of_training(options, train, out.path.lambda), ties);
    reason[f] = path.lambda.size() == 0 ? path.reason : weight[place] > 0 ? "" : "no events are held out";
    if (!reason[f].empty()) return;
    const VectorXd deviance = held_out_cox_deviance(cases, linear_predictors(path, x), train, ties);
    for (Index k = 0; k < lambdas; ++k) out.folds.fold_deviance(place, k) = deviance[path_column(path, k)];
  });
  for (std::size_t f = 0; f < folds.size(); ++f) {
    if (reason[f].empty()) continue;
    out.folds.reason = "fold " + std::to_string(f + 1) + ": " + reason[f];
    return out;
  }
  summarise(out.folds.fold_deviance, weight, out.folds);
  return out;
}

ValidatedPaths cross_validate_classes(ConstMatrix x, ConstVector y, Index classes, const PathOptions& options,
                                      std::span<const int> fold, bool grouped, const ParallelFor& parallel) {
  ValidatedPaths out;
  out.folds.reason = refused_folds(fold, x.rows());
  out.path = multinomial_elastic_net(x, y, classes, options, grouped);
  const Index lambdas = out.path.lambda.size();
  if (lambdas == 0) out.folds.reason = out.path.reason;
  if (!out.folds.reason.empty()) return out;
  out.folds = validate(fold, lambdas, options.weights, parallel, [&](const Fold& f, MatrixXd& deviance) {
    const ElasticNetPaths path = multinomial_elastic_net(x(f.train, Eigen::all), y(f.train), classes,
                                                         of_training(options, f.train, out.path.lambda), grouped);
    if (path.lambda.size() == 0) return path.reason;
    const MatrixXd test = x(f.test, Eigen::all);
    const VectorXd seen = y(f.test);
    deviance.resize(seen.size(), lambdas);
    for (Index k = 0; k < lambdas; ++k) deviance.col(k) = class_deviance(seen, linear_predictors(path, k, test));
    return std::string();
  });
  return out;
}

ValidatedPaths cross_validate_responses(ConstMatrix x, ConstMatrix y, const PathOptions& options,
                                        std::span<const int> fold, const ParallelFor& parallel) {
  ValidatedPaths out;
  out.folds.reason = refused_folds(fold, x.rows());
  out.path = multi_response_elastic_net(x, y, options);
  const Index lambdas = out.path.lambda.size();
  if (lambdas == 0) out.folds.reason = out.path.reason;
  if (!out.folds.reason.empty()) return out;
  out.folds = validate(fold, lambdas, options.weights, parallel, [&](const Fold& f, MatrixXd& deviance) {
    const ElasticNetPaths path = multi_response_elastic_net(x(f.train, Eigen::all), y(f.train, Eigen::all),
                                                            of_training(options, f.train, out.path.lambda));
    if (path.lambda.size() == 0) return path.reason;
    const MatrixXd test = x(f.test, Eigen::all), seen = y(f.test, Eigen::all);
    deviance.resize(seen.rows(), lambdas);
    for (Index k = 0; k < lambdas; ++k)
      deviance.col(k) = (seen - linear_predictors(path, k, test)).rowwise().squaredNorm();
    return std::string();
  });
  return out;
}

}  // namespace rgx::stats
