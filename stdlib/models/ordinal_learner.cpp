// The learner ordinal: proportional odds of ordered classes.
#include <algorithm>
#include <cmath>

#include "stats/regression/logistic.hpp"
#include "stats/regression/ordinal.hpp"
#include "stats/regression/regress.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/prevalence.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

class OrdinalLearner : public ClassLearner {
 public:
  static constexpr const char* kind = "ordinal";
  OrdinalLearner() = default;
  OrdinalLearner(const LearnerInput& in, stats::OrdinalFit fit)
      : ClassLearner(in), fit_(std::move(fit)), names_(in.names), classes_(class_count(in)) {}
  std::vector<Coefficient> coefficients(std::size_t) const override {
    std::vector<Coefficient> out;
    for (Index k = 0; k < fit_.threshold.size(); ++k) {
      const auto ci = stats::wald_interval(fit_.threshold[k], fit_.threshold_se[k]);
      out.push_back({"(threshold " + std::to_string(k + 1) + ")", fit_.threshold[k], fit_.threshold_se[k], ci.low,
                     ci.high, plain_coefficient("", 0).p});
    }
    for (Index j = 0; j < fit_.coefficient.size(); ++j) {
      const auto ci = stats::wald_interval(fit_.coefficient[j], fit_.se[j]);
      out.push_back({names_[static_cast<std::size_t>(j)], fit_.coefficient[j], fit_.se[j], ci.low, ci.high, fit_.p[j]});
    }
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("levels", self.fit_.levels);
    visit("threshold", self.fit_.threshold);
    visit("threshold_se", self.fit_.threshold_se);
    visit("coefficient", self.fit_.coefficient);
    visit("se", self.fit_.se);
    visit("p", self.fit_.p);
    visit("names", self.names_);
    visit("classes", self.classes_);
  }

 private:
  MatrixXd of_classes(const MatrixXd& x) const override {
    MatrixXd out = MatrixXd::Zero(x.rows(), static_cast<Index>(classes_));
    const Eigen::VectorXd eta = x * fit_.coefficient.unaryExpr([](double b) { return std::isnan(b) ? 0 : b; });
    for (Index i = 0; i < x.rows(); ++i) {
      double below = 0;
      for (std::size_t k = 0; k < fit_.levels.size(); ++k) {
        const bool last = k + 1 == fit_.levels.size();
        const double up_to = last ? 1 : stats::inverse_logit(fit_.threshold[static_cast<Index>(k)] - eta[i]);
        out(i, fit_.levels[k]) = up_to - below;
        below = up_to;
      }
    }
    return out;
  }

  stats::OrdinalFit fit_;
  std::vector<std::string> names_;
  std::size_t classes_ = 0;
};

std::shared_ptr<const FittedLearner> fit_ordinal(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  auto fit = stats::ordinal_regression(in.cases.x, class_codes(in), in.cases.weight);
  const std::string reason = fit.reason;
  if (reason != "separated" && reason != "not converged") require_fit("ordinal", reason);
  const bool aliased = std::find(fit.aliased.begin(), fit.aliased.end(), true) != fit.aliased.end();
  auto out = std::make_shared<OrdinalLearner>(in, std::move(fit));
  out->note = !reason.empty() ? reason : aliased ? "columns that depend on others are left out" : "";
  return out;
}

}  // namespace

Operation ordinal_learner_operation() {
  return Declare<Json>("ordinal", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"ordinal"}, 2, 0, {}, "elastic_net", false, false})
      .summary("proportional odds regression of ordered classes")
      .details(
          "As `MASS::polr(y ~ .)` run to convergence: logit P(Y ≤ k) = threshold k - x β, so that a positive "
          "coefficient means higher classes. Coefficients are log odds ratios, the same at every threshold; thresholds "
          "are numbered from the lowest. Where classes are separated the likelihood has no maximum; the fit stands "
          "where it came to rest, may predict, and a note says so. A column that depends on those before it is left "
          "out. Weights of cases are weights of their likelihoods. Its metrics are those of classes.")
      .methods("A proportional odds model was fitted by maximum likelihood.")
      .cites({"mccullagh1980"})
      .part(LearnerPart{fit_ordinal, or_prevalence(load_one_of<FittedLearner, OrdinalLearner>)});
}

}  // namespace rgx::stdlib
