// Learners without a penalty: linear, logistic (Firth's where the maximum is infinite), multinomial.
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/base/margin.hpp"
#include "stats/regression/firth.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/multinomial.hpp"
#include "stats/regression/regress.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string term(const std::vector<std::string>& names, Index place) {
  return place == 0 ? "(intercept)" : names[static_cast<std::size_t>(place) - 1];
}

std::string aliased_note(const std::vector<bool>& aliased) {
  const auto count = std::count(aliased.begin(), aliased.end(), true);
  return count == 0 ? "" : std::to_string(count) + " columns add nothing to those before them and are left out";
}

class Linear : public FittedLearner {
 public:
  static constexpr const char* kind = "linear";
  Linear() = default;
  Linear(stats::LinearFit fit, std::vector<std::string> names) : fit_(std::move(fit)), names_(std::move(names)) {}
  VectorXd predict(const MatrixXd& x, std::size_t) const override {
    return stats::linear_predictor(stats::with_intercept(x), fit_.coefficient);
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    const double margin = fit_.df > 0 ? stats::t_margin(0.95, fit_.df) : std::numeric_limits<double>::quiet_NaN();
    std::vector<Coefficient> out;
    for (Index i = 0; i < fit_.coefficient.size(); ++i) {
      const double b = fit_.coefficient[i], half = margin * fit_.se[i];
      out.push_back({term(names_, i), b, fit_.se[i], b - half, b + half, fit_.p[i]});
    }
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("p", self.fit_.p);
    visit("df", self.fit_.df);
    visit("names", self.names_);
  }

 private:
  stats::LinearFit fit_;
  std::vector<std::string> names_;
};

std::shared_ptr<const FittedLearner> fit_linear(const LearnerInput& in) {
  auto fit = stats::linear_regression(stats::with_intercept(in.cases.x), in.cases.y, in.cases.weight);
  require_fit("linear", fit.reason);
  const std::string note = aliased_note(fit.aliased);
  auto out = std::make_shared<Linear>(std::move(fit), in.names);
  out->note = note;
  return out;
}

class Logistic : public FittedLearner {
 public:
  static constexpr const char* kind = "logistic";
  Logistic() = default;
  Logistic(stats::LogisticFit fit, std::vector<std::string> names) : fit_(std::move(fit)), names_(std::move(names)) {}
  VectorXd predict(const MatrixXd& x, std::size_t) const override {
    VectorXd out = stats::linear_predictor(stats::with_intercept(x), fit_.coefficient);
    for (double& v : out) v = stats::inverse_logit(v);
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    std::vector<Coefficient> out;
    for (Index i = 0; i < fit_.coefficient.size(); ++i) {
      const auto ci = stats::wald_interval(fit_.coefficient[i], fit_.se[i]);
      out.push_back({term(names_, i), fit_.coefficient[i], fit_.se[i], ci.low, ci.high, fit_.p[i]});
    }
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("p", self.fit_.p);
    visit("names", self.names_);
  }

 private:
  stats::LogisticFit fit_;
  std::vector<std::string> names_;
};

// Intervals and p by profile take a fit or two a column each, so they are made when they are asked for.
class FirthLogistic : public FittedLearner {
 public:
  static constexpr const char* kind = "firth";
  FirthLogistic() = default;
  FirthLogistic(const Training& cases, stats::FirthFit fit, std::vector<std::string> names)
      : design_(stats::with_intercept(cases.x)),
        y_(cases.y),
        weight_(cases.weight),
        fit_(std::move(fit)),
        names_(std::move(names)) {}
  VectorXd predict(const MatrixXd& x, std::size_t) const override {
    VectorXd out = stats::linear_predictor(stats::with_intercept(x), fit_.coefficient);
    for (double& v : out) v = stats::inverse_logit(v);
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t place) const override {
    if (design_.rows() == 0) return estimates(place);  // loaded: without the training cases there is no profile
    const auto tested = stats::firth_regression(design_, y_, weight_);
    std::vector<Coefficient> out;
    for (Index i = 0; i < tested.coefficient.size(); ++i)
      out.push_back(
          {term(names_, i), tested.coefficient[i], tested.se[i], tested.ci_low[i], tested.ci_high[i], tested.p[i]});
    return out;
  }
  std::vector<Coefficient> estimates(std::size_t) const override {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    std::vector<Coefficient> out;
    for (Index i = 0; i < fit_.coefficient.size(); ++i)
      out.push_back({term(names_, i), fit_.coefficient[i], fit_.se[i], none, none, none});
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("names", self.names_);
  }

 private:
  MatrixXd design_;
  VectorXd y_, weight_;
  stats::FirthFit fit_;
  std::vector<std::string> names_;
};

std::shared_ptr<const FittedLearner> fit_logistic(const LearnerInput& in) {
  auto fit = stats::logistic_regression(stats::with_intercept(in.cases.x), in.cases.y, in.cases.weight);
  if (fit.reason != "separated" && fit.reason != "not converged") {
    require_fit("logistic", fit.reason);
    const std::string note = aliased_note(fit.aliased);
    auto out = std::make_shared<Logistic>(std::move(fit), in.names);
    out->note = note;
    return out;
  }
  stats::FirthOptions estimates;
  estimates.tests = false;
  auto firth =
      stats::firth_regression(stats::with_intercept(in.cases.x), in.cases.y, in.cases.weight, VectorXd(), estimates);
  if (!firth.reason.empty() && firth.reason != "not converged") require_fit("logistic", firth.reason);
  const std::string ended = firth.reason;
  auto out = std::make_shared<FirthLogistic>(in.cases, std::move(firth), in.names);
  out->note = fit.reason + ": Firth's penalised likelihood used" + (ended.empty() ? "" : ", which did not converge");
  return out;
}

class Multinomial : public ClassLearner {
 public:
  static constexpr const char* kind = "multinomial";
  Multinomial() = default;
  Multinomial(const LearnerInput& in, stats::MultinomialFit fit)
      : ClassLearner(in), fit_(std::move(fit)), names_(in.names), classes_(static_cast<Index>(class_count(in))) {}
  std::vector<Coefficient> coefficients(std::size_t) const override {
    std::vector<Coefficient> out;
    const double margin = stats::normal_margin(0.95);
    for (Index c = 0; c < fit_.coefficient.cols(); ++c)
      for (Index i = 0; i < fit_.coefficient.rows(); ++i) {
        const double b = fit_.coefficient(i, c), half = margin * fit_.se(i, c);
        const std::string of =
            "class " + std::to_string(fit_.levels[static_cast<std::size_t>(c) + 1] + 1) + ": " + term(names_, i);
        out.push_back({of, b, fit_.se(i, c), b - half, b + half, fit_.p(i, c)});
      }
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("levels", self.fit_.levels);
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("p", self.fit_.p);
    visit("names", self.names_);
    visit("classes", self.classes_);
  }

 private:
  MatrixXd of_classes(const MatrixXd& x) const override {
    const MatrixXd design = stats::with_intercept(x);
    MatrixXd odds = MatrixXd::Zero(x.rows(), fit_.coefficient.cols() + 1);
    for (Index c = 1; c < odds.cols(); ++c) odds.col(c) = stats::linear_predictor(design, fit_.coefficient.col(c - 1));
    const VectorXd top = odds.rowwise().maxCoeff();
    odds = (odds.colwise() - top).array().exp();
    const VectorXd sum = odds.rowwise().sum();
    MatrixXd out = MatrixXd::Zero(x.rows(), classes_);
    for (Index c = 0; c < odds.cols(); ++c)
      out.col(fit_.levels[static_cast<std::size_t>(c)]) = odds.col(c).cwiseQuotient(sum);
    return out;
  }
  stats::MultinomialFit fit_;
  std::vector<std::string> names_;
  Index classes_ = 0;
};

std::shared_ptr<const FittedLearner> fit_multinomial(const LearnerInput& in) {
  auto fit = stats::multinomial_regression(stats::with_intercept(in.cases.x), class_codes(in), in.cases.weight);
  if (fit.reason == "separated")
    throw Failure("learner", "multinomial: the likelihood has no maximum: predictors separate the classes",
                  "use `elastic_net`, or leave predictors out");
  if (fit.reason != "not converged") require_fit("multinomial", fit.reason);
  const std::string note = fit.reason.empty() ? aliased_note(fit.aliased) : fit.reason;
  auto out = std::make_shared<Multinomial>(in, std::move(fit));
  out->note = note;
  return out;
}

}  // namespace

Operation linear_operation() {
  return Declare<Json>("linear", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"continuous"}, 0, 0, {}, "elastic_net", false, false})
      .summary("linear regression by least squares")
      .details(
          "As `lm(y ~ ., weights)`: t tests and intervals. A column that adds nothing to those before it is left out, "
          "and a note says how many; with more columns than cases the fit is exact, and means nothing.")
      .methods("A linear regression was fitted by least squares.")
      .cites({"draper1998"})
      .part(LearnerPart{fit_linear, load_one_of<FittedLearner, Linear>});
}

Operation logistic_operation() {
  return Declare<Json>("logistic", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"binary"}, 2, 2, {}, "elastic_net", false, false})
      .summary("logistic regression by maximum likelihood; where that is infinite, by Firth's penalised likelihood")
      .details(
          "As `glm(family = binomial, weights)`. Where predictors separate the classes the likelihood has no maximum: "
          "Firth's penalised likelihood is used (`brglm2`, `logistf`: intervals by profile, p by likelihood ratio), "
          "and "
          "a note of the fold says so.")
      .methods(
          "A logistic regression was fitted by maximum likelihood (Firth's penalised likelihood where predictors "
          "separated the classes).")
      .cites({"firth1993", "mccullagh1989"})
      .part(LearnerPart{fit_logistic, load_one_of<FittedLearner, Logistic, FirthLogistic>});
}

Operation multinomial_operation() {
  return Declare<Json>("multinomial", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"nominal"}, 2, 0, {}, "elastic_net", false, false})
      .summary("multinomial logistic regression by maximum likelihood")
      .details(
          "As `VGAM::vglm(y ~ ., multinomial(refLevel = 1), weights)`: log odds of each class against the first. "
          "Coefficients count classes in the order of the outcome's levels. A class without training cases has "
          "probability 0. Where predictors separate the classes the model stops and says so.")
      .methods("A multinomial logistic regression was fitted by maximum likelihood.")
      .cites({"agresti2013"})
      .part(LearnerPart{fit_multinomial, load_one_of<FittedLearner, Multinomial>});
}

}  // namespace rgx::stdlib
