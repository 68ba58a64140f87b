// `fit_fold`: a model on one training part, judged on its test part; `fit_all`: the refit on every case.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "stats/learning/roc.hpp"
#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/published_terms.hpp"
#include "stdlib/models/search.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Data {
  Predictors predictors;
  Target target;
  std::vector<std::string> subject, cohort;
  std::vector<std::size_t> subject_of;
  std::string outcome;
  std::vector<std::string> levels;
  std::string unit;  // of survival times
  std::size_t without_outcome = 0, incomplete = 0;
};

bool missing_at(const FrameColumn& c, std::size_t row) {
  return c.kind == FrameColumn::Kind::nominal ? c.codes[row] < 0 : std::isnan(c.numbers[row]);
}

// Events of the cases that stay, and what the unit of their times is.
void read_survival(const Context& context, const FrameOutcome& outcome, const Frame& frame, const Rows& kept,
                   Data& out) {
  if (!outcome.entries.empty())
    throw Failure("not-built", "models of outcomes with late entry are not built yet",
                  "`cox` in `associate` relates features to them");
  out.target.event.resize(static_cast<Eigen::Index>(kept.size()));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const double time = outcome.numbers[kept[i]], event = outcome.events[kept[i]];
    if (time < 0)
      throw Failure("out-of-range",
                    "`" + outcome.name + "` has a negative time, first of `" + frame.subject()[kept[i]] + "`",
                    "a time runs from the beginning of the observation; correct it or exclude the subject");
    if (event != 0 && event != 1)
      throw Failure("not-built", "models of competing events are not built yet",
                    "`fine_gray` in `associate` relates features to them");
    out.target.event[static_cast<Eigen::Index>(i)] = event;
  }
  out.unit = unit_of_time(context, outcome.name).name;
}

// Cases with an outcome; with `missing: complete_cases` those with every predictor too. Which cases stay is read from
// the cases themselves, nothing is learned here.
Data read_data(const Context& context) {
  const Frame frame(context);
  auto columns = frame.columns(context.params.at("using"));
  const FrameOutcome outcome = frame.outcome(context.params.at("predict"));
  const bool survival = outcome.type == "survival";
  if (outcome.type != "binary" && outcome.type != "continuous" && !survival)
    throw Failure("not-built", "models of " + outcome.type + " outcomes are not built yet");
  const Json& settings = context.params.at("settings");
  const bool complete = settings.value("missing", Json()) == "complete_cases";
  Data out;
  out.target.kind = survival                   ? TargetKind::survival
                    : outcome.type == "binary" ? TargetKind::binary
                                               : TargetKind::continuous;
  out.outcome = outcome.name;
  out.levels = outcome.levels;
  Rows kept;
  for (std::size_t r = 0; r < frame.rows(); ++r) {
    if (std::isnan(outcome.numbers[r]) || (survival && std::isnan(outcome.events[r]))) {
      ++out.without_outcome;
      continue;
    }
    if (complete && std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return missing_at(c, r); })) {
      ++out.incomplete;
      continue;
    }
    kept.push_back(r);
  }
  if (kept.empty()) throw Failure("no-data", "no case of the model is complete");
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  out.target.y.resize(static_cast<Eigen::Index>(kept.size()));
  if (survival) read_survival(context, outcome, frame, kept, out);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    out.target.y[static_cast<Eigen::Index>(i)] = outcome.numbers[kept[i]];
    out.subject.push_back(frame.subject()[kept[i]]);
    out.cohort.push_back(frame.cohort()[kept[i]]);
    out.subject_of.push_back(
        places.emplace(std::pair(out.cohort.back(), out.subject.back()), places.size()).first->second);
  }
  for (auto& c : columns) {
    std::vector<double> numbers;
    std::vector<int> codes;
    for (const std::size_t r : kept) {
      if (c.kind == FrameColumn::Kind::nominal)
        codes.push_back(c.codes[r]);
      else
        numbers.push_back(c.numbers[r]);
    }
    c.numbers = std::move(numbers);
    c.codes = std::move(codes);
  }
  out.predictors = predictors_of(columns, kept.size());
  return out;
}

struct Parts {
  Rows train, test;
};

Parts parts_of(const Context& context, const Data& data) {
  const Table& split = context.input("split").as<Table>();
  const double repeat = context.params.at("repeat").get<double>(), fold = context.params.at("fold").get<double>();
  std::set<std::pair<std::string, std::string>> test, known;
  for (std::size_t i = 0; i < split.rows(); ++i) {
    const auto key = std::pair(split.at("cohort").texts[i], split.at("subject").texts[i]);
    known.insert(key);
    if (split.at("repeat").numbers[i] == repeat && split.at("fold").numbers[i] == fold) test.insert(key);
  }
  Parts out;
  for (std::size_t r = 0; r < data.subject.size(); ++r) {
    const auto key = std::pair(data.cohort[r], data.subject[r]);
    if (test.contains(key))
      out.test.push_back(r);
    else if (known.contains(key) || split.meta.value("kind", "") == "holdout")
      out.train.push_back(r);
  }
  return out;
}

void require_classes(const Data& data, const Rows& train, const std::string& where) {
  if (!data.target.binary() && !data.target.survival()) return;
  const Eigen::VectorXd& of = data.target.survival() ? data.target.event : data.target.y;
  std::size_t positive = 0;
  for (const std::size_t r : train) positive += of[static_cast<Eigen::Index>(r)] == 1;
  if (positive > 0 && (data.target.survival() || positive < train.size())) return;
  if (data.target.survival())
    throw Failure("one-class",
                  where + " holds no event of `" + data.outcome + "` (" + std::to_string(train.size()) + " cases)",
                  "use fewer folds, or stratify the split by the outcome");
  throw Failure("one-class",
                where + " holds one class of `" + data.outcome + "` only (" + std::to_string(train.size()) + " cases)",
                "use fewer folds, or stratify the split by the outcome");
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

Table predictions(const Data& data, const Rows& rows, const Eigen::VectorXd& score, double repeat, double fold,
                  double threshold) {
  std::vector<std::string> subject, cohort;
  std::vector<double> repeats, folds, observed, predicted, cut;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    subject.push_back(data.subject[rows[i]]);
    cohort.push_back(data.cohort[rows[i]]);
    repeats.push_back(repeat);
    folds.push_back(fold);
    observed.push_back(data.target.y[static_cast<Eigen::Index>(rows[i])]);
    predicted.push_back(score[static_cast<Eigen::Index>(i)]);
    cut.push_back(data.target.survival() ? kNone : threshold);
  }
  Table t;
  t.columns = {Column::of_texts("subject", subject),       Column::of_numbers("repeat", repeats),
               Column::of_numbers("fold", folds),          Column::of_numbers("observed", observed),
               Column::of_numbers("predicted", predicted), Column::of_numbers("threshold", cut),
               Column::of_texts("cohort", cohort)};
  if (data.target.survival()) {
    std::vector<double> event;
    for (const std::size_t r : rows) event.push_back(data.target.event[static_cast<Eigen::Index>(r)]);
    t.columns.insert(t.columns.begin() + 4, Column::of_numbers("event", event));
  }
  return t;
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

Table baseline_table(const BaselineHazard& baseline) {
  Table t;
  t.columns = {Column::of_numbers("time", baseline.time),
               Column::of_numbers("cumulative_hazard", baseline.cumulative_hazard)};
  return t;
}

// What `keep_stable` judges by.
StepBeside beside(const Context& context, const Data& data) {
  StepBeside out;
  out.subject = data.subject;
  const Json judges = context.params.value("robust", Json::object());
  for (const auto& [name, params] : judges.items()) {
    out.judged[name] = params;
    for (const auto* artifact : context.all("repeats " + name)) out.repeats[name].push_back(&artifact->as<Table>());
  }
  return out;
}

engine::Output fit(const Context& context, const engine::Registry& parts, bool whole) {
  const Data data = read_data(context);
  const double repeat = whole ? 0 : context.params.at("repeat").get<double>();
  const double fold = whole ? 0 : context.params.at("fold").get<double>();
  Parts rows;
  if (whole) {
    for (std::size_t r = 0; r < data.subject.size(); ++r) rows.train.push_back(r);
    rows.test = rows.train;
  } else {
    rows = parts_of(context, data);
  }
  const std::string where =
      whole ? "the cohort"
            : "the training part of repeat " + engine::shortest(repeat) + ", fold " + engine::shortest(fold);
  if (rows.train.empty()) throw Failure("no-data", where + " is empty");
  require_classes(data, rows.train, where);

  auto spec = PipelineSpec::of_params(context.params, parts);
  spec.learner_params = read_published_terms(spec.learner_params, context);
  spec.beside = beside(context, data);
  const Json& settings = context.params.at("settings");
  const Threshold cut = threshold_of(settings);
  const auto found =
      search({spec, data.predictors, data.target, rows.train, data.subject_of,
              settings.contains("tune_by") && settings["tune_by"].is_string() ? settings["tune_by"].get<std::string>()
                                                                              : std::string(),
              context.params.value("inner", std::size_t{5}), context.stream, static_cast<std::uint32_t>(repeat),
              static_cast<std::uint32_t>(fold), cut.kind != Threshold::Kind::fixed});
  const auto fitted = fit_pipeline(spec, found.chosen, data.predictors, data.target, rows.train,
                                   found.lambda.empty() ? nullptr : &found.lambda, {context.stream, 0});
  engine::Bundle out;
  out.tables["predictions"] =
      predictions(data, rows.test, fitted.predict(rows.test, found.place), repeat, fold, learned_threshold(cut, found));
  out.tables["coefficients"] = coefficient_table(fitted.learner->coefficients(found.place));
  out.tables["tuning"] = found.tried;
  if (data.target.survival()) out.tables["baseline"] = baseline_table(fitted.learner->baseline());
  std::size_t positive = 0;
  if (data.target.binary())
    for (const double y : data.target.y) positive += y == 1;
  for (const double event : data.target.event) positive += event == 1;
  out.meta = {{"repeat", repeat},
              {"fold", fold},
              {"train", rows.train.size()},
              {"test", rows.test.size()},
              {"columns", fitted.names.size()},
              {"constant_left_out", fitted.constant},
              {"unseen_levels", fitted.unseen},
              {"chosen", found.chosen.chosen},
              {"binary", data.target.binary()},
              {"outcome", data.outcome},
              {"levels", data.levels},
              {"cases", data.subject.size()},
              {"positive", positive},
              {"without_outcome", data.without_outcome},
              {"incomplete", data.incomplete}};
  if (data.target.survival()) out.meta["survival"] = {{"unit", data.unit}};
  if (!found.lambda.empty()) out.meta["lambda"] = found.lambda.at(found.place);
  engine::Output result{std::move(out), {}};
  if (!fitted.learner->note.empty())
    result.notes.push_back(
        {"warning", "", "learner",
         context.params.at("learner").at("op").get<std::string>() + " in " + where + ": " + fitted.learner->note});
  return result;
}

}  // namespace

engine::Operation fit_fold_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("fit_fold", 1)
      .in("engine")
      .random("fit")
      .summary("fits steps and learner on the training part of one fold and predicts its test part")
      .run([&parts](const Json&, const Context& c) { return fit(c, parts, false); });
}

engine::Operation fit_all_operation(const engine::Registry& parts) {
  return engine::Declare<Json>("fit_all", 1)
      .in("engine")
      .random("fit")
      .summary("fits steps and learner on every case: the model that is applied elsewhere")
      .run([&parts](const Json&, const Context& c) { return fit(c, parts, true); });
}

}  // namespace rgx::stdlib
