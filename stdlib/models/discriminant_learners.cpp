// The learners lda and qda.
#include "stats/classify/discriminant.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/class_learner.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/prevalence.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

class DiscriminantLearner : public ClassLearner {
 public:
  static constexpr const char* kind = "discriminant";
  DiscriminantLearner() = default;
  DiscriminantLearner(const LearnerInput& in, stats::Discriminant fit)
      : ClassLearner(in), fit_(std::move(fit)), names_(in.names) {}
  // Log odds of the positive class; of several classes, or of the quadratic rule, there is no one number a column.
  std::vector<Coefficient> coefficients(std::size_t) const override {
    if (nominal() || fit_.coefficient.size() == 0) return {};
    std::vector<Coefficient> out{plain_coefficient("(intercept)", fit_.constant[1] - fit_.constant[0])};
    for (std::size_t j = 0; j < names_.size(); ++j) {
      const auto row = static_cast<Eigen::Index>(j);
      out.push_back(plain_coefficient(names_[j], fit_.coefficient(row, 1) - fit_.coefficient(row, 0)));
    }
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("fit", self.fit_);
    visit("names", self.names_);
  }

 private:
  Eigen::MatrixXd of_classes(const Eigen::MatrixXd& x) const override { return stats::posterior(fit_, x); }
  stats::Discriminant fit_;
  std::vector<std::string> names_;
};

std::shared_ptr<const FittedLearner> fit_rule(const LearnerInput& in, bool quadratic) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  stats::DiscriminantOptions options;
  options.quadratic = quadratic;
  const Json shrinkage = in.params.value("shrinkage", Json("none"));
  using Kind = stats::Shrinkage::Kind;
  if (shrinkage.is_number())
    options.shrinkage = {Kind::share, shrinkage.get<double>()};
  else if (shrinkage == "auto")
    options.shrinkage.kind = Kind::automatic;
  if (in.params.value("prior", "training") == "equal")
    options.prior = Eigen::VectorXd::Ones(static_cast<Eigen::Index>(class_count(in)));
  auto fit = stats::fit_discriminant(in.cases.x, class_codes(in), class_count(in), options, in.cases.weight);
  const char* name = quadratic ? "qda" : "lda";
  if (fit.reason == "constant within classes")
    require_fit(name, "`" + in.names[static_cast<std::size_t>(fit.column)] + "` is constant within every class",
                "it parts the classes by itself: is it made from the outcome");
  require_fit(name,
              fit.reason == "collinear" ? "columns depend on one another, or are no fewer than the cases" : fit.reason,
              fit.reason == "collinear" || fit.reason == "too few cases" ? "write `shrinkage: auto`" : "");
  return std::make_shared<DiscriminantLearner>(in, std::move(fit));
}

LearnerPart::Load load_rule() { return or_prevalence(load_one_of<FittedLearner, DiscriminantLearner>); }

lang::Param shrinkage_param() {
  lang::Param out;
  out.name = "shrinkage";
  out.type = lang::ParamType::number;
  out.choices = {"none", "auto"};
  out.fallback = "none";
  out.low = 0;
  out.high = 1;
  out.tunable = true;
  out.text = "share of the way from the covariance matrix to equal variances without covariance; auto: Ledoit & Wolf's";
  return out;
}

const std::string kShrinkage =
    " With `shrinkage` a the matrix of the columns, scaled by their standard deviation within classes, becomes "
    "(1 - a) S + a m I, m the mean variance; `auto` takes the share of Ledoit & Wolf (2004), so that more columns than "
    "cases can be had. `prior: equal` gives every class the same prior in place of its training share. Weights of "
    "cases (`class_weights`) weigh means, covariances and priors. A column that is constant within every class is "
    "refused, as are columns that depend on one another where nothing is shrunk.";

Declare<Json> declared(const char* name, const std::string& what) {
  Declare<Json> out(name, 1);
  out.role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(shrinkage_param())
      .param(choice_of("prior", {"training", "equal"}, "prior probabilities of the classes"))
      .test({{"binary", "nominal"}, 2, 0, {}, "elastic_net", false, false})
      .summary(what + " discriminant analysis: normal classes, posterior probabilities")
      .cites({"fisher1936", "ledoit2004", "venables2002"});
  return out;
}

}  // namespace

Operation lda_operation() {
  return declared("lda", "linear")
      .details(
          "As `MASS::lda` with `predict(method = \"plug-in\")`: one covariance matrix for all classes, divided by "
          "n - classes. Coefficients are log odds of the positive class." +
          kShrinkage)
      .methods("Linear discriminant analysis was fitted (shrinkage {shrinkage}, priors {prior}).")
      .part(LearnerPart{[](const LearnerInput& in) { return fit_rule(in, false); }, load_rule()});
}

Operation qda_operation() {
  return declared("qda", "quadratic")
      .details(
          "As `MASS::qda` with `predict(method = \"plug-in\")`: a covariance matrix for each class, divided by its "
          "cases less one; each class needs more cases than columns unless it is shrunk, each by a share of its "
          "own." +
          kShrinkage)
      .methods("Quadratic discriminant analysis was fitted (shrinkage {shrinkage}, priors {prior}).")
      .part(LearnerPart{[](const LearnerInput& in) { return fit_rule(in, true); }, load_rule()});
}

}  // namespace rgx::stdlib
