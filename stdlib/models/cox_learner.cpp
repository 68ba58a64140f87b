// The learner cox: proportional hazards of all predictors at once.
#include <cmath>

#include "stats/survival/cox_baseline.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

class Cox : public FittedLearner {
 public:
  static constexpr const char* kind = "cox";
  Cox() = default;
  Cox(stats::CoxFit fit, Eigen::RowVectorXd mean, BaselineHazard baseline, std::vector<std::string> names)
      : fit_(std::move(fit)), mean_(std::move(mean)), baseline_(std::move(baseline)), names_(std::move(names)) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    Eigen::VectorXd out = Eigen::VectorXd::Zero(x.rows());
    for (Eigen::Index j = 0; j < x.cols(); ++j)
      if (!fit_.aliased[static_cast<std::size_t>(j)])
        out += fit_.coefficient[j] * (x.col(j).array() - mean_[j]).matrix();
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    std::vector<Coefficient> out;
    for (Eigen::Index j = 0; j < fit_.coefficient.size(); ++j)
      out.push_back({names_[static_cast<std::size_t>(j)], fit_.coefficient[j], fit_.se[j], std::log(fit_.ci_low[j]),
                     std::log(fit_.ci_high[j]), fit_.p[j]});
    return out;
  }
  BaselineHazard baseline() const override { return baseline_; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("ci_low", self.fit_.ci_low);
    visit("ci_high", self.fit_.ci_high);
    visit("p", self.fit_.p);
    visit("aliased", self.fit_.aliased);
    visit("mean", self.mean_);
    visit("baseline", self.baseline_);
    visit("names", self.names_);
  }

 private:
  stats::CoxFit fit_;
  Eigen::RowVectorXd mean_;  // of the training cases: there the log hazard is 0
  BaselineHazard baseline_;
  std::vector<std::string> names_;
};

std::shared_ptr<const FittedLearner> fit_cox(const LearnerInput& in) {
  stats::CoxCases cases;
  cases.time = in.cases.y;
  for (const double event : in.cases.event) cases.event.push_back(static_cast<int>(event));
  stats::CoxOptions options;
  options.ties = in.params.value("ties", "efron") == "breslow" ? stats::CoxTies::breslow : stats::CoxTies::efron;
  const Eigen::RowVectorXd mean = in.cases.x.colwise().mean();
  const Eigen::MatrixXd x = in.cases.x.rowwise() - mean;
  auto fit = stats::cox_regression(cases, x, options);
  // An infinite coefficient ranks cases, but no other case gets a log hazard by it.
  if (fit.reason == "monotone likelihood")
    throw Failure("learner", "cox: the likelihood has no maximum: a predictor separates the cases with an event",
                  "leave the predictor out, or join its rare levels");
  if (!fit.reason.empty() && fit.reason != "not converged") throw Failure("learner", "cox: " + fit.reason);
  const std::string note = fit.reason;
  BaselineHazard hazard;
  const auto baseline = stats::cox_baseline(cases, x, fit, options.ties);
  for (const auto& curve : baseline.curves)
    for (std::size_t i = 0; i < curve.time.size(); ++i) {
      hazard.time.push_back(curve.time[i]);
      hazard.cumulative_hazard.push_back(curve.cumulative_hazard[i] * std::exp(-curve.centre));
    }
  auto out = std::make_shared<Cox>(std::move(fit), mean, std::move(hazard), in.names);
  out->note = note;
  return out;
}

}  // namespace

Operation cox_learner_operation() {
  return Declare<Json>("cox", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(choice_of("ties", {"efron", "breslow"}, "how events at one time are counted"))
      .test({{"survival"}, 0, 0, {}, "elastic_net", false, false})
      .summary("proportional hazards regression: time to an event, explained by all predictors at once")
      .details(
          "As `survival::coxph(Surv(time, event) ~ ., ties = …)` on the training cases, run to convergence. The score "
          "is "
          "the log hazard, 0 at the training means (`predict(fit, type = \"lp\")`): high speaks for an early event. "
          "NAME.coefficients.csv holds log hazard ratios, NAME.baseline.csv the cumulative hazard of a case with score "
          "0 (`basehaz(fit)`), so that survival at t is exp(-H(t) exp(score)). A predictor that separates those with "
          "an "
          "event has no finite coefficient; the model then stops and says so.")
      .methods("A proportional hazards model was fitted (ties: {ties}).")
      .cites({"cox1972", "efron1977"})
      .part(LearnerPart{fit_cox, load_one_of<FittedLearner, Cox>});
}

}  // namespace rgx::stdlib
