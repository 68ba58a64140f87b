// The learner knn.
#include "stats/base/transform.hpp"
#include "stats/classify/nearest_neighbours.hpp"
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

// The training cases themselves, on the scale on which they are near to one another.
struct Neighbourhood {
  Neighbourhood() = default;
  Neighbourhood(const LearnerInput& in, Eigen::MatrixXd values)
      : scaled(in.params.value("scale", true)), value(std::move(values)), weight(in.cases.weight) {
    scaling = stats::fit_standardise(in.cases.x);
    train = place(in.cases.x);
    options.k = static_cast<Eigen::Index>(in.params.value("k", 5.0));
    if (in.params.value("weights", "equal") == "inverse_distance")
      options.weight = stats::NeighbourWeight::inverse_distance;
  }
  [[nodiscard]] Eigen::MatrixXd place(const Eigen::MatrixXd& x) const {
    return scaled ? stats::transformed(scaling, x) : x;
  }
  [[nodiscard]] Eigen::MatrixXd means(const Eigen::MatrixXd& x) const {
    return stats::neighbour_means(train, value, weight, place(x), options);
  }

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("scaled", self.scaled);
    visit("scaling", self.scaling);
    visit("train", self.train);
    visit("value", self.value);
    visit("weight", self.weight);
    visit("k", self.options.k);
    visit("weights", self.options.weight);
  }

  bool scaled = true;
  stats::Scaling scaling;
  Eigen::MatrixXd train, value;
  Eigen::VectorXd weight;
  stats::NeighbourOptions options;
};

class KnnClasses : public ClassLearner {
 public:
  static constexpr const char* kind = "knn_classes";
  KnnClasses() = default;
  explicit KnnClasses(const LearnerInput& in) : ClassLearner(in), near_(in, class_indicators(in)) {}
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("near", self.near_);
  }

 private:
  Eigen::MatrixXd of_classes(const Eigen::MatrixXd& x) const override { return near_.means(x); }
  Neighbourhood near_;
};

class KnnNumbers : public FittedLearner {
 public:
  static constexpr const char* kind = "knn_numbers";
  KnnNumbers() = default;
  explicit KnnNumbers(const LearnerInput& in) : near_(in, in.cases.y) {}
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("near", self.near_);
  }
  Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t) const override { return near_.means(x); }
  std::vector<Coefficient> coefficients(std::size_t) const override { return {}; }

 private:
  Neighbourhood near_;
};

std::shared_ptr<const FittedLearner> fit_knn(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  if (!in.cases.x.allFinite()) require_fit("knn", "missing value");
  if (in.cases.weight.size() != 0 && !(in.cases.weight.maxCoeff() > 0)) require_fit("knn", "no cases");
  const auto k = static_cast<Eigen::Index>(in.params.value("k", 5.0));
  std::shared_ptr<FittedLearner> out;
  if (in.kind == TargetKind::continuous)
    out = std::make_shared<KnnNumbers>(in);
  else
    out = std::make_shared<KnnClasses>(in);
  if (k > in.cases.x.rows())
    out->note = "k is " + std::to_string(k) + ", and there are " + std::to_string(in.cases.x.rows()) +
                " training cases: all are neighbours";
  return out;
}

}  // namespace

Operation knn_operation() {
  auto k = whole_number("k", 5, 1, 10000, "neighbours of a case");
  k.tunable = true;
  return Declare<Json>("knn", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(k)
      .param(choice_of("weights", {"equal", "inverse_distance"}, "how neighbours count"))
      .param(yes_or_no("scale", true, "columns are scaled by their standard deviation in the training cases"))
      .test({{"binary", "nominal", "continuous"}, 2, 0, {}, "elastic_net", false, false})
      .summary("k nearest neighbours: the share of each class among them, or their mean")
      .details(
          "Euclidean distance. As `class::knn(use.all = TRUE)` and, for numbers, `caret::knnreg`: every training case "
          "as "
          "far as the k-th is a neighbour too, so that ties need no draw (squared distances equal to a part in 1e9; "
          "class: 1e4). The probability of a class is its share of the neighbours; with `weights: inverse_distance` "
          "each counts by 1 / distance, and where some are at distance 0 they alone do. Weights of cases multiply "
          "both. With `scale: false` columns stay as they came (class::knn never scales).")
      .methods("Cases were predicted by their {k} nearest training cases (weights {weights}).")
      .cites({"cover1967"})
      .part(LearnerPart{fit_knn, or_prevalence(load_one_of<FittedLearner, KnnClasses, KnnNumbers>)});
}

}  // namespace rgx::stdlib
