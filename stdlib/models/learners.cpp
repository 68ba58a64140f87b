// Learners: elastic_net (binomial, gaussian) and logistic.
#include <cmath>
#include <limits>

#include "stats/learning/penalise.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

class ElasticNet : public FittedLearner {
 public:
  ElasticNet(stats::ElasticNetPath path, std::vector<double> wanted, std::vector<std::string> names)
      : path_(std::move(path)), wanted_(std::move(wanted)), names_(std::move(names)) {}
  std::size_t path_length() const override { return wanted_.size(); }
  double lambda(std::size_t place) const override { return wanted_[place]; }
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t place) const override {
    return stats::predict(path_, static_cast<Eigen::Index>(place), x);
  }
  std::vector<Coefficient> coefficients(std::size_t place) const override {
    const auto column = stats::path_column(path_, static_cast<Eigen::Index>(place));
    std::vector<Coefficient> out{{"(intercept)", path_.intercept[column], kNone, kNone, kNone, kNone}};
    for (std::size_t i = 0; i < names_.size(); ++i)
      out.push_back({names_[i], path_.coefficient(static_cast<Eigen::Index>(i), column), kNone, kNone, kNone, kNone});
    return out;
  }

 private:
  stats::ElasticNetPath path_;
  std::vector<double> wanted_;  // the sequence asked for; a path that stopped early answers with its last place
  std::vector<std::string> names_;
};

// No column is left, or nothing was selected: every case gets the training mean.
class Prevalence : public FittedLearner {
 public:
  explicit Prevalence(double mean) : mean_(mean) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    return Eigen::VectorXd::Constant(x.rows(), mean_);
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    return {{"(intercept)", mean_, kNone, kNone, kNone, kNone}};
  }

 private:
  double mean_;
};

std::shared_ptr<const FittedLearner> fit_elastic_net(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return std::make_shared<Prevalence>(in.cases.y.mean());
  stats::PathOptions options;
  options.family = in.kind == TargetKind::binary ? stats::PenalisedFamily::binomial : stats::PenalisedFamily::gaussian;
  options.alpha = in.params.value("alpha", 1.0);
  options.standardise = in.params.value("standardise", true);
  const Json lambda = in.params.value("lambda", Json());
  if (in.lambda != nullptr)
    options.lambda = *in.lambda;
  else if (lambda.is_number())
    options.lambda = {lambda.get<double>()};
  else if (lambda.is_object() && lambda.contains("path"))
    options.lambda_count = static_cast<int>(lambda["path"].get<double>());
  auto path = stats::elastic_net(in.cases.x, in.cases.y, options);
  if (!path.reason.empty() && path.lambda.size() == 0) throw Failure("learner", "elastic net: " + path.reason);
  std::vector<double> wanted = options.lambda;
  if (wanted.empty()) wanted.assign(path.lambda.data(), path.lambda.data() + path.lambda.size());
  const std::string note = path.reason;
  auto out = std::make_shared<ElasticNet>(std::move(path), std::move(wanted), in.names);
  out->note = note;
  return out;
}

class Logistic : public FittedLearner {
 public:
  Logistic(stats::LogisticFit fit, std::vector<std::string> names) : fit_(std::move(fit)), names_(std::move(names)) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    Eigen::VectorXd out = stats::linear_predictor(stats::with_intercept(x), fit_.coefficient);
    for (auto& v : out) v = stats::inverse_logit(v);
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    std::vector<Coefficient> out;
    for (Eigen::Index i = 0; i < fit_.coefficient.size(); ++i) {
      const auto ci = stats::wald_interval(fit_.coefficient[i], fit_.se[i]);
      out.push_back({i == 0 ? "(intercept)" : names_[static_cast<std::size_t>(i) - 1], fit_.coefficient[i], fit_.se[i],
                     ci.low, ci.high, fit_.p[i]});
    }
    return out;
  }

 private:
  stats::LogisticFit fit_;
  std::vector<std::string> names_;
};

std::shared_ptr<const FittedLearner> fit_logistic(const LearnerInput& in) {
  auto fit = stats::logistic_regression(stats::with_intercept(in.cases.x), in.cases.y);
  const std::string reason = fit.reason;
  if (!reason.empty() && reason != "separated" && reason != "not converged")
    throw Failure("learner", "logistic regression: " + reason);
  auto out = std::make_shared<Logistic>(std::move(fit), in.names);
  out->note = reason;
  return out;
}

}  // namespace

Operation elastic_net_operation() {
  lang::Param alpha, lambda, scale;
  alpha.name = "alpha";
  alpha.type = lang::ParamType::number;
  alpha.fallback = 1.0;
  alpha.low = 0;
  alpha.high = 1;
  alpha.tunable = true;
  alpha.text = "mixture of the penalty: 1 lasso, 0 ridge";
  lambda.name = "lambda";
  lambda.type = lang::ParamType::any;
  lambda.fallback = lang::Literal::Map{{"path", 100.0}};
  lambda.tunable = true;
  lambda.text = "strength of the penalty: a number, tune(…), or path(n), searched in inner folds along n values";
  scale.name = "standardise";
  scale.type = lang::ParamType::boolean;
  scale.fallback = true;
  scale.text = "columns are scaled (1/n) for the penalty; coefficients are given for the columns as they came";
  return Declare<Json>("elastic_net", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(alpha)
      .param(lambda)
      .param(scale)
      .test({{"binary", "continuous"}, 2, 2, {}, "", false, false, {"survival", "nominal", "ordinal"}})
      .summary("elastic net: binomial for a binary outcome, gaussian for a number")
      .methods("An elastic net was fitted (mixture alpha {alpha}; penalty {lambda}).")
      .cites({"friedman2010", "zou2005"})
      .part(LearnerPart{fit_elastic_net});
}

Operation logistic_operation() {
  return Declare<Json>("logistic", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"binary"}, 2, 2, {}, "elastic_net", false, false})
      .summary("logistic regression by maximum likelihood")
      .methods("A logistic regression was fitted by maximum likelihood.")
      .cites({"mccullagh1989"})
      .part(LearnerPart{fit_logistic});
}

}  // namespace rgx::stdlib
