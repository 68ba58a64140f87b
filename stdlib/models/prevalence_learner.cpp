// The learner prevalence.
#include <cmath>

#include "stats/survival/kaplan_meier.hpp"
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

class Shares : public ClassLearner {
 public:
  static constexpr const char* kind = "shares";
  Shares() = default;
  Shares(const LearnerInput& in, Eigen::RowVectorXd share) : ClassLearner(in), share_(std::move(share)) {}
  std::vector<Coefficient> coefficients(std::size_t) const override {
    if (nominal()) return {};
    return {plain_coefficient("(intercept)", share_[1])};
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("share", self.share_);
  }

 private:
  Eigen::MatrixXd of_classes(const Eigen::MatrixXd& x) const override { return share_.replicate(x.rows(), 1); }
  Eigen::RowVectorXd share_;
};

class Mean : public FittedLearner {
 public:
  static constexpr const char* kind = "mean";
  Mean() = default;
  explicit Mean(double value) : value_(value) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    return Eigen::VectorXd::Constant(x.rows(), value_);
  }
  std::vector<Coefficient> coefficients(std::size_t) const override {
    return {plain_coefficient("(intercept)", value_)};
  }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("value", self.value_);
  }

 private:
  double value_ = 0;
};

class Curve : public FittedLearner {
 public:
  static constexpr const char* kind = "curve";
  Curve() = default;
  explicit Curve(BaselineHazard baseline) : baseline_(std::move(baseline)) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    return Eigen::VectorXd::Zero(x.rows());
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }
  BaselineHazard baseline() const override { return baseline_; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("baseline", self.baseline_);
  }

 private:
  BaselineHazard baseline_;
};

BaselineHazard curve_of(const Training& cases) {
  if (cases.weight.size() != 0 && (cases.weight.array() != cases.weight[0]).any())
    throw Failure("learner", "prevalence: a survival curve of weighted cases is not built yet",
                  "leave out the step that weighs cases");
  stats::SurvivalCases input;
  input.time.assign(cases.y.begin(), cases.y.end());
  for (const double event : cases.event) input.event.push_back(static_cast<int>(event));
  const auto curve = stats::kaplan_meier(input, std::vector<int>(input.event.size(), 0), 1).front();
  BaselineHazard out;
  for (std::size_t i = 0; i < curve.time.size(); ++i) {
    if (curve.events_at[i] == 0) continue;
    out.time.push_back(curve.time[i]);
    out.cumulative_hazard.push_back(-std::log(curve.survival[i]));
  }
  return out;
}

}  // namespace

std::shared_ptr<const FittedLearner> fit_prevalence(const LearnerInput& in) {
  const Training& cases = in.cases;
  if (in.kind == TargetKind::survival) return std::make_shared<Curve>(curve_of(cases));
  const Eigen::VectorXd weight = cases.weight.size() == 0 ? Eigen::VectorXd::Ones(cases.y.size()) : cases.weight;
  if (!(weight.sum() > 0)) throw Failure("learner", "prevalence: no cases");
  if (in.kind == TargetKind::continuous) return std::make_shared<Mean>(cases.y.dot(weight) / weight.sum());
  return std::make_shared<Shares>(in, weight.transpose() * class_indicators(in) / weight.sum());
}

std::shared_ptr<const FittedLearner> load_prevalence(const Json& in) {
  return load_one_of<FittedLearner, Shares, Mean, Curve>(in);
}

LearnerPart::Load or_prevalence(LearnerPart::Load own) {
  return [own = std::move(own)](const Json& in) {
    auto out = own(in);
    return out != nullptr ? out : load_prevalence(in);
  };
}

Operation prevalence_operation() {
  return Declare<Json>("prevalence", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .test({{"binary", "nominal", "ordinal", "continuous", "survival"}, 0, 0, {}, "", false, false})
      .summary("no predictor: the training share, mean or survival curve for every case")
      .details(
          "The baseline that a model has to beat, on the same folds: its Brier score is that of knowing the "
          "prevalence, its R² about 0, its AUC and C 0.5. Times to an event: score 0 for every case, and the "
          "Kaplan–Meier curve of the training cases for baseline (`integrated_brier`). The predictors of `using:` are "
          "read, since cases without them are left out as in the model it stands beside, and not used. A baseline of "
          "clinical variables alone is no learner of its own: it is any model whose `using:` names them.")
      .methods("As a baseline, every case was predicted by the outcome's distribution in the training cases.")
      .part(LearnerPart{fit_prevalence, load_prevalence});
}

}  // namespace rgx::stdlib
