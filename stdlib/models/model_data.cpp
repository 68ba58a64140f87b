#include "stdlib/models/model_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/match_cases.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

bool missing_at(const FrameColumn& c, std::size_t row) {
  return c.kind == FrameColumn::Kind::nominal ? c.codes[row] < 0 : std::isnan(c.numbers[row]);
}

std::vector<FrameColumn> beside_columns(const Frame& frame, const Json& params,
                                        const std::optional<engine::ModelFile>& fitted) {
  Json selections = params.value("beside", Json::array());
  if (fitted)
    for (const auto& name : beside_names(fitted->about)) selections.push_back({{"from", "variable"}, {"name", name}});
  return selections.empty() ? std::vector<FrameColumn>() : frame.columns(selections);
}

void keep_rows(std::vector<FrameColumn>& columns, const Rows& kept) {
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
}

// Events of the cases that stay, and what the unit of their times is.
void read_survival(const Context& context, const FrameOutcome& outcome, const Frame& frame, const Rows& kept,
                   ModelData& out) {
  if (!outcome.entries.empty())
    throw Failure("not-built", "models of outcomes with late entry are not built yet",
                  "`cox` in `associate` relates features to them");
  out.target.event.resize(static_cast<Eigen::Index>(kept.size()));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const double time = outcome.numbers[kept[i]], event = outcome.events[kept[i]];
    out.target.event[static_cast<Eigen::Index>(i)] = event;
    if (std::isnan(time) || std::isnan(event)) continue;  // of a cohort that the model is applied to
    if (time < 0)
      throw Failure("out-of-range",
                    "`" + outcome.name + "` has a negative time, first of `" + frame.subject()[kept[i]] + "`",
                    "a time runs from the beginning of the observation; correct it or exclude the subject");
    if (event != 0 && event != 1)
      throw Failure("not-built", "models of competing events are not built yet",
                    "`fine_gray` in `associate` relates features to them");
  }
  out.unit = unit_of_time(context, outcome.name).name;
}

// Classes with cases, numbered anew in the order of their declaration: a learner meets no class without one. Cases that
// a model is applied to add none.
void read_classes(const FrameOutcome& outcome, const Frame& frame, const Rows& kept, const std::string& target,
                  ModelData& out) {
  std::map<int, int> place;
  for (const std::size_t r : kept)
    if (outcome.codes[r] >= 0 && (target.empty() || frame.cohort()[r] != target)) place.emplace(outcome.codes[r], 0);
  out.levels.clear();
  for (auto& [code, at] : place) {
    at = static_cast<int>(out.levels.size());
    out.levels.push_back(outcome.levels[static_cast<std::size_t>(code)]);
  }
  out.target.classes = out.levels.size();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto known = place.find(outcome.codes[kept[i]]);
    out.target.y[static_cast<Eigen::Index>(i)] =
        known == place.end() ? std::numeric_limits<double>::quiet_NaN() : known->second;
  }
}

// Rows of the frame that a condition leaves: of a cohort that a model is applied to, beside the model's own `where`.
std::set<std::pair<std::string, std::string>> subjects_where(const Context& context, const Json& condition) {
  Json params = context.params;
  params["where"] = condition;
  const Context narrowed{params, context.inputs, context.files, context.subject, context.stream, context.parallel};
  const Frame frame(narrowed);
  std::set<std::pair<std::string, std::string>> out;
  for (std::size_t r = 0; r < frame.rows(); ++r) out.emplace(frame.cohort()[r], frame.subject()[r]);
  return out;
}

// Which rows a model takes, as far as a row says itself.
class Takes {
 public:
  explicit Takes(const Context& context)
      : target_(context.params.value("apply_to", "")),
        without_outcome_(context.params.value("without_outcome", false)),
        complete_(context.params.at("settings").value("missing", Json()) == "complete_cases"),
        complete_there_(context.params.value("apply_missing", "") == "complete_cases") {
    if (const auto where = context.params.find("apply_where"); where != context.params.end())
      inside_ = subjects_where(context, *where);
  }
  const std::string& target() const { return target_; }
  bool there(const std::string& cohort) const { return !target_.empty() && cohort == target_; }
  bool leaves_out(const std::string& cohort, const std::string& subject) const {
    return there(cohort) && inside_ && !inside_->contains({cohort, subject});
  }
  bool asks_outcome(const std::string& cohort) const { return !there(cohort) || !without_outcome_; }
  bool asks_predictors(const std::string& cohort) const { return there(cohort) ? complete_there_ : complete_; }

 private:
  std::string target_;
  bool without_outcome_, complete_, complete_there_;
  std::optional<std::set<std::pair<std::string, std::string>>> inside_;
};

}  // namespace

std::vector<std::size_t> ModelData::first_rows() const {
  std::vector<std::size_t> first(subjects, subject_of.size());
  for (std::size_t r = subject_of.size(); r-- > 0;) first[subject_of[r]] = r;
  return first;
}

namespace {

bool takes_complete_cases(const Json& params) {
  return params.at("settings").value("missing", Json()) == "complete_cases";
}

// Rows of the frame for which a model whose score is a predictor has none, since it takes complete cases alone.
std::vector<char> without_score(const Context& context, const Frame& frame, const Json& params) {
  std::vector<char> out(frame.rows(), 0);
  for (const auto& one : params.value("chained", Json::array())) {
    if (!takes_complete_cases(one)) continue;
    const auto inner = without_score(context, frame, one);
    for (std::size_t r = 0; r < out.size(); ++r)
      if (inner[r] != 0) out[r] = 1;
    auto columns = frame.columns(one.at("using"));
    for (auto& c : beside_columns(frame, one, model_file_of(one, context.files))) columns.push_back(std::move(c));
    for (const auto& c : columns)
      for (std::size_t r = 0; r < out.size(); ++r)
        if (missing_at(c, r)) out[r] = 1;
  }
  return out;
}

// A model whose score is a predictor of another: its columns and outcome on that one's rows.
ModelData read_chained(const Context& context, const Frame& frame, const Json& params, const Rows& kept,
                       const ModelData& of) {
  const auto fitted = model_file_of(params, context.files);
  auto columns = frame.columns(params.at("using")), beside = beside_columns(frame, params, fitted);
  const FrameOutcome outcome = frame.outcome(params.at("predict"));
  const bool survival = outcome.type == "survival";
  if (outcome.type != "binary" && outcome.type != "continuous" && !survival)
    throw Failure("not-built",
                  "the score of a model of a " + outcome.type + " outcome is not built yet as a predictor");
  const bool complete = takes_complete_cases(params);
  const auto scoreless = without_score(context, frame, params);
  ModelData out;
  Rows rows;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto missing = [&](const FrameColumn& c) { return missing_at(c, kept[i]); };
    if (complete && (scoreless[kept[i]] != 0 || std::any_of(columns.begin(), columns.end(), missing) ||
                     std::any_of(beside.begin(), beside.end(), missing)))
      continue;
    out.rows.push_back(i);
    rows.push_back(kept[i]);
    out.subject.push_back(of.subject[i]);
    out.cohort.push_back(of.cohort[i]);
    out.subject_of.push_back(of.subject_of[i]);
  }
  out.subjects = of.subjects;
  out.outcome = outcome.name;
  out.outcome_type = outcome.type;
  out.levels = outcome.levels;
  out.target.kind = survival                   ? TargetKind::survival
                    : outcome.type == "binary" ? TargetKind::binary
                                               : TargetKind::continuous;
  out.target.y.resize(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) out.target.y[static_cast<Eigen::Index>(i)] = outcome.numbers[rows[i]];
  if (survival) read_survival(context, outcome, frame, rows, out);
  keep_rows(columns, rows);
  keep_rows(beside, rows);
  out.predictors = predictors_of(columns, rows.size());
  out.predictors.beside = predictors_of(beside, rows.size()).columns;
  for (const auto& one : params.value("chained", Json::array()))
    out.chained.push_back(read_chained(context, frame, one, rows, out));
  if (fitted) match_cases(fitted->about, context, out);
  return out;
}

}  // namespace

ModelData read_model_data(const Context& context) {
  const Frame frame(context);
  const auto fitted = model_file_of(context.params, context.files);
  auto columns = frame.columns(context.params.at("using")), beside = beside_columns(frame, context.params, fitted);
  const FrameOutcome outcome = frame.outcome(context.params.at("predict"));
  const bool survival = outcome.type == "survival";
  const bool classes = outcome.type == "nominal" || outcome.type == "category" || outcome.type == "ordinal";
  if (outcome.type != "binary" && outcome.type != "continuous" && !survival && !classes)
    throw Failure("not-built", "models of " + outcome.type + " outcomes are not built yet");
  const Takes takes(context);
  const auto scoreless = without_score(context, frame, context.params);
  ModelData out;
  out.target.kind = survival                   ? TargetKind::survival
                    : classes                  ? TargetKind::nominal
                    : outcome.type == "binary" ? TargetKind::binary
                                               : TargetKind::continuous;
  out.outcome = outcome.name;
  out.outcome_type = outcome.type;
  out.levels = outcome.levels;
  Rows kept;
  for (std::size_t r = 0; r < frame.rows(); ++r) {
    const std::string& cohort = frame.cohort()[r];
    if (takes.leaves_out(cohort, frame.subject()[r])) continue;
    const bool unknown = classes ? outcome.codes[r] < 0 : std::isnan(outcome.numbers[r]);
    if ((unknown || (survival && std::isnan(outcome.events[r]))) && takes.asks_outcome(cohort)) {
      ++out.without_outcome;
      continue;
    }
    const auto missing = [&](const FrameColumn& c) { return missing_at(c, r); };
    if (takes.asks_predictors(cohort) && (scoreless[r] != 0 || std::any_of(columns.begin(), columns.end(), missing) ||
                                          std::any_of(beside.begin(), beside.end(), missing))) {
      ++out.incomplete;
      continue;
    }
    kept.push_back(r);
  }
  if (kept.empty()) throw Failure("no-data", "no case of the model is complete");
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  out.target.y.resize(static_cast<Eigen::Index>(kept.size()));
  if (survival) read_survival(context, outcome, frame, kept, out);
  if (classes) read_classes(outcome, frame, kept, takes.target(), out);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!classes) out.target.y[static_cast<Eigen::Index>(i)] = outcome.numbers[kept[i]];
    out.subject.push_back(frame.subject()[kept[i]]);
    out.cohort.push_back(frame.cohort()[kept[i]]);
    out.subject_of.push_back(
        places.emplace(std::pair(out.cohort.back(), out.subject.back()), places.size()).first->second);
  }
  out.subjects = places.size();
  keep_rows(columns, kept);
  keep_rows(beside, kept);
  out.predictors = predictors_of(columns, kept.size());
  out.predictors.beside = predictors_of(beside, kept.size()).columns;
  for (const auto& one : context.params.value("chained", Json::array()))
    out.chained.push_back(read_chained(context, frame, one, kept, out));
  if (fitted) match_cases(fitted->about, context, out);
  return out;
}

}  // namespace rgx::stdlib
