// The learners random_forest and survival_forest.
#include <cmath>
#include <type_traits>
#include <utility>

#include "stats/forest/forest.hpp"
#include "stats/forest/forest_error.hpp"
#include "stats/forest/forest_prediction.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

template <>
struct Fields<stats::ForestTree> {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    // Nodes as columns: a model has hundreds of thousands.
    std::vector<std::int32_t> column, child;
    std::vector<double> cut;
    for (const auto& node : self.nodes) {
      column.push_back(node.column);
      child.push_back(node.child);
      cut.push_back(node.cut);
    }
    visit("column", column);
    visit("child", child);
    visit("cut", cut);
    if constexpr (!std::is_const_v<Self>) {
      if (child.size() != column.size() || cut.size() != column.size())
        throw engine::Failure("damaged", "a tree of a fitted model lacks nodes");
      self.nodes.clear();
      for (std::size_t i = 0; i < column.size(); ++i) self.nodes.push_back({column[i], child[i], cut[i]});
    }
    visit("share", self.share);
    visit("first", self.first);
    visit("time", self.time);
    visit("jump", self.jump);
  }
};

using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Keeps its draws apart from those of steps, which share the node's stream.
constexpr std::uint64_t kForest = 0x74736572'6F66ULL;

class RandomForest : public FittedLearner {
 public:
  static constexpr const char* kind = "forest";
  RandomForest() = default;
  RandomForest(stats::Forest forest, const LearnerInput& in, stats::ForestOutcome outcome)
      : forest_(std::move(forest)),
        outcome_(std::move(outcome)),
        binary_(in.kind == TargetKind::binary),
        names_(in.names),
        key_(in.stream ^ kForest),
        replicate_(in.replicate) {
    if (in.params.value("importance", "permutation") == "permutation") x_ = in.cases.x;
  }
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    const Eigen::MatrixXd said = stats::forest_predict(forest_, x);
    if (forest_.options.kind == stats::ForestKind::survival) return stats::forest_mortality(said);
    return said.col(binary_ ? 1 : 0);
  }
  Eigen::MatrixXd probabilities(const Eigen::MatrixXd& x, std::size_t) const override {
    if (binary_ || forest_.options.kind != stats::ForestKind::probability) return {};
    return stats::forest_predict(forest_, x);
  }
  SurvivalCurves curves(const Eigen::MatrixXd& x) const override {
    if (forest_.options.kind != stats::ForestKind::survival) return {};
    return {forest_.time, stats::forest_survival(forest_, stats::forest_predict(forest_, x), forest_.time)};
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }
  // Shuffled only when asked for: inner folds ask nothing.
  std::vector<Importance> importance() const override {
    const bool shuffled = x_.size() > 0;
    const Eigen::VectorXd value =
        shuffled ? stats::permutation_importance(forest_, x_, outcome_, key_, replicate_, stats::serial_for)
                 : forest_.impurity;
    std::vector<Importance> out;
    for (std::size_t j = 0; j < names_.size(); ++j)
      out.push_back({names_[j], shuffled ? "permutation" : "impurity", value[static_cast<Eigen::Index>(j)]});
    return out;
  }
  Json save(std::size_t) const override { return kept(*this); }
  // What is shuffled among the training cases stands beside it in the model's file.
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("outcome", self.forest_.options.kind);
    visit("classes", self.forest_.classes);
    visit("time", self.forest_.time);
    visit("trees", self.forest_.trees);
    visit("impurity", self.forest_.impurity);
    visit("binary", self.binary_);
    visit("names", self.names_);
  }

 private:
  stats::Forest forest_;
  stats::ForestOutcome outcome_;
  bool binary_ = false;
  std::vector<std::string> names_;
  std::uint64_t key_ = 0;
  std::uint32_t replicate_ = 0;
  Eigen::MatrixXd x_;  // of the training cases; empty where nothing will be shuffled
};

// No column is left: what a forest of roots would say, without the draws.
class Roots : public FittedLearner {
 public:
  static constexpr const char* kind = "roots";
  Roots() = default;
  Roots(Eigen::RowVectorXd value, bool nominal) : value_(std::move(value)), nominal_(nominal) {}
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override {
    return Eigen::VectorXd::Constant(x.rows(), value_[0]);
  }
  Eigen::MatrixXd probabilities(const Eigen::MatrixXd& x, std::size_t) const override {
    return nominal_ ? Eigen::MatrixXd(value_.replicate(x.rows(), 1)) : Eigen::MatrixXd();
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("value", self.value_);
    visit("nominal", self.nominal_);
  }

 private:
  Eigen::RowVectorXd value_;
  bool nominal_ = false;
};

stats::ForestOptions options_of(const LearnerInput& in) {
  stats::ForestOptions o;
  const auto number = [&](const char* name, double fallback) {
    const Json given = in.params.value(name, Json());
    return given.is_number() ? given.get<double>() : fallback;
  };
  o.kind = in.kind == TargetKind::survival     ? stats::ForestKind::survival
           : in.kind == TargetKind::continuous ? stats::ForestKind::regression
                                               : stats::ForestKind::probability;
  o.trees = static_cast<int>(number("trees", 500));
  o.mtry = static_cast<int>(number("mtry", 0));
  o.min_node = static_cast<int>(number("min_node", 0));
  o.max_depth = static_cast<int>(number("max_depth", 0));
  o.sample = number("sample", 0);
  o.replace = in.params.value("replace", true);
  o.cuts =
      in.params.value("splits", "best") == "extra_trees" ? stats::ForestCuts::extra_trees : stats::ForestCuts::best;
  o.random_cuts = static_cast<int>(number("random_cuts", 1));
  return o;
}

std::shared_ptr<const FittedLearner> without_columns(const LearnerInput& in, const std::string& name) {
  if (in.kind == TargetKind::survival) throw Failure("learner", name + ": no column is left to learn from");
  const Eigen::VectorXd weight =
      in.cases.weight.size() > 0 ? in.cases.weight : Eigen::VectorXd::Ones(in.cases.y.size());
  Eigen::RowVectorXd value = Eigen::RowVectorXd::Constant(1, in.cases.y.dot(weight) / weight.sum());
  if (in.kind == TargetKind::nominal) {
    value = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(in.classes));
    for (Eigen::Index i = 0; i < in.cases.y.size(); ++i)
      value[static_cast<Eigen::Index>(in.cases.y[i])] += weight[i] / weight.sum();
  }
  return std::make_shared<Roots>(std::move(value), in.kind == TargetKind::nominal);
}

std::shared_ptr<const FittedLearner> fit_forest(const LearnerInput& in, const std::string& name) {
  if (in.cases.x.cols() == 0) return without_columns(in, name);
  stats::ForestOutcome outcome;
  outcome.y = in.cases.y;
  outcome.classes = static_cast<int>(in.classes);
  for (const double e : in.cases.event) outcome.event.push_back(static_cast<int>(e));
  auto forest =
      stats::grow_forest(in.cases.x, outcome, options_of(in), in.stream ^ kForest, in.replicate, in.cases.weight);
  if (!forest.reason.empty()) throw Failure("learner", name + ": " + forest.reason);
  return std::make_shared<RandomForest>(std::move(forest), in, std::move(outcome));
}

lang::Param tuned(lang::Param p) {
  p.tunable = true;
  return p;
}

lang::Param share(std::string name, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::number;
  out.low = 0.05;
  out.high = 1;
  out.text = std::move(text);
  return out;
}

Declare<Json> declared(const std::string& name) {
  constexpr double kMany = 1e6;
  Declare<Json> out(name, 1);
  out.role(lang::Role::learner)
      .in("model")
      .learns(true)
      .random(name)
      .param(whole_number("trees", 500, 1, kMany, "how many trees"))
      .param(tuned(optional(whole_number("mtry", 0, 1, kMany,
                                         "columns drawn at a node, all of them if there are fewer; default: the root "
                                         "of their number"))))
      .param(tuned(optional(whole_number("min_node", 0, 1, kMany, "nodes of so many cases are not divided"))))
      .param(tuned(optional(whole_number("max_depth", 0, 1, kMany, "divisions above a leaf; default: any number"))))
      .param(tuned(share("sample", "share of the cases drawn for a tree; default: 1 with replacement, 0.632 without")))
      .param(yes_or_no("replace", true, "cases are drawn with replacement"))
      .param(choice_of("splits", {"best", "extra_trees"}, "every cut of a column is tried, or cuts drawn at random"))
      .param(whole_number("random_cuts", 1, 1, 1000, "cuts drawn a column, of `extra_trees`"))
      .param(choice_of("importance", {"permutation", "impurity"}, "how columns are ranked in NAME.importance.csv"));
  return out;
}

constexpr const char* kCommon =
    " Each tree draws its cases and, at every node, `mtry` columns; `class_weights` make the draws of cases unequal. "
    "`splits: extra_trees` tries `random_cuts` uniform draws between the least and the largest value of a column. "
    "NAME.importance.csv ranks the columns: `permutation` by what shuffling a column among a tree's undrawn cases adds "
    "to the tree's error, `impurity` by what its cuts gain; the second favours columns with many values and grows with "
    "what is only noise. The same seed gives the same trees at any number of threads.";

}  // namespace

Operation random_forest_operation() {
  return declared("random_forest")
      .test({{"binary", "continuous", "nominal"}, 0, 0, {}, "survival_forest", false, false})
      .tables({"importance"}, {"coefficients", "baseline"})
      .summary("random forest: probabilities of classes, or a number, by the mean of many trees")
      .details(std::string(
                   "As `ranger(probability = TRUE)` for classes (Malley et al. 2012: the mean over trees of the shares "
                   "of the classes in a leaf; nodes of 10 cases are not divided) and as `ranger()` for numbers (nodes "
                   "of 5). Cuts are those with the largest fall of Gini's index or of the variance. Permutation "
                   "importance is of the Brier score or the squared error.") +
               kCommon)
      .methods("A random forest of {trees} trees was grown.")
      .cites({"breiman2001", "malley2012", "wright2017"})
      .part(LearnerPart{[](const LearnerInput& in) { return fit_forest(in, "random_forest"); },
                        load_one_of<FittedLearner, RandomForest, Roots>});
}

Operation survival_forest_operation() {
  return declared("survival_forest")
      .test({{"survival"}, 0, 0, {}, "random_forest", false, false})
      .tables({"importance"}, {"coefficients", "baseline"})
      .summary("random survival forest: cumulative hazards by the mean of many trees that cut by the log-rank test")
      .details(
          std::string(
              "As `ranger(Surv(time, event) ~ .)`: at every node the cut with the largest log-rank statistic that "
              "leaves at least `min_node` (3) cases on each side; leaves hold the Nelson-Aalen estimate of their "
              "cases. The score is the ensemble mortality (Ishwaran et al. 2008): the cumulative hazard, mean over "
              "trees, summed over the times of events in the training part. High speaks for an early event; it is "
              "no log hazard. `time_auc` and `integrated_brier` read the forest's own survival exp(-H(t)). "
              "Permutation importance is of 1 - C.") +
          kCommon)
      .methods("A random survival forest of {trees} trees was grown by log-rank splitting.")
      .cites({"ishwaran2008", "wright2017"})
      .part(LearnerPart{[](const LearnerInput& in) { return fit_forest(in, "survival_forest"); },
                        load_one_of<FittedLearner, RandomForest>});
}

}  // namespace rgx::stdlib
