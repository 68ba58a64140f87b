#include "stdlib/models/steps/columns.hpp"

#include <map>

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Failure;

namespace {

class LeftOut : public FittedStep {
 public:
  static constexpr const char* kind = "left_out";
  LeftOut() = default;
  explicit LeftOut(std::vector<std::size_t> places) : places_(std::move(places)) {}
  void apply(Predictors& predictors) const override { predictors.drop(places_); }
  engine::Json save() const override { return kept(*this); }
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("places", self.places_);
  }

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

void change_columns(Predictors& predictors, const std::vector<std::string>& names,
                    const std::function<MatrixXd(stats::ConstMatrix)>& change) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < predictors.columns.size(); ++i) {
    const Predictor& p = predictors.columns[i];
    if (!p.nominal && !p.covariate) known.emplace(p.name, i);
  }
  MatrixXd x(static_cast<Index>(predictors.rows), static_cast<Index>(names.size()));
  std::vector<std::size_t> places;
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto found = known.find(names[c]);
    if (found == known.end()) throw Failure("unknown-column", "no column `" + names[c] + "` any more");
    places.push_back(found->second);
    x.col(static_cast<Index>(c)) = predictors.columns[found->second].numbers;
  }
  const MatrixXd y = change(x);
  for (std::size_t c = 0; c < places.size(); ++c) predictors.columns[places[c]].numbers = y.col(static_cast<Index>(c));
}

FittedPart left_out(std::vector<std::size_t> places) { return std::make_shared<LeftOut>(std::move(places)); }
FittedPart load_left_out(const engine::Json& in) { return load_one_of<FittedStep, LeftOut>(in); }

}  // namespace rgx::stdlib
