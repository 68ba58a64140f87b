// Steps of `within_folds` that change the training cases and no other: smote, class_weights.
#include <algorithm>
#include <cmath>

#include "stats/prepare/smote.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/multivariate/block_values.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

std::vector<int> classes_of(const Training& cases) {
  std::vector<int> out;
  for (const double y : cases.y) out.push_back(static_cast<int>(y));
  return out;
}

void require_classes(const StepInput& in, const char* step) {
  if (!in.target.binary() && !in.target.nominal())
    throw Failure("wrong-type", "`" + std::string(step) + "` takes an outcome with classes");
}

class Weighed : public FittedStep {
 public:
  static constexpr const char* kind = "class_weights";
  Json save() const override { return kept(*this); }
  // It changes training cases alone: there is nothing to apply elsewhere.
  template <class Visit, class Self>
  static void fields(Visit&, Self&) {}
  void apply(Predictors&) const override {}
  void resample(Training& cases) const override {
    const Eigen::VectorXd balanced = stats::balanced_weights(classes_of(cases));
    cases.weight = cases.weight.size() == 0 ? balanced : Eigen::VectorXd(cases.weight.cwiseProduct(balanced));
  }
};

class Smoted : public FittedStep {
 public:
  static constexpr const char* kind = "smote";
  Smoted() : stream_(0) {}
  Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit&, Self&) {}
  Smoted(stats::SmoteOptions options, stats::Stream stream) : options_(options), stream_(stream) {}
  void apply(Predictors&) const override {}
  void resample(Training& cases) const override {
    const auto y = classes_of(cases);
    for (const int code : y)
      if (std::count(y.begin(), y.end(), code) < 2)
        throw Failure("one-class", "`smote` finds one training case of a class, and makes cases between two",
                      "use fewer folds, or stratify the split by the outcome");
    const auto made = stats::smote(cases.x, y, stream_, options_);
    const Index before = cases.x.rows(), more = made.x.rows();
    cases.x.conservativeResize(before + more, Eigen::NoChange);
    cases.x.bottomRows(more) = made.x;
    cases.y.conservativeResize(before + more);
    for (Index i = 0; i < more; ++i) cases.y[before + i] = made.y[static_cast<std::size_t>(i)];
    if (cases.weight.size() == 0) return;
    // A case that was made weighs as the one it was made from.
    cases.weight.conservativeResize(before + more);
    for (Index i = 0; i < more; ++i) cases.weight[before + i] = cases.weight[made.from[static_cast<std::size_t>(i)]];
  }

 private:
  stats::SmoteOptions options_;
  stats::Stream stream_;
};

std::shared_ptr<const FittedStep> fit_weights(const StepInput& in) {
  require_classes(in, "class_weights");
  return std::make_shared<Weighed>();
}

std::shared_ptr<const FittedStep> fit_smote(const StepInput& in) {
  require_classes(in, "smote");
  const stats::SmoteOptions options{static_cast<int>(in.params.value("neighbours", 5.0)),
                                    in.params.value("ratio", 1.0)};
  return std::make_shared<Smoted>(options, stats::Stream(stream_for(in.stream, "smote"), in.replicate));
}

lang::TestRule of_classes() {
  lang::TestRule rule;
  rule.outcomes = {"binary", "nominal"};
  return rule;
}

}  // namespace

std::vector<Operation> resample_steps() {
  lang::Param k =
      whole_number("neighbours", 5, 1, 1000, "nearest cases of the same class that a new one may lie towards");
  k.tunable = true;
  lang::Param ratio;
  ratio.name = "ratio";
  ratio.type = lang::ParamType::fraction;
  ratio.fallback = 1.0;
  ratio.tunable = true;
  ratio.text = "each class is brought to this share of the largest one";
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("smote", 1)
          .role(lang::Role::fold_step)
          .in("within_folds")
          .learns(true)
          .random("fit")
          .test(of_classes())
          .param(k)
          .param(ratio)
          .summary("adds training cases of rare classes, each made between two near ones; no held-out case "
                   "is touched")
          .details("Chawla et al. 2002, on the columns as the learner meets them, whatever the order of "
                   "steps: a case of the class, one of its `neighbours` nearest of the same class by lot, and a place "
                   "between them by lot. Nearness is Euclidean, each column over its standard deviation. "
                   "Columns of 0 and 1 take the commoner value of the neighbours. Probabilities of a model "
                   "fitted so are those of balanced classes: its calibration is off by design.")
          .methods("In the training cases, rare classes were brought to {ratio} of the largest one by SMOTE "
                   "(neighbours: {neighbours}).")
          .cites({"chawla2002"})
          .part(StepPart{fit_smote, load_one_of<FittedStep, Smoted>}));
  out.back().signature.changes_rows = true;
  out.push_back(Declare<Json>("class_weights", 1)
                    .role(lang::Role::fold_step)
                    .in("within_folds")
                    .learns(true)
                    .test(of_classes())
                    .summary("weighs the training cases so that each class counts alike: n / (classes x cases of the "
                             "class)")
                    .methods("Training cases were weighed inversely to the frequency of their class.")
                    .part(StepPart{fit_weights, load_one_of<FittedStep, Weighed>}));
  out.back().signature.changes_rows = true;
  return out;
}

}  // namespace rgx::stdlib
