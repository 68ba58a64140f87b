#include "stdlib/models/steps/columns.hpp"

#include <map>

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Failure;

namespace {

class Changed : public FittedStep {
 public:
  Changed(std::vector<std::string> names, std::function<MatrixXd(stats::ConstMatrix)> change)
      : names_(std::move(names)), change_(std::move(change)) {}

  void apply(Predictors& predictors) const override {
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < predictors.columns.size(); ++i) {
      const Predictor& p = predictors.columns[i];
      if (!p.nominal && !p.covariate) known.emplace(p.name, i);
    }
    MatrixXd x(static_cast<Index>(predictors.rows), static_cast<Index>(names_.size()));
    std::vector<std::size_t> places;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const auto found = known.find(names_[c]);
      if (found == known.end()) throw Failure("unknown-column", "no column `" + names_[c] + "` any more");
      places.push_back(found->second);
      x.col(static_cast<Index>(c)) = predictors.columns[found->second].numbers;
    }
    const MatrixXd y = change_(x);
    for (std::size_t c = 0; c < places.size(); ++c)
      predictors.columns[places[c]].numbers = y.col(static_cast<Index>(c));
  }

 private:
  std::vector<std::string> names_;
  std::function<MatrixXd(stats::ConstMatrix)> change_;
};

class LeftOut : public FittedStep {
 public:
  explicit LeftOut(std::vector<std::size_t> places) : places_(std::move(places)) {}
  void apply(Predictors& predictors) const override { predictors.drop(places_); }

 private:
  std::vector<std::size_t> places_;
};

}  // namespace

StepColumns step_columns(const StepInput& in) {
  StepColumns out;
  out.places = in.predictors.numeric(in.of);
  for (const std::size_t p : out.places) out.names.push_back(in.predictors.columns[p].name);
  out.x = in.predictors.values(out.places, in.train);
  return out;
}

void require_complete(const StepColumns& columns, const std::string& step) {
  if (columns.x.array().isNaN().any())
    throw Failure("missing-predictor", "`" + step + "` meets a missing value; `impute` stands before it");
}

FittedPart changed_columns(std::vector<std::string> names, std::function<MatrixXd(stats::ConstMatrix)> change) {
  return std::make_shared<Changed>(std::move(names), std::move(change));
}

FittedPart left_out(std::vector<std::size_t> places) { return std::make_shared<LeftOut>(std::move(places)); }

}  // namespace rgx::stdlib
