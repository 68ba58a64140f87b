#include "stdlib/models/pipeline.hpp"

#include <cmath>

#include "stdlib/models/chained.hpp"
#include "stdlib/models/saved_model.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Json;

namespace {

template <class Part>
const Part* find_part(const engine::Registry& parts, const char* block, const Json& spec) {
  const std::string name = spec.at("op").get<std::string>();
  const auto* op = parts.find_in(block, name, spec.at("version").get<unsigned>());
  const Part* part = op == nullptr ? nullptr : std::any_cast<Part>(&op->part);
  if (part == nullptr) throw Failure("not-built", "`" + name + "` is not built yet");
  return part;
}

struct Tuned {
  std::size_t owner;  // step, or steps.size() for the learner
  std::string name, label;
  Json values;
};

}  // namespace

PipelineSpec PipelineSpec::of_params(const Json& params, const std::vector<std::string>& files,
                                     const engine::Registry& parts) {
  PipelineSpec out;
  for (const auto& step : params.at("within_folds")) {
    out.steps.push_back(find_part<StepPart>(parts, "within_folds", step));
    out.step_names.push_back(step.at("op").get<std::string>());
    out.step_versions.push_back(step.at("version").get<unsigned>());
    out.step_params.push_back(step.at("params"));
    std::vector<std::string> of;
    const auto named = step.at("params").find("of");
    if (named != step.at("params").end()) {
      if (named->is_string())
        of.push_back(named->get<std::string>());
      else
        of = named->get<std::vector<std::string>>();
    }
    out.of.push_back(of);
  }
  out.saved = saved_model(params, files, parts);
  if (out.saved == nullptr) out.learner = find_part<LearnerPart>(parts, "model", params.at("learner"));
  out.learner_name = params.at("learner").at("op").get<std::string>();
  out.learner_version = params.at("learner").at("version").get<unsigned>();
  out.learner_params = params.at("learner").at("params");
  return out;
}

std::vector<Candidate> PipelineSpec::candidates() const {
  std::vector<Tuned> tuned;
  const auto collect = [&](const Json& params, std::size_t owner, const std::string& op) {
    for (const auto& [name, value] : params.items())
      if (value.is_object() && value.contains("tune")) tuned.push_back({owner, name, op + "." + name, value["tune"]});
  };
  for (std::size_t s = 0; s < step_params.size(); ++s) collect(step_params[s], s, step_names[s]);
  collect(learner_params, step_params.size(), learner_name);

  std::vector<Candidate> out{{step_params, learner_params, Json::object()}};
  for (const auto& t : tuned) {
    std::vector<Candidate> wider;
    for (const auto& base : out)
      for (const auto& value : t.values) {
        Candidate c = base;
        (t.owner < step_params.size() ? c.steps[t.owner] : c.learner)[t.name] = value;
        c.chosen[t.label] = value;
        wider.push_back(std::move(c));
      }
    out = std::move(wider);
  }
  return out;
}

Eigen::MatrixXd FittedPipeline::columns_of(const Rows& rows) const {
  const Eigen::MatrixXd& x = prepared->x;
  Eigen::MatrixXd some(static_cast<Eigen::Index>(rows.size()), x.cols());
  for (Eigen::Index c = 0; c < x.cols(); ++c)
    for (std::size_t r = 0; r < rows.size(); ++r)
      some(static_cast<Eigen::Index>(r), c) = x(static_cast<Eigen::Index>(rows[r]), c);
  return some;
}

Eigen::VectorXd FittedPipeline::predict(const Rows& rows, std::size_t place) const {
  return learner->predict(columns_of(rows), place);
}

Eigen::MatrixXd FittedPipeline::probabilities(const Rows& rows, std::size_t place) const {
  return learner->probabilities(columns_of(rows), place);
}

void require_whole(const Predictors& state, const std::string& help) {
  for (const auto& column : state.columns)
    for (std::size_t r = 0; r < state.rows; ++r)
      if (column.nominal ? column.codes[r] < 0 : std::isnan(column.numbers[static_cast<Eigen::Index>(r)]))
        throw Failure("missing-predictor", "`" + column.name + "` has missing values when the learner is reached",
                      help);
}

void PreparedCases::take(Expanded expanded) {
  names = std::move(expanded.names);
  blocks = std::move(expanded.blocks);
  covariate = std::move(expanded.covariate);
  constant = expanded.constant;
  unseen = expanded.unseen;
  x = std::move(expanded.x);
}

namespace {

Training training(const Eigen::MatrixXd& all, const Target& target, const Rows& train) {
  const auto n = static_cast<Eigen::Index>(train.size());
  Training out;
  out.x.resize(n, all.cols());
  out.y.resize(n);
  if (target.survival()) out.event.resize(n);
  for (Eigen::Index c = 0; c < all.cols(); ++c)
    for (Eigen::Index r = 0; r < n; ++r)
      out.x(r, c) = all(static_cast<Eigen::Index>(train[static_cast<std::size_t>(r)]), c);
  for (Eigen::Index r = 0; r < n; ++r) {
    const auto from = static_cast<Eigen::Index>(train[static_cast<std::size_t>(r)]);
    out.y[r] = target.y[from];
    if (target.survival()) out.event[r] = target.event[from];
  }
  return out;
}

}  // namespace

std::shared_ptr<const PreparedCases> prepare_cases(const PipelineSpec& spec, const std::vector<Json>& step_params,
                                                   const Predictors& predictors, const Target& target,
                                                   const Rows& train, Draws draws) {
  if (spec.saved != nullptr) return spec.saved->pipeline->prepare(predictors);
  Predictors state = predictors;
  add_scores(spec.chained, state, train, draws);
  std::vector<std::shared_ptr<const FittedStep>> steps;
  for (std::size_t s = 0; s < spec.steps.size(); ++s) {
    steps.push_back(spec.steps[s]->fit(
        {state, train, target, step_params[s], spec.of[s], spec.beside, draws.among, draws.stream, draws.replicate}));
    steps.back()->apply(state);
  }
  require_whole(state, "put `impute()` into `within_folds`, or write `missing: complete_cases`");
  auto out = std::make_shared<PreparedCases>();
  out->coding = fit_coding(state, train, spec.learner->coding);
  out->take(expand(state, out->coding));
  out->steps = steps;
  out->cases = training(out->x, target, train);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    steps[s]->resample(out->cases);
    if (const std::string note = steps[s]->note(); !note.empty())
      out->notes.push_back("`" + spec.step_names[s] + "` " + note);
  }
  return out;
}

FittedPipeline fit_learner(const PipelineSpec& spec, std::shared_ptr<const PreparedCases> prepared,
                           const Target& target, const Json& learner_params, const std::vector<double>* lambda,
                           Draws draws) {
  FittedPipeline out;
  if (spec.saved != nullptr)
    out.learner = spec.saved->learner;
  else
    out.learner = spec.learner->fit({prepared->cases, target.kind, target.classes, prepared->names, prepared->blocks,
                                     prepared->covariate, learner_params, lambda, draws.stream, draws.replicate});
  out.prepared = std::move(prepared);
  return out;
}

FittedPipeline fit_pipeline(const PipelineSpec& spec, const Candidate& candidate, const Predictors& predictors,
                            const Target& target, const Rows& train, const std::vector<double>* lambda, Draws draws) {
  return fit_learner(spec, prepare_cases(spec, candidate.steps, predictors, target, train, draws), target,
                     candidate.learner, lambda, draws);
}

}  // namespace rgx::stdlib
