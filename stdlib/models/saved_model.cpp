#include "stdlib/models/saved_model.hpp"

#include <algorithm>
#include <set>

#include "engine/digest.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/match_cases.hpp"

namespace rgx::stdlib {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

class Restored : public FittedLearner {
 public:
  Restored(std::shared_ptr<const AppliedPipeline> pipeline, std::vector<Coefficient> coefficients,
           std::vector<Importance> importance)
      : pipeline_(std::move(pipeline)), coefficients_(std::move(coefficients)), importance_(std::move(importance)) {}
  VectorXd predict(const MatrixXd& x, std::size_t) const override { return pipeline_->learner().predict(x, 0); }
  MatrixXd probabilities(const MatrixXd& x, std::size_t) const override {
    return pipeline_->learner().probabilities(x, 0);
  }
  std::vector<Coefficient> coefficients(std::size_t) const override { return coefficients_; }
  std::vector<Importance> importance() const override { return importance_; }
  BaselineHazard baseline() const override { return pipeline_->learner().baseline_at(0); }
  SurvivalCurves curves(const MatrixXd& x) const override { return pipeline_->learner().curves(x); }
  Json save(std::size_t) const override { return pipeline_->learner().save(0); }

 private:
  std::shared_ptr<const AppliedPipeline> pipeline_;
  std::vector<Coefficient> coefficients_;
  std::vector<Importance> importance_;
};

// Learned from these cases by any of its parts?
bool learned(const Json& params, const engine::Registry& parts) {
  const auto learns = [&](const char* block, const Json& part) {
    const auto* op = parts.find_in(block, part.at("op").get<std::string>(), part.at("version").get<unsigned>());
    return op != nullptr && op->signature.learns;
  };
  if (learns("model", params.at("learner"))) return true;
  for (const auto& step : params.at("within_folds"))
    if (learns("within_folds", step)) return true;
  for (const auto& one : params.value("chained", Json::array()))
    if (learned(one, parts)) return true;
  return false;
}

std::vector<Coefficient> coefficients_of(const engine::Table& t) {
  std::vector<Coefficient> out;
  const auto at = [&](const char* column, std::size_t r) { return t.at(column).numbers[r]; };
  for (std::size_t r = 0; r < t.rows(); ++r)
    out.push_back(
        {t.at("term").texts[r], at("coefficient", r), at("se", r), at("ci_low", r), at("ci_high", r), at("p", r)});
  return out;
}

std::vector<Importance> importance_of(const engine::Table& t) {
  std::vector<Importance> out;
  for (std::size_t r = 0; r < t.rows(); ++r)
    out.push_back({t.at("term").texts[r], t.at("kind").texts[r], t.at("importance").numbers[r]});
  return out;
}

// What readers ask of a predictor.
Json described(const std::vector<PredictorShape>& shapes) {
  Json out = Json::array();
  for (const auto& s : shapes)
    out.push_back({{"name", s.name},
                   {"block", s.block},
                   {"kind", s.nominal ? "category" : "number"},
                   {"covariate", s.covariate},
                   {"levels", s.levels},
                   {"unit", s.unit}});
  return out;
}

}  // namespace

std::shared_ptr<const SavedModel> saved_model(const Json& params, const std::vector<std::string>& files,
                                              const engine::Registry& parts) {
  auto file = model_file_of(params, files);
  if (!file) return nullptr;
  auto out = std::make_shared<SavedModel>();
  out->about = std::move(file->about);
  out->body = std::move(file->body);
  try {
    out->pipeline = AppliedPipeline::load(out->body.at("pipeline"), parts);
    out->learner =
        std::make_shared<Restored>(out->pipeline, from_fields<std::vector<Coefficient>>(out->body.at("coefficients")),
                                   from_fields<std::vector<Importance>>(out->body.at("importance")));
  } catch (const Json::exception& e) {
    throw Failure("damaged", std::string("a fitted model is not whole: ") + e.what());
  }
  return out;
}

engine::Table saved_table(const Context& context, const FitTask& task, const FoldFit& fit, const Rows& train,
                          const engine::Bundle& bundle, const engine::Registry& parts) {
  const ModelData& data = task.data;
  const SearchResult& found = fit.found;
  const FittedLearner& learner = *found.fitted.learner;
  const Json pipeline =
      written(task.spec, data.predictors, found.fitted, found.place, train, {task.stream, 0}, units_of(context));
  const auto loaded = AppliedPipeline::load(pipeline, parts);
  std::set<std::string> subjects, training;
  for (const std::size_t r : train) subjects.insert(data.subject[r]);
  if (learned(context.params, parts))
    for (const auto& s : subjects) training.insert(engine::sha256(s));
  const Json& written_learner = context.params.at("learner");
  Json about{{"learner",
              {{"op", task.spec.learner_name},
               {"version", task.spec.learner_version},
               {"params", found.chosen.learner.is_null() ? written_learner.at("params") : found.chosen.learner}}},
             {"steps", Json::array()},
             {"outcome", {{"name", data.outcome}, {"type", data.outcome_type}, {"levels", data.levels}}},
             {"predictors", described(loaded->reads())},
             {"beside", described(loaded->reads_beside())},
             {"threshold", data.target.binary() ? Json(fit.threshold) : Json()},
             {"baseline", !learner.baseline_at(found.place).time.empty() ||
                              !learner.curves(found.fitted.columns_of({train.front()})).time.empty()},
             {"cases", train.size()},
             {"subjects", subjects.size()},
             {"training", training}};
  const auto units = units_of(context);
  const auto unit = units.find(data.outcome);
  about["outcome"]["unit"] = !data.unit.empty() ? data.unit : unit == units.end() ? std::string() : unit->second;
  for (std::size_t s = 0; s < task.spec.steps.size(); ++s)
    about["steps"].push_back({{"op", task.spec.step_names[s]},
                              {"version", task.spec.step_versions[s]},
                              {"params", s < found.chosen.steps.size() ? found.chosen.steps[s] : Json::object()}});
  return engine::model_table(about, {{"pipeline", pipeline},
                                     {"coefficients", kept_fields(coefficients_of(bundle.tables.at("coefficients")))},
                                     {"importance", kept_fields(importance_of(bundle.tables.at("importance")))}});
}

}  // namespace rgx::stdlib
