// The learner elastic_net: binomial, gaussian, multinomial, and proportional hazards.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "stats/learning/penalise_classes.hpp"
#include "stats/learning/penalise_cox.hpp"
#include "stats/survival/cox_baseline.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/prevalence.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The sequence asked for; a path that stopped early answers with its last place.
class Penalised : public FittedLearner {
 public:
  Penalised() = default;
  Penalised(std::vector<double> wanted, std::vector<std::string> names)
      : wanted_(std::move(wanted)), names_(std::move(names)) {}
  std::size_t path_length() const override { return wanted_.size(); }
  double lambda(std::size_t place) const override { return wanted_[place]; }

 protected:
  const std::vector<std::string>& names() const { return names_; }
  void keep_place(std::size_t place) { wanted_ = {wanted_[place]}; }
  template <class Visit, class Self>
  static void path_fields(Visit& visit, Self& self) {
    auto& path = static_cast<std::conditional_t<std::is_const_v<Self>, const Penalised, Penalised>&>(self);
    visit("lambda", path.wanted_);
    visit("names", path.names_);
  }

 private:
  std::vector<double> wanted_;
  std::vector<std::string> names_;
};

class ElasticNet : public Penalised {
 public:
  static constexpr const char* kind = "elastic_net";
  ElasticNet() = default;
  // centre: where the log hazard is 0 (survival), else empty.
  ElasticNet(stats::ElasticNetPath path, std::vector<double> wanted, std::vector<std::string> names,
             Eigen::RowVectorXd centre)
      : Penalised(std::move(wanted), std::move(names)), path_(std::move(path)), centre_(std::move(centre)) {}
  VectorXd predict(const MatrixXd& x, std::size_t place) const override {
    VectorXd out = stats::predict(path_, static_cast<Index>(place), x);
    if (centre_.size() > 0) out.array() -= (centre_ * path_.coefficient.col(column(place))).value();
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t place) const override {
    std::vector<Coefficient> out;
    if (centre_.size() == 0) out.push_back(plain_coefficient("(intercept)", path_.intercept[column(place)]));
    for (std::size_t i = 0; i < names().size(); ++i)
      out.push_back(plain_coefficient(names()[i], path_.coefficient(static_cast<Index>(i), column(place))));
    return out;
  }
  BaselineHazard baseline() const override { return baseline_; }
  Json save(std::size_t place) const override {
    ElasticNet alone = *this;
    alone.keep_place(place);
    alone.path_.lambda = VectorXd::Constant(1, path_.lambda[column(place)]);
    alone.path_.intercept = VectorXd::Constant(1, path_.intercept[column(place)]);
    alone.path_.coefficient = path_.coefficient.col(column(place));
    alone.baseline_ = baseline_at(place);
    return kept(alone);
  }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    path_fields(visit, self);
    visit("family", self.path_.family);
    visit("fitted_lambda", self.path_.lambda);
    visit("intercept", self.path_.intercept);
    visit("coefficient", self.path_.coefficient);
    visit("centre", self.centre_);
    visit("baseline", self.baseline_);
  }

 protected:
  Index column(std::size_t place) const { return stats::path_column(path_, static_cast<Index>(place)); }

 private:
  stats::ElasticNetPath path_;
  Eigen::RowVectorXd centre_;
  BaselineHazard baseline_;  // of a loaded one of survival, whose cases are not there to make it
};

class SurvivalNet : public ElasticNet {
 public:
  SurvivalNet(stats::ElasticNetPath path, std::vector<double> wanted, std::vector<std::string> names,
              stats::CoxCases cases, MatrixXd x)
      : ElasticNet(std::move(path), std::move(wanted), std::move(names), x.colwise().mean()),
        cases_(std::move(cases)),
        x_(std::move(x)) {}
  // Breslow's, at the fitted log hazards of the training cases.
  BaselineHazard baseline_at(std::size_t place) const override {
    stats::CoxFit fit;
    fit.coefficient = VectorXd::Ones(1);
    fit.aliased = {false};
    BaselineHazard out;
    const auto baseline = stats::cox_baseline(cases_, predict(x_, place), fit, stats::CoxTies::breslow);
    for (const auto& curve : baseline.curves)
      for (std::size_t i = 0; i < curve.time.size(); ++i) {
        out.time.push_back(curve.time[i]);
        out.cumulative_hazard.push_back(curve.cumulative_hazard[i] * std::exp(-curve.centre));
      }
    return out;
  }
  BaselineHazard baseline() const override { return baseline_at(path_length() - 1); }

 private:
  stats::CoxCases cases_;
  MatrixXd x_;
};

class ClassNet : public Penalised {
 public:
  static constexpr const char* kind = "class_net";
  ClassNet() = default;
  // seen: the class that each response of the path stands for; the others have no training cases.
  ClassNet(stats::ElasticNetPaths path, std::vector<double> wanted, std::vector<std::string> names,
           std::vector<Index> seen, std::size_t classes)
      : Penalised(std::move(wanted), std::move(names)),
        path_(std::move(path)),
        seen_(std::move(seen)),
        classes_(static_cast<Index>(classes)) {}
  MatrixXd probabilities(const MatrixXd& x, std::size_t place) const override {
    MatrixXd out = MatrixXd::Zero(x.rows(), classes_);
    out(Eigen::all, seen_) = stats::class_probabilities(stats::linear_predictors(path_, static_cast<Index>(place), x));
    return out;
  }
  VectorXd predict(const MatrixXd& x, std::size_t place) const override {
    const MatrixXd p = probabilities(x, place);
    VectorXd out(p.rows());
    for (Index i = 0; i < p.rows(); ++i) {
      Index at = 0;
      p.row(i).maxCoeff(&at);
      out[i] = static_cast<double>(at);
    }
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t place) const override {
    const Index column = stats::path_column(path_, static_cast<Index>(place));
    std::vector<Coefficient> out;
    for (std::size_t c = 0; c < seen_.size(); ++c) {
      const std::string of = "class " + std::to_string(seen_[c] + 1) + ": ";
      out.push_back(plain_coefficient(of + "(intercept)", path_.intercept(static_cast<Index>(c), column)));
      for (std::size_t i = 0; i < names().size(); ++i)
        out.push_back(plain_coefficient(of + names()[i], path_.coefficient[c](static_cast<Index>(i), column)));
    }
    return out;
  }
  Json save(std::size_t place) const override {
    const Index column = stats::path_column(path_, static_cast<Index>(place));
    ClassNet alone = *this;
    alone.keep_place(place);
    alone.path_.lambda = VectorXd::Constant(1, path_.lambda[column]);
    alone.path_.intercept = path_.intercept.col(column);
    for (std::size_t c = 0; c < path_.coefficient.size(); ++c)
      alone.path_.coefficient[c] = path_.coefficient[c].col(column);
    return kept(alone);
  }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    path_fields(visit, self);
    visit("fitted_lambda", self.path_.lambda);
    visit("intercept", self.path_.intercept);
    visit("coefficient", self.path_.coefficient);
    visit("seen", self.seen_);
    visit("classes", self.classes_);
  }

 private:
  stats::ElasticNetPaths path_;
  std::vector<Index> seen_;
  Index classes_ = 0;
};

// 0 where a column is named by `unpenalised`: by itself, as a level of a category, by its block, or as a covariate.
// Names of nothing that is left (a step may have taken it) are told.
VectorXd penalty_factor(const LearnerInput& in, std::string& unknown) {
  const Json named = in.params.value("unpenalised", Json());
  if (named.is_null()) return {};
  VectorXd out = VectorXd::Ones(in.cases.x.cols());
  for (const Json& each : named.is_array() ? named : Json(std::vector<Json>(1, named))) {
    const auto name = each.get<std::string>();
    bool any = false;
    for (Index j = 0; j < out.size(); ++j) {
      const auto at = static_cast<std::size_t>(j);
      if (in.names[at] != name && !in.names[at].starts_with(name + "=") && in.blocks[at] != name &&
          !(name == "covariates" && in.covariate[at]))
        continue;
      out[j] = 0;
      any = true;
    }
    if (!any) unknown += (unknown.empty() ? "`" : ", `") + name + "`";
  }
  if (!unknown.empty()) unknown = "unpenalised: no predictor that is left is called " + unknown;
  return out;
}

std::string joined(const std::string& reason, const std::string& unknown) {
  return reason + (reason.empty() || unknown.empty() ? "" : "; ") + unknown;
}

stats::PathOptions options_of(const LearnerInput& in, std::string& unknown) {
  stats::PathOptions options;
  options.family = in.kind == TargetKind::binary ? stats::PenalisedFamily::binomial : stats::PenalisedFamily::gaussian;
  options.alpha = in.params.value("alpha", 1.0);
  options.standardise = in.params.value("standardise", true);
  options.penalty_factor = penalty_factor(in, unknown);
  const Json lambda = in.params.value("lambda", Json());
  if (in.lambda != nullptr)
    options.lambda = *in.lambda;
  else if (lambda.is_number())
    options.lambda = {lambda.get<double>()};
  else if (lambda.is_object() && lambda.contains("path"))
    options.lambda_count = static_cast<int>(lambda["path"].get<double>());
  return options;
}

template <class Path>
std::vector<double> wanted_of(const stats::PathOptions& options, const Path& path) {
  if (path.reason == "no columns to penalise")
    throw Failure("learner", "elastic net: no columns to penalise",
                  "leave something for the penalty, or use `logistic()`, `linear()` or `cox()`");
  if (path.lambda.size() == 0) require_fit("elastic net", path.reason);
  return options.lambda.empty() ? std::vector<double>(path.lambda.begin(), path.lambda.end()) : options.lambda;
}

std::shared_ptr<FittedLearner> fit_classes(const LearnerInput& in, stats::PathOptions options,
                                           const std::string& unknown) {
  std::vector<Index> seen;
  VectorXd y(in.cases.y.size());
  for (std::size_t c = 0; c < in.classes; ++c) {
    if (!(in.cases.y.array() == static_cast<double>(c)).any()) continue;
    y = (in.cases.y.array() == static_cast<double>(c)).select(static_cast<double>(seen.size()), y);
    seen.push_back(static_cast<Index>(c));
  }
  options.weights = in.cases.weight;
  auto path = stats::multinomial_elastic_net(in.cases.x, y, static_cast<Index>(seen.size()), options);
  auto wanted = wanted_of(options, path);
  const std::string note = joined(path.reason, unknown);
  auto out = std::make_shared<ClassNet>(std::move(path), std::move(wanted), in.names, std::move(seen), in.classes);
  out->note = note;
  return out;
}

std::shared_ptr<FittedLearner> fit_survival(const LearnerInput& in, const stats::PathOptions& options,
                                            const std::string& unknown) {
  stats::CoxCases cases;
  cases.time = in.cases.y;
  for (const double event : in.cases.event) cases.event.push_back(static_cast<int>(event));
  cases.weight = in.cases.weight;
  auto path = stats::cox_elastic_net(cases, in.cases.x, options);
  auto wanted = wanted_of(options, path);
  const std::string note = joined(path.reason, unknown);
  auto out = std::make_shared<SurvivalNet>(std::move(path), std::move(wanted), in.names, std::move(cases), in.cases.x);
  out->note = note;
  return out;
}

std::shared_ptr<const FittedLearner> fit_elastic_net(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  std::string unknown;
  stats::PathOptions options = options_of(in, unknown);
  if (in.kind == TargetKind::nominal) return fit_classes(in, std::move(options), unknown);
  if (in.kind == TargetKind::survival) return fit_survival(in, options, unknown);
  options.weights = in.cases.weight;
  auto path = stats::elastic_net(in.cases.x, in.cases.y, options);
  auto wanted = wanted_of(options, path);
  const std::string note = joined(path.reason, unknown);
  auto out = std::make_shared<ElasticNet>(std::move(path), std::move(wanted), in.names, Eigen::RowVectorXd());
  out->note = note;
  return out;
}

}  // namespace

Operation elastic_net_operation() {
  lang::Param alpha, lambda, free;
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
  free.name = "unpenalised";
  free.type = lang::ParamType::texts;
  free.list = true;
  free.text = "names of predictors or blocks that are not penalised; \"covariates\": everything a cohort declares";
  return Declare<Json>("elastic_net", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(alpha)
      .param(lambda)
      .param(yes_or_no("standardise", true,
                       "columns are scaled (1/n) for the penalty; coefficients are given for the columns as they came"))
      .param(free)
      .param(choice_of("choose", {"best", "one_se"},
                       "the place of a path: the best, or the strongest penalty within one standard error of it"))
      .test({{"binary", "continuous", "nominal", "survival"}, 2, 0, {}, "", false, false, {"ordinal"}})
      .summary("elastic net of any outcome: binomial, gaussian, multinomial, proportional hazards")
      .details(
          "As `glmnet` run to its optimum: `family` is `binomial`, `gaussian`, `multinomial` (a penalty for each "
          "class) "
          "or `cox` (Breslow's ties). alpha 1 is the lasso, 0 ridge regression. The path of lambda is that of the "
          "outer "
          "training part; inner folds judge every place of it by the criterion of `tune_by`. `choose: one_se` takes "
          "the "
          "strongest penalty whose criterion is no more than one standard error (between inner folds) worse than the "
          "best. Of a survival outcome the score is the log hazard, 0 at the training means, and the baseline hazard "
          "is "
          "Breslow's at the fitted scores. A class without training cases has probability 0. Weights of cases are "
          "glmnet's `weights`. NAME.coefficients.csv of several classes counts them in the order of the outcome's "
          "levels: `class 1: age`.")
      .methods("An elastic net was fitted (mixture alpha {alpha}; penalty {lambda}).")
      .cites({"friedman2010", "simon2011", "zou2005"})
      .part(LearnerPart{fit_elastic_net, or_prevalence(load_one_of<FittedLearner, ElasticNet, ClassNet>)});
}

}  // namespace rgx::stdlib
