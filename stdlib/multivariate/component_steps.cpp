// Components within folds: columns of a model's tables become their scores, fitted on the training part alone.
#include <algorithm>
#include <cmath>

#include "stats/multivariate/nmf.hpp"
#include "stats/multivariate/pca.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/kept_stats.hpp"
#include "stdlib/models/part.hpp"
#include "stdlib/multivariate/block_values.hpp"
#include "stdlib/multivariate/operations.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

MatrixXd transformed(const stats::LinearScores& fit, stats::ConstMatrix x) { return fit.scores(x); }

struct Parts {
  stats::NmfFit fit;
  stats::NmfOptions options;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("loadings", self.fit.loadings);
    visit("divergence", self.options.divergence);
    visit("max_iterations", self.options.max_iterations);
    visit("epsilon", self.options.epsilon);
  }
};

MatrixXd transformed(const Parts& parts, stats::ConstMatrix x) {
  if (x.minCoeff() < 0)
    throw Failure("out-of-range", "`nmf` takes values of 0 and above, and a held-out case has a negative one");
  return stats::nmf_scores(parts.fit, x, parts.options);
}

// Takes the columns it was fitted on out, and puts the scores behind the others.
template <class Fit>
class ComponentStep : public FittedStep {
 public:
  static constexpr const char* kind = "components";
  ComponentStep() = default;
  ComponentStep(std::vector<std::string> names, std::string stem, Fit fit)
      : names_(std::move(names)), stem_(std::move(stem)), fit_(std::move(fit)) {}

  void apply(Predictors& predictors) const override {
    std::vector<std::size_t> places;
    MatrixXd x(static_cast<Index>(predictors.rows), static_cast<Index>(names_.size()));
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto found = std::find_if(predictors.columns.begin(), predictors.columns.end(), [&](const Predictor& p) {
        return p.name == names_[i] && !p.nominal && !p.covariate;
      });
      if (found == predictors.columns.end()) throw Failure("unknown-column", "no column `" + names_[i] + "` any more");
      places.push_back(static_cast<std::size_t>(found - predictors.columns.begin()));
      x.col(static_cast<Index>(i)) = found->numbers;
    }
    if (x.array().isNaN().any())
      throw Failure("missing-predictor", "`" + stem_ + "` meets a missing value; `impute` stands before it");
    const MatrixXd scores = transformed(fit_, x);
    const std::string block = predictors.columns[places.front()].block;
    predictors.drop(places);
    for (Index k = 0; k < scores.cols(); ++k) {
      Predictor made;
      made.name = stem_ + std::to_string(k + 1);
      made.block = block;
      made.numbers = scores.col(k);
      predictors.columns.push_back(std::move(made));
    }
  }

  Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("names", self.names_);
    visit("stem", self.stem_);
    visit("fit", self.fit_);
  }

 private:
  std::vector<std::string> names_;
  std::string stem_;
  Fit fit_;
};

struct Training {
  std::vector<std::string> names;
  MatrixXd x;
};

Training training(const StepInput& in, const std::string& step) {
  const auto places = in.predictors.numeric(in.of);
  if (places.empty()) throw Failure("no-data", "`" + step + "` finds no numeric column of a table");
  Training out;
  for (const std::size_t p : places) out.names.push_back(in.predictors.columns[p].name);
  out.x = in.predictors.values(places, in.train);
  if (out.x.array().isNaN().any())
    throw Failure("missing-predictor", "`" + step + "` meets a missing value; `impute` stands before it");
  return out;
}

std::shared_ptr<const FittedStep> fit_pca(const StepInput& in) {
  const Training part = training(in, "pca");
  const auto k = static_cast<Index>(in.params.at("components").get<double>());
  stats::PcaFit fit = stats::pca(part.x, k, in.params.at("scale").get<bool>());
  if (!fit.reason.empty()) refuse_components(fit.reason, "pca", part.x.rows(), part.x.cols(), k, fit.rank);
  return std::make_shared<ComponentStep<stats::LinearScores>>(part.names, "pc", std::move(fit.linear));
}

std::shared_ptr<const FittedStep> fit_nmf(const StepInput& in) {
  const Training part = training(in, "nmf");
  const auto k = static_cast<Index>(in.params.at("rank").get<double>());
  stats::NmfOptions options;
  options.divergence = in.params.at("divergence").get<std::string>() == "frobenius"
                           ? stats::NmfDivergence::frobenius
                           : stats::NmfDivergence::kullback_leibler;
  stats::NmfFit fit = stats::nmf(part.x, k, options);
  if (!fit.reason.empty()) refuse_components(fit.reason, "nmf", part.x.rows(), part.x.cols(), k, fit.rank);
  return std::make_shared<ComponentStep<Parts>>(part.names, "nmf", Parts{std::move(fit), options});
}

lang::Param tunable_count(std::string name, std::string text) {
  lang::Param p = whole_number(std::move(name), 2, 1, 1000, std::move(text));
  p.required = true;
  p.fallback = {};
  p.positional = true;
  p.tunable = true;
  return p;
}

}  // namespace

std::vector<Operation> component_steps() {
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("pca", 1)
          .role(lang::Role::fold_step)
          .in("within_folds")
          .learns()
          .param(tunable_count("components", "how many principal components"))
          .param(yes_or_no("scale", true, "columns are divided by their standard deviation first"))
          .summary("replaces the columns of tables by their principal components, fitted on the training part")
          .methods("Features were replaced by their first {components} principal components of the training "
                   "cases.")
          .cites({"pearson1901"})
          .part(StepPart{fit_pca, load_one_of<FittedStep, ComponentStep<stats::LinearScores>>}));
  out.push_back(Declare<Json>("nmf", 1)
                    .role(lang::Role::fold_step)
                    .in("within_folds")
                    .learns()
                    .param(tunable_count("rank", "how many parts (metagenes)"))
                    .param(choice_of("divergence", {"kullback_leibler", "frobenius"}, "what the updates lower"))
                    .summary("replaces the columns of tables by their parts of a non-negative factorisation, fitted on "
                             "the training part (deterministic start)")
                    .methods("Features were replaced by {rank} non-negative parts fitted on the training cases.")
                    .cites({"boutsidis2008", "lee1999"})
                    .part(StepPart{fit_nmf, load_one_of<FittedStep, ComponentStep<Parts>>}));
  return out;
}

}  // namespace rgx::stdlib
