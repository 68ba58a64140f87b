// The learner xgboost: gradient-boosted trees.
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "stats/regression/logistic.hpp"
#include "stats/survival/cox_baseline.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/boosting.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

constexpr std::uint64_t kBoost = 0x74736F6F'62ULL;  // draws apart from those of steps, which share the node's stream

// Chance that the error of a log time lies beyond z.
double beyond(const std::string& distribution, double z) {
  if (distribution == "normal") return 0.5 * std::erfc(z / std::sqrt(2.0));
  if (distribution == "logistic") return 1 / (1 + std::exp(z));
  return std::exp(-std::exp(z));
}

class Boosting : public FittedLearner {
 public:
  static constexpr const char* kind = "boosting";
  Boosting() = default;
  Boosting(Boosted model, BoostOptions options, const LearnerInput& in)
      : model_(std::move(model)), options_(std::move(options)), names_(in.names) {
    if (options_.kind == BoostKind::aft)
      for (Eigen::Index i = 0; i < in.cases.y.size(); ++i)
        if (in.cases.event[i] == 1) times_.push_back(in.cases.y[i]);
    std::ranges::sort(times_);
    times_.erase(std::ranges::unique(times_).begin(), times_.end());
  }
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    Eigen::VectorXd out = model_.predict(x).col(0);
    if (options_.kind == BoostKind::logistic)
      for (double& v : out) v = stats::inverse_logit(v);
    if (options_.kind == BoostKind::aft) out = -out;
    return out;
  }
  Eigen::MatrixXd probabilities(const Eigen::MatrixXd& x, std::size_t) const override {
    return options_.kind == BoostKind::classes ? model_.predict(x) : Eigen::MatrixXd();
  }
  SurvivalCurves curves(const Eigen::MatrixXd& x) const override {
    if (options_.kind != BoostKind::aft) return {};
    const Eigen::VectorXd location = model_.predict(x).col(0);
    SurvivalCurves out{times_, Eigen::MatrixXd(x.rows(), static_cast<Eigen::Index>(times_.size()))};
    for (std::size_t k = 0; k < times_.size(); ++k)
      for (Eigen::Index i = 0; i < x.rows(); ++i)
        out.survival(i, static_cast<Eigen::Index>(k)) =
            beyond(options_.distribution, (std::log(times_[k]) - location[i]) / options_.scale);
    return out;
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }
  std::vector<Importance> importance() const override {
    const Eigen::VectorXd gain = model_.gain();
    std::vector<Importance> out;
    for (std::size_t j = 0; j < names_.size(); ++j)
      out.push_back({names_[j], "gain", gain[static_cast<Eigen::Index>(j)]});
    return out;
  }
  BaselineHazard baseline() const override { return baseline_; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    if constexpr (std::is_const_v<Self>) {
      visit("trees", self.model_.save());
    } else {
      Json trees;
      visit("trees", trees);
      self.model_ = Boosted::load(trees);
    }
    visit("objective", self.options_.kind);
    visit("distribution", self.options_.distribution);
    visit("scale", self.options_.scale);
    visit("names", self.names_);
    visit("times", self.times_);
    visit("baseline", self.baseline_);
  }
  void set_baseline(BaselineHazard baseline) { baseline_ = std::move(baseline); }

 private:
  Boosted model_;
  BoostOptions options_;
  std::vector<std::string> names_;
  std::vector<double> times_;  // aft: of events, distinct
  BaselineHazard baseline_;    // cox
};

BoostOptions options_of(const LearnerInput& in) {
  BoostOptions o;
  const auto number = [&](const char* name, double& into) {
    const Json given = in.params.value(name, Json());
    if (given.is_number()) into = given.get<double>();
  };
  const auto whole = [&](const char* name, int& into) {
    double value = into;
    number(name, value);
    into = static_cast<int>(value);
  };
  o.kind = in.kind == TargetKind::binary                 ? BoostKind::logistic
           : in.kind == TargetKind::continuous           ? BoostKind::squared
           : in.kind == TargetKind::nominal              ? BoostKind::classes
           : in.params.value("survival", "cox") == "aft" ? BoostKind::aft
                                                         : BoostKind::cox;
  o.classes = static_cast<int>(in.classes);
  whole("rounds", o.rounds);
  whole("depth", o.depth);
  number("eta", o.eta);
  number("subsample", o.subsample);
  number("columns", o.columns);
  number("min_child_weight", o.min_child_weight);
  number("gamma", o.gamma);
  number("lambda", o.lambda);
  number("alpha", o.alpha);
  o.histogram = in.params.value("splits", "exact") == "hist";
  o.distribution = in.params.value("distribution", "normal");
  number("scale", o.scale);
  whole("early_stop", o.early_stop);
  number("stop_share", o.stop_share);
  return o;
}

// Breslow's estimate at the training cases' log hazards.
BaselineHazard breslow(const Training& cases, const Eigen::VectorXd& score) {
  stats::CoxCases at;
  at.time = cases.y;
  for (const double e : cases.event) at.event.push_back(static_cast<int>(e));
  at.offset = score;
  at.weight = cases.weight;
  const Eigen::MatrixXd none(cases.y.size(), 0);
  stats::CoxOptions options;
  options.ties = stats::CoxTies::breslow;
  const auto fit = stats::cox_regression(at, none, options);
  BaselineHazard out;
  for (const auto& curve : stats::cox_baseline(at, none, fit, options.ties).curves)
    for (std::size_t i = 0; i < curve.time.size(); ++i) {
      out.time.push_back(curve.time[i]);
      out.cumulative_hazard.push_back(curve.cumulative_hazard[i] * std::exp(-curve.centre));
    }
  return out;
}

std::shared_ptr<const FittedLearner> fit_xgboost(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) throw Failure("learner", "xgboost: no column is left to learn from");
  const BoostOptions options = options_of(in);
  auto model =
      boost({in.cases.x, in.cases.y, in.cases.event, in.cases.weight}, options, in.stream ^ kBoost, in.replicate);
  auto out = std::make_shared<Boosting>(std::move(model), options, in);
  if (options.kind == BoostKind::cox) out->set_baseline(breslow(in.cases, out->predict(in.cases.x, 0)));
  return out;
}

lang::Param number_of(std::string name, double fallback, double low, double high, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::number;
  out.fallback = fallback;
  out.low = low;
  out.high = high;
  out.text = std::move(text);
  return out;
}

lang::Param tuned(lang::Param p) {
  p.tunable = true;
  return p;
}

}  // namespace

Operation xgboost_operation() {
  constexpr double kMany = 1e6;
  return Declare<Json>("xgboost", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .random("xgboost")
      .platform_sensitive()
      .param(tuned(whole_number("rounds", 100, 1, kMany,
                                "trees (of nominal outcomes: a class); at most so many with "
                                "`early_stop`")))
      .param(tuned(whole_number("depth", 6, 1, 30, "cuts above a leaf")))
      .param(tuned(number_of("eta", 0.3, 1e-6, 1, "what a tree counts for (learning rate)")))
      .param(tuned(number_of("subsample", 1, 0.05, 1, "share of the cases drawn for a tree")))
      .param(tuned(number_of("columns", 1, 0.01, 1, "share of the columns drawn for a tree (colsample_bytree)")))
      .param(tuned(number_of("min_child_weight", 1, 0, kMany, "least sum of second derivatives in a leaf")))
      .param(tuned(number_of("gamma", 0, 0, kMany, "least gain of a cut; of numbers in units of their variance")))
      .param(tuned(number_of("lambda", 1, 0, kMany, "ridge penalty of the leaves")))
      .param(tuned(number_of("alpha", 0, 0, kMany, "lasso penalty of the leaves")))
      .param(
          choice_of("splits", {"exact", "hist"}, "every cut is tried, or those between at most 256 bins (tree_method)"))
      .param(choice_of("survival", {"cox", "aft"}, "of survival: proportional hazards, or accelerated failure times"))
      .param(choice_of("distribution", {"normal", "logistic", "extreme"}, "of log times, with `survival: aft`"))
      .param(tuned(number_of("scale", 1, 1e-3, 1e3, "of log times, with `survival: aft`")))
      .param(whole_number("early_stop", 0, 0, kMany, "ends after so many rounds without a better loss; 0: never"))
      .param(number_of("stop_share", 0.2, 0.05, 0.5, "share of the training cases held back for `early_stop`"))
      .test({{"binary", "continuous", "nominal", "survival"}, 0, 0, {}, "", false, false})
      .tables({"importance"}, {"coefficients"})
      .summary("gradient-boosted trees (XGBoost), for any outcome")
      .details(
          "XGBoost with its own defaults, one thread a model: `binary:logistic`, `reg:squarederror`, `multi:softprob`, "
          "`survival:cox` (the score is the log hazard up to a constant, with Breslow's baseline in NAME.baseline.csv) "
          "or `survival:aft` (the score is minus the location of the log time, and survival at t is that of "
          "`distribution` and `scale`; times have to be above 0). It starts from the prevalence, the mean, or the mean "
          "log time. Its arithmetic is single precision: columns and numeric outcomes are centred and scaled before "
          "they are rounded, and Cox's objective reads ranks of times.\n\n"
          "`early_stop: n` holds `stop_share` of the training cases back, drawn by the study's seed within classes or "
          "events (rows, where a subject has several), counts the rounds until their loss was least, and boosts all "
          "training cases anew for as many. Cases outside the training part are never read. `class_weights` multiply a "
          "case's part of the loss. NAME.importance.csv holds each column's share in the gain of all cuts.")
      .methods(
          "Gradient-boosted trees were fitted (XGBoost; depth {depth}, rounds {rounds}, learning rate {eta}, early "
          "stopping {early_stop}).")
      .cites({"chen2016"})
      .part(LearnerPart{fit_xgboost, load_one_of<FittedLearner, Boosting>});
}

}  // namespace rgx::stdlib
