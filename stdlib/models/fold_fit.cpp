#include "stdlib/models/fold_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "stats/validation/multiclass.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/models/chained.hpp"
#include "stdlib/models/importance_table.hpp"
#include "stdlib/models/published_terms.hpp"
#include "stdlib/models/saved_model.hpp"
#include "stdlib/models/survival_curves.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Every class the model knows has a case to learn from; of survival there is an event.
void require_classes(const ModelData& data, const Rows& train, const std::string& where) {
  const std::string cases = " (" + std::to_string(train.size()) + " cases)";
  const char* help = "use fewer folds, or stratify the split by the outcome";
  if (data.target.survival()) {
    for (const std::size_t r : train)
      if (data.target.event[static_cast<Eigen::Index>(r)] == 1) return;
    throw Failure("one-class", where + " holds no event of `" + data.outcome + "`" + cases, help);
  }
  if (!data.target.binary() && !data.target.nominal()) return;
  std::vector<std::size_t> count(data.target.classes, 0);
  for (const std::size_t r : train) ++count[static_cast<std::size_t>(data.target.y[static_cast<Eigen::Index>(r)])];
  for (std::size_t k = 0; k < count.size(); ++k) {
    if (count[k] > 0) continue;
    if (data.target.binary())
      throw Failure("one-class", where + " holds one class of `" + data.outcome + "` only" + cases, help);
    throw Failure("one-class", where + " holds no case of `" + data.levels[k] + "` of `" + data.outcome + "`" + cases,
                  help);
  }
  if (count.size() < 2)
    throw Failure("one-class", where + " holds one class of `" + data.outcome + "` only" + cases, help);
}

struct Threshold {
  enum class Kind { fixed, youden, sensitivity } kind = Kind::fixed;
  double value = 0.5;
};

Threshold threshold_of(const Json& settings) {
  const Json written = settings.value("threshold", Json());
  if (written.is_number()) return {Threshold::Kind::fixed, written.get<double>()};
  if (written == "youden") return {Threshold::Kind::youden, 0};
  if (written.is_object() && written.contains("sensitivity"))
    return {Threshold::Kind::sensitivity, written["sensitivity"].get<double>()};
  return {};
}

double learned_threshold(const Threshold& wanted, const SearchResult& found) {
  if (wanted.kind == Threshold::Kind::fixed) return wanted.value;
  const Eigen::Map<const Eigen::VectorXd> score(found.score.data(), static_cast<Eigen::Index>(found.score.size()));
  const Eigen::Map<const Eigen::VectorXd> y(found.observed.data(), static_cast<Eigen::Index>(found.observed.size()));
  return wanted.kind == Threshold::Kind::youden ? stats::youden_threshold(score, y)
                                                : stats::sensitivity_threshold(score, y, wanted.value);
}

Table coefficient_table(const std::vector<Coefficient>& all) {
  std::vector<std::string> term;
  std::vector<double> estimate, se, low, high, p;
  for (const auto& c : all) {
    term.push_back(c.term);
    estimate.push_back(c.estimate);
    se.push_back(c.se);
    low.push_back(c.low);
    high.push_back(c.high);
    p.push_back(c.p);
  }
  Table t;
  t.columns = {Column::of_texts("term", term),      Column::of_numbers("coefficient", estimate),
               Column::of_numbers("se", se),        Column::of_numbers("ci_low", low),
               Column::of_numbers("ci_high", high), Column::of_numbers("p", p)};
  return t;
}

// What `keep_stable` judges by.
StepBeside beside(const Context& context, const ModelData& data) {
  StepBeside out;
  out.subject = data.subject;
  const Json judges = context.params.value("robust", Json::object());
  for (const auto& [name, params] : judges.items()) {
    out.judged[name] = params;
    for (const auto* artifact : context.all("repeats " + name)) out.repeats[name].push_back(&artifact->as<Table>());
  }
  return out;
}

// Beside the probabilities of several classes: what was and what was most probable, by name.
Table class_predictions(const FitTask& task, const FoldFit& fit, const Rows& rows, const ModelFold& fold) {
  const ModelData& data = task.data;
  const Eigen::MatrixXd probability = fit.found.fitted.probabilities(rows, fit.found.place);
  const auto called = stats::most_probable(probability);
  std::vector<std::string> subject, cohort, observed, predicted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    subject.push_back(data.subject[rows[i]]);
    cohort.push_back(data.cohort[rows[i]]);
    const double y = data.target.y[static_cast<Eigen::Index>(rows[i])];
    observed.push_back(std::isnan(y) ? std::string() : data.levels[static_cast<std::size_t>(y)]);
    predicted.push_back(data.levels[static_cast<std::size_t>(called[i])]);
  }
  Table t;
  t.columns = {Column::of_texts("subject", subject),
               Column::of_numbers("repeat", std::vector<double>(rows.size(), fold.repeat)),
               Column::of_numbers("fold", std::vector<double>(rows.size(), fold.fold)),
               Column::of_texts("observed", observed), Column::of_texts("predicted", predicted)};
  for (std::size_t k = 0; k < data.levels.size(); ++k) {
    const auto column = probability.col(static_cast<Eigen::Index>(k));
    t.columns.push_back(Column::of_numbers("p_" + data.levels[k], {column.begin(), column.end()}));
  }
  t.columns.push_back(Column::of_texts("cohort", cohort));
  return t;
}

}  // namespace

FitTask FitTask::of(const Context& context, const ModelData& data, const engine::Registry& parts) {
  FitTask task{data, PipelineSpec::of_params(context.params, context.files, parts), context.params.at("settings"),
               context.params.value("inner", std::size_t{5}), context.stream};
  task.spec.learner_params = read_published_terms(task.spec.learner_params, context);
  task.spec.beside = beside(context, data);
  task.spec.chained = chained_models(context.params, data, context.files, parts);
  return task;
}

std::string place_of(const ModelFold& fold) {
  return "the training part of repeat " + std::to_string(fold.repeat) + ", fold " + std::to_string(fold.fold);
}

FoldFit fit_fold(const FitTask& task, const ModelFold& fold, const std::string& where) {
  if (fold.train.empty()) throw Failure("no-data", where + " is empty");
  // What another study fitted learns nothing here.
  if (task.spec.saved == nullptr) require_classes(task.data, fold.train, where);
  Threshold cut = threshold_of(task.settings);
  if (task.spec.saved != nullptr && !task.settings.contains("threshold") && task.data.target.binary())
    cut.value = task.spec.saved->about.at("threshold").get<double>();
  const Json by = task.settings.value("tune_by", Json());
  FoldFit out;
  out.found = search({task.spec, task.data.predictors, task.data.target, fold.train, task.data.subject_of,
                      by.is_string() ? by.get<std::string>() : std::string(), task.inner, task.stream,
                      static_cast<std::uint32_t>(fold.repeat), static_cast<std::uint32_t>(fold.fold),
                      task.data.target.binary() && cut.kind != Threshold::Kind::fixed});
  if (task.data.target.binary()) out.threshold = learned_threshold(cut, out.found);
  return out;
}

FoldFit fit_as_chosen(const FitTask& task, const ModelFold& fold, const Json& chosen) {
  FoldFit out;
  const auto candidates = task.spec.candidates();
  const auto same = std::find_if(candidates.begin(), candidates.end(),
                                 [&](const Candidate& c) { return c.chosen == chosen.at("chosen"); });
  if (same == candidates.end()) throw Failure("no-data", "the refit chose none of the candidates of its model");
  out.found.chosen = *same;
  out.found.lambda = chosen.at("path").get<std::vector<double>>();
  out.found.place = chosen.at("place").get<std::size_t>();
  out.threshold = chosen.at("threshold").get<double>();
  out.found.fitted = fit_pipeline(task.spec, *same, task.data.predictors, task.data.target, fold.train,
                                  out.found.lambda.empty() ? nullptr : &out.found.lambda, {task.stream, 0});
  return out;
}

Table predictions_of(const FitTask& task, const FoldFit& fit, const Rows& rows, const ModelFold& fold) {
  const ModelData& data = task.data;
  if (data.target.nominal()) return class_predictions(task, fit, rows, fold);
  const Eigen::VectorXd score = fit.found.fitted.predict(rows, fit.found.place);
  std::vector<std::string> subject, cohort;
  std::vector<double> observed, event;
  for (const std::size_t r : rows) {
    subject.push_back(data.subject[r]);
    cohort.push_back(data.cohort[r]);
    observed.push_back(data.target.y[static_cast<Eigen::Index>(r)]);
    if (data.target.survival()) event.push_back(data.target.event[static_cast<Eigen::Index>(r)]);
  }
  const auto same = [&](double value) { return std::vector<double>(rows.size(), value); };
  Table t;
  t.columns = {Column::of_texts("subject", subject),
               Column::of_numbers("repeat", same(fold.repeat)),
               Column::of_numbers("fold", same(fold.fold)),
               Column::of_numbers("observed", observed),
               Column::of_numbers("predicted", {score.begin(), score.end()}),
               Column::of_numbers("threshold", same(data.target.survival() ? kNone : fit.threshold)),
               Column::of_texts("cohort", cohort)};
  if (data.target.survival()) t.columns.insert(t.columns.begin() + 4, Column::of_numbers("event", event));
  return t;
}

Table baseline_table(const BaselineHazard& baseline) {
  Table t;
  t.columns = {Column::of_numbers("time", baseline.time),
               Column::of_numbers("cumulative_hazard", baseline.cumulative_hazard)};
  return t;
}

engine::Bundle bundle_of(const FitTask& task, const FoldFit& fit, const ModelFold& fold) {
  const ModelData& data = task.data;
  const auto& learner = *fit.found.fitted.learner;
  engine::Bundle out;
  out.tables["predictions"] = predictions_of(task, fit, fold.test, fold);
  out.tables["coefficients"] =
      coefficient_table(fold.repeat == 0 ? learner.coefficients(fit.found.place) : learner.estimates(fit.found.place));
  out.tables["importance"] = importance_table(learner.importance());
  out.tables["tuning"] = fit.found.tried;
  if (data.target.survival()) {
    out.tables["baseline"] = baseline_table(learner.baseline_at(fit.found.place));
    write_curves(learner.curves(fit.found.fitted.columns_of(fold.test)), out);
  }
  if (!fold.draws.empty()) {
    Rows everyone;
    for (std::size_t r = 0; r < fold.draws.size(); ++r) everyone.push_back(r);
    out.tables["everyone"] = predictions_of(task, fit, everyone, fold);
    out.tables["everyone"].columns.push_back(Column::of_numbers("draws", fold.draws));
    engine::Bundle all;
    if (data.target.survival()) write_curves(learner.curves(fit.found.fitted.columns_of(everyone)), all);
    if (all.tables.contains("curves")) out.tables["everyone_curves"] = std::move(all.tables["curves"]);
  }
  std::size_t positive = 0;
  if (data.target.binary())
    for (const double y : data.target.y) positive += y == 1;
  for (const double event : data.target.event) positive += event == 1;
  out.meta.update(Json{{"repeat", fold.repeat},
                       {"fold", fold.fold},
                       {"train", fold.train.size()},
                       {"test", fold.test.size()},
                       {"columns", fit.found.fitted.prepared->names.size()},
                       {"constant_left_out", fit.found.fitted.prepared->constant},
                       {"unseen_levels", fit.found.fitted.prepared->unseen},
                       {"chosen", fit.found.chosen.chosen},
                       {"path", fit.found.lambda},
                       {"place", fit.found.place},
                       {"threshold", fit.threshold},
                       {"stream", task.stream},
                       {"binary", data.target.binary()},
                       {"outcome", data.outcome},
                       {"levels", data.levels},
                       {"cases", data.subject.size()},
                       {"positive", positive},
                       {"without_outcome", data.without_outcome},
                       {"incomplete", data.incomplete}});
  if (data.target.nominal()) out.meta["nominal"] = true;
  if (data.target.survival()) out.meta["survival"] = {{"unit", data.unit}};
  if (!fit.found.lambda.empty()) out.meta["lambda"] = fit.found.lambda.at(fit.found.place);
  return out;
}

}  // namespace rgx::stdlib
