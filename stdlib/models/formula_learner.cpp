// The learner formula: a published signature, applied as it is.
#include <algorithm>

#include "engine/failure.hpp"
#include "stats/regression/logistic.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/published_terms.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

constexpr const char* kIntercept = "(intercept)";

class Formula : public FittedLearner {
 public:
  static constexpr const char* kind = "formula";
  Formula() = default;
  Formula(double intercept, Eigen::VectorXd weight, bool logit, std::vector<Coefficient> terms)
      : intercept_(intercept), weight_(std::move(weight)), logit_(logit), terms_(std::move(terms)) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    Eigen::VectorXd out = (x * weight_).array() + intercept_;
    if (logit_)
      for (auto& v : out) v = stats::inverse_logit(v);
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return terms_; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("intercept", self.intercept_);
    visit("weight", self.weight_);
    visit("logit", self.logit_);
    visit("terms", self.terms_);
  }

 private:
  double intercept_ = 0;
  Eigen::VectorXd weight_;  // one a column of the predictors; 0 of those it does not name
  bool logit_ = false;
  std::vector<Coefficient> terms_;
};

std::shared_ptr<const FittedLearner> apply_formula(const LearnerInput& in) {
  double intercept = in.params.value("intercept", 0.0);
  Eigen::VectorXd weight = Eigen::VectorXd::Zero(in.cases.x.cols());
  std::vector<Coefficient> terms;
  std::string missing, doubled;
  for (const auto& [term, value] : published_terms(in.params.value("coefficients", Json()))) {
    if (term == kIntercept) {
      if (intercept != 0) require_fit("formula", "the intercept is written, and stands among the coefficients too");
      intercept = value;
      continue;
    }
    terms.push_back(plain_coefficient(term, value));
    const auto at = std::find(in.names.begin(), in.names.end(), term);
    if (at == in.names.end()) {
      missing += (missing.empty() ? "`" : ", `") + term + "`";
      continue;
    }
    if (std::find(at + 1, in.names.end(), term) != in.names.end())
      doubled += (doubled.empty() ? "`" : ", `") + term + "`";
    weight[at - in.names.begin()] = value;
  }
  if (!missing.empty())
    require_fit("formula", "no predictor for " + missing,
                "`using:` has to name the tables and covariates of every term; a level of a category is "
                "`covariate=level`");
  if (!doubled.empty()) require_fit("formula", "several predictors are called " + doubled);
  if (in.kind != TargetKind::survival) terms.insert(terms.begin(), plain_coefficient(kIntercept, intercept));
  // A log hazard has no intercept: one that was published shifts every case alike.
  return std::make_shared<Formula>(intercept, std::move(weight), in.kind == TargetKind::binary, std::move(terms));
}

}  // namespace

Operation formula_operation() {
  lang::Param intercept, coefficients;
  intercept.name = "intercept";
  intercept.fallback = 0.0;
  intercept.text = "of the linear predictor";
  coefficients.name = "coefficients";
  coefficients.type = lang::ParamType::any;
  coefficients.required = true;
  coefficients.text = "`csv(\"weights.csv\")` with columns `term` and `coefficient`, or `[term(\"age\", 0.03), …]`";
  return Declare<Json>("formula", 1)
      .role(lang::Role::learner)
      .in("model")
      .param(intercept)
      .param(coefficients)
      .param(optional(choice_of("link", {"logit", "identity", "cox"},
                                "what the linear predictor is: log odds, the value, a log hazard; of the outcome where "
                                "it is not written")))
      .test({{"binary", "continuous", "survival"}, 0, 0, {}, "elastic_net", false, false})
      .summary("a published signature with given coefficients: applied and judged, nothing is learned")
      .details(
          "Intercept plus the sum of coefficient times predictor: the probability of the positive class by the inverse "
          "logit, the value of a number, or the log hazard of a time to an event (without a baseline hazard, so that "
          "`integrated_brier` cannot be had). Terms are columns of `using:` as the model names them in its "
          "coefficients, a level of a category as `covariate=level`; predictors that no term names are not used, terms "
          "without a predictor are an error that names them. A row `(intercept)` of the file is the intercept, so that "
          "the coefficients.csv of another study's model can be given as it is. Where no step of `within_folds` learns "
          "either, every case is new to the model: `validate` is not needed, the metrics are not apparent, and their "
          "intervals are those of one fixed model on independent cases (DeLong for the AUC). A `standardise()` before "
          "it would scale by these cases and make it another model.")
      .methods("A published signature was applied with its coefficients as given.")
      .part(LearnerPart{apply_formula, load_one_of<FittedLearner, Formula>, Coding::every_level});
}

}  // namespace rgx::stdlib
