// The learner naive_bayes.
#include "stats/classify/naive_bayes.hpp"
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

class NaiveBayesLearner : public ClassLearner {
 public:
  static constexpr const char* kind = "naive_bayes";
  NaiveBayesLearner() = default;
  NaiveBayesLearner(const LearnerInput& in, stats::NaiveBayes fit) : ClassLearner(in), fit_(std::move(fit)) {}
  Json save(std::size_t) const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    class_fields(visit, self);
    visit("fit", self.fit_);
  }

 private:
  Eigen::MatrixXd of_classes(const Eigen::MatrixXd& x) const override { return stats::posterior(fit_, x); }
  stats::NaiveBayes fit_;
};

std::shared_ptr<const FittedLearner> fit_bayes(const LearnerInput& in) {
  if (in.cases.x.cols() == 0) return fit_prevalence(in);
  Eigen::VectorXd prior;
  if (in.params.value("prior", "training") == "equal")
    prior = Eigen::VectorXd::Ones(static_cast<Eigen::Index>(class_count(in)));
  auto fit = stats::fit_naive_bayes(in.cases.x, class_codes(in), class_count(in), prior, in.cases.weight);
  require_fit("naive_bayes", fit.reason);
  const auto replaced = fit.replaced;
  auto out = std::make_shared<NaiveBayesLearner>(in, std::move(fit));
  if (replaced > 0)
    out->note = std::to_string(replaced) + (replaced == 1 ? " column is" : " columns are") +
                " constant within a class: 1/1000 of its spread within the others was taken";
  return out;
}

}  // namespace

Operation naive_bayes_operation() {
  return Declare<Json>("naive_bayes", 1)
      .role(lang::Role::learner)
      .in("model")
      .learns(true)
      .param(choice_of("prior", {"training", "equal"}, "prior probabilities of the classes"))
      .test({{"binary", "nominal"}, 2, 0, {}, "elastic_net", false, false})
      .summary("naive Bayes: independent normal columns within each class")
      .details(
          "As `e1071::naiveBayes`: a mean and a standard deviation (n - 1) for each column and class; log densities "
          "are "
          "summed, so that nothing is lost far from the classes, where e1071 puts 0.001 for a density of 0. A column "
          "that is constant within a class gets 1/1000 of its pooled standard deviation within classes there (e1071: "
          "0.001, whatever the units), and a note says so; one that is constant over all cases is passed by. Levels of "
          "categories come as columns of 0 and 1 and are taken for numbers. Weights of cases weigh means, variances "
          "and priors. Columns that say the same count as often as they stand there, and probabilities are too sure "
          "of themselves: look at the calibration.")
      .methods("A naive Bayes classifier with normal columns was fitted (priors {prior}).")
      .cites({"hand2001"})
      .part(LearnerPart{fit_bayes, or_prevalence(load_one_of<FittedLearner, NaiveBayesLearner>)});
}

}  // namespace rgx::stdlib
