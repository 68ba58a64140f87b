#include "stdlib/models/applied_pipeline.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "lang/nearest.hpp"
#include "stdlib/models/chained.hpp"
#include "stdlib/models/kept.hpp"
#include "stdlib/models/saved_model.hpp"
#include "stdlib/models/search.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Json;

namespace {

std::string without_table(const std::string& name, const std::string& block) {
  return !block.empty() && name.starts_with(block + ".") ? name.substr(block.size() + 1) : name;
}

// The column of this name; null: there is none, or several could be meant.
const Predictor* found(const PredictorShape& wanted, const std::vector<Predictor>& have) {
  for (const auto& p : have)
    if (p.name == wanted.name) return &p;
  const std::string bare = without_table(wanted.name, wanted.block);
  const Predictor* out = nullptr;
  for (const auto& p : have) {
    if (without_table(p.name, p.block) != bare) continue;
    if (out != nullptr) return nullptr;
    out = &p;
  }
  return out;
}

// Codes by the model's levels; those it never saw behind them.
void recode(const PredictorShape& wanted, Predictor& column) {
  std::vector<std::string> levels = wanted.levels;
  std::vector<int> place;
  for (const auto& level : column.levels) {
    auto at = std::find(levels.begin(), levels.end(), level);
    if (at == levels.end()) at = levels.insert(levels.end(), level);
    place.push_back(static_cast<int>(at - levels.begin()));
  }
  for (int& code : column.codes)
    if (code >= 0) code = place[static_cast<std::size_t>(code)];
  column.levels = std::move(levels);
}

std::string listed(const std::vector<std::string>& levels) {
  std::string out;
  for (const auto& l : levels) out += (out.empty() ? "`" : ", `") + l + "`";
  return out;
}

void require_same_kind(const PredictorShape& wanted, const Predictor& column) {
  if (wanted.nominal != column.nominal)
    throw Failure("wrong-type", "`" + wanted.name + "` is " + (column.nominal ? "a category" : "a number") +
                                    " here, and the fitted model knows it as " +
                                    (wanted.nominal ? "a category" : "a number"));
  if (!wanted.nominal && !wanted.levels.empty() && wanted.levels != column.levels)
    throw Failure("unknown-level",
                  "`" + wanted.name + "` has the ordered levels " + listed(column.levels) +
                      " here, and the fitted model knows " + listed(wanted.levels),
                  "declare the same levels in the same order");
}

[[noreturn]] void refuse_missing(const std::vector<PredictorShape>& missing, const std::vector<Predictor>& have) {
  std::vector<std::string> names, there;
  for (const auto& m : missing) names.push_back(m.name);
  for (const auto& p : have) there.push_back(p.name);
  std::string help = "name their table, or the covariate, in `using`";
  if (const std::string near = lang::nearest(names.front(), there); !near.empty())
    help = "`" + near + "` is the nearest to `" + names.front() + "`: columns bear the names they were fitted by";
  throw Failure("unknown-column",
                "the fitted model asks for " + lang::choices_text(names, "and") + ", which `using` does not give",
                help);
}

}  // namespace

std::vector<Predictor> matched_columns(const std::vector<PredictorShape>& wanted, const std::vector<Predictor>& have) {
  std::vector<Predictor> out;
  std::vector<PredictorShape> missing;
  for (const auto& shape : wanted) {
    const Predictor* column = found(shape, have);
    if (column == nullptr) {
      missing.push_back(shape);
      continue;
    }
    require_same_kind(shape, *column);
    out.push_back(*column);
    Predictor& made = out.back();
    made.name = shape.name;
    made.block = shape.block;
    made.covariate = shape.covariate;
    if (shape.nominal) recode(shape, made);
  }
  if (!missing.empty()) refuse_missing(missing, have);
  return out;
}

std::shared_ptr<const AppliedPipeline> AppliedPipeline::load(const Json& in, const engine::Registry& parts) {
  auto out = std::make_shared<AppliedPipeline>();
  try {
    kept_detail::read(in.at("predictors"), out->predictors_);
    kept_detail::read(in.at("beside"), out->beside_);
    kept_detail::read(in.at("coding"), out->coding_);
    for (const auto& one : in.at("chained"))
      out->chained_.emplace_back(one.at("name").get<std::string>(), load(one.at("pipeline"), parts));
    const auto part_of = [&](const char* block, const Json& part) -> const engine::Operation& {
      const auto name = part.at("op").get<std::string>();
      const auto version = part.at("version").get<unsigned>();
      const auto* op = parts.find_in(block, name, version);
      if (op == nullptr)
        throw Failure("not-built",
                      "this rgx has no `" + name + "@" + std::to_string(version) + "`, which the fitted model holds",
                      "use the rgx it was written with, or a newer one");
      return *op;
    };
    for (const auto& step : in.at("steps")) {
      const auto* part = std::any_cast<StepPart>(&part_of("within_folds", step).part);
      out->steps_.push_back(part != nullptr ? part->load(step.at("state")) : nullptr);
      if (out->steps_.back() == nullptr) kept_detail::damaged("step `" + step.at("op").get<std::string>() + "`");
    }
    const Json& learner = in.at("learner");
    const auto* part = std::any_cast<LearnerPart>(&part_of("model", learner).part);
    out->learner_ = part != nullptr ? part->load(learner.at("state")) : nullptr;
    if (out->learner_ == nullptr) kept_detail::damaged("learner `" + learner.at("op").get<std::string>() + "`");
  } catch (const Json::exception& e) {
    kept_detail::damaged(e.what());
  }
  return out;
}

std::shared_ptr<const PreparedCases> AppliedPipeline::prepare(const Predictors& predictors) const {
  Predictors state;
  state.rows = predictors.rows;
  state.columns = matched_columns(predictors_, predictors.columns);
  state.beside = matched_columns(beside_, predictors.beside);
  Rows all(state.rows);
  for (std::size_t r = 0; r < all.size(); ++r) all[r] = r;
  for (const auto& [name, model] : chained_) {
    const auto prepared = model->prepare(predictors);
    Predictor score;
    score.name = score.block = name;
    score.covariate = true;
    score.numbers = model->learner().predict(prepared->x, 0);
    state.columns.push_back(std::move(score));
  }
  for (const auto& step : steps_) step->apply(state);
  require_whole(state,
                "write `missing: complete_cases`, or fill the column in: the fitted model imputes nothing there");
  auto out = std::make_shared<PreparedCases>();
  out->take(expand(state, coding_));
  out->steps = steps_;
  out->coding = coding_;
  return out;
}

std::vector<PredictorShape> AppliedPipeline::reads() const {
  auto out = predictors_;
  for (const auto& [name, model] : chained_)
    for (const auto& shape : model->reads())
      if (std::none_of(out.begin(), out.end(), [&](const auto& p) { return p.name == shape.name; }))
        out.push_back(shape);
  return out;
}

std::vector<PredictorShape> AppliedPipeline::reads_beside() const {
  auto out = beside_;
  for (const auto& [name, model] : chained_)
    for (const auto& shape : model->reads_beside())
      if (std::none_of(out.begin(), out.end(), [&](const auto& p) { return p.name == shape.name; }))
        out.push_back(shape);
  return out;
}

namespace {

std::vector<PredictorShape> shapes_of(const std::vector<Predictor>& columns,
                                      const std::map<std::string, std::string>& units) {
  std::vector<PredictorShape> out;
  for (const auto& p : columns) {
    auto unit = units.find(p.name);
    if (unit == units.end()) unit = units.find(without_table(p.name, p.block));
    out.push_back(
        {p.name, p.block, unit == units.end() ? std::string() : unit->second, p.covariate, p.nominal, p.levels});
  }
  return out;
}

}  // namespace

Json written(const PipelineSpec& spec, const Predictors& predictors, const FittedPipeline& fitted, std::size_t place,
             const Rows& train, const Draws& draws, const std::map<std::string, std::string>& units) {
  if (spec.saved != nullptr) return spec.saved->body.at("pipeline");
  Json out{{"predictors", kept_fields(shapes_of(predictors.columns, units))},
           {"beside", kept_fields(shapes_of(predictors.beside, units))},
           {"chained", Json::array()},
           {"steps", Json::array()},
           {"coding", kept_fields(fitted.prepared->coding)}};
  for (std::size_t m = 0; m < spec.chained.size(); ++m) {
    const ChainedModel& model = *spec.chained[m];
    const Rows own = taught_by(model, train);
    const SearchResult whole = fit_whole(model, own, draws, m);
    out["chained"].push_back({{"name", model.name},
                              {"pipeline", written(model.spec, model.predictors, whole.fitted, whole.place, own,
                                                   {chained_stream(draws, m), 0}, units)}});
  }
  for (std::size_t s = 0; s < fitted.prepared->steps.size(); ++s)
    out["steps"].push_back(
        {{"op", spec.step_names[s]}, {"version", spec.step_versions[s]}, {"state", fitted.prepared->steps[s]->save()}});
  out["learner"] = {
      {"op", spec.learner_name}, {"version", spec.learner_version}, {"state", fitted.learner->save(place)}};
  return out;
}

}  // namespace rgx::stdlib
