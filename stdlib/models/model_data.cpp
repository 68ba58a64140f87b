#include "stdlib/models/model_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "stdlib/analysis/time_unit.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

bool missing_at(const FrameColumn& c, std::size_t row) {
  return c.kind == FrameColumn::Kind::nominal ? c.codes[row] < 0 : std::isnan(c.numbers[row]);
}

std::vector<FrameColumn> beside_columns(const Frame& frame, const Json& params) {
  const auto selections = params.find("beside");
  return selections == params.end() ? std::vector<FrameColumn>() : frame.columns(*selections);
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

// Classes with cases, numbered anew in the order of their declaration: a learner meets no class without one.
void read_classes(const FrameOutcome& outcome, const Rows& kept, ModelData& out) {
  std::map<int, int> place;
  for (const std::size_t r : kept) place.emplace(outcome.codes[r], 0);
  out.levels.clear();
  for (auto& [code, at] : place) {
    at = static_cast<int>(out.levels.size());
    out.levels.push_back(outcome.levels[static_cast<std::size_t>(code)]);
  }
  out.target.classes = out.levels.size();
  for (std::size_t i = 0; i < kept.size(); ++i)
    out.target.y[static_cast<Eigen::Index>(i)] = place.at(outcome.codes[kept[i]]);
}

}  // namespace

std::vector<std::size_t> ModelData::first_rows() const {
  std::vector<std::size_t> first(subjects, subject_of.size());
  for (std::size_t r = subject_of.size(); r-- > 0;) first[subject_of[r]] = r;
  return first;
}

ModelData read_model_data(const Context& context) {
  const Frame frame(context);
  auto columns = frame.columns(context.params.at("using")), beside = beside_columns(frame, context.params);
  const FrameOutcome outcome = frame.outcome(context.params.at("predict"));
  const bool survival = outcome.type == "survival";
  const bool classes = outcome.type == "nominal" || outcome.type == "category" || outcome.type == "ordinal";
  if (outcome.type != "binary" && outcome.type != "continuous" && !survival && !classes)
    throw Failure("not-built", "models of " + outcome.type + " outcomes are not built yet");
  const Json& settings = context.params.at("settings");
  const bool complete = settings.value("missing", Json()) == "complete_cases";
  ModelData out;
  out.target.kind = survival                   ? TargetKind::survival
                    : classes                  ? TargetKind::nominal
                    : outcome.type == "binary" ? TargetKind::binary
                                               : TargetKind::continuous;
  out.outcome = outcome.name;
  out.levels = outcome.levels;
  Rows kept;
  for (std::size_t r = 0; r < frame.rows(); ++r) {
    const bool unknown = classes ? outcome.codes[r] < 0 : std::isnan(outcome.numbers[r]);
    if (unknown || (survival && std::isnan(outcome.events[r]))) {
      ++out.without_outcome;
      continue;
    }
    const auto missing = [&](const FrameColumn& c) { return missing_at(c, r); };
    if (complete &&
        (std::any_of(columns.begin(), columns.end(), missing) || std::any_of(beside.begin(), beside.end(), missing))) {
      ++out.incomplete;
      continue;
    }
    kept.push_back(r);
  }
  if (kept.empty()) throw Failure("no-data", "no case of the model is complete");
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  out.target.y.resize(static_cast<Eigen::Index>(kept.size()));
  if (survival) read_survival(context, outcome, frame, kept, out);
  if (classes) read_classes(outcome, kept, out);
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
  return out;
}

}  // namespace rgx::stdlib
