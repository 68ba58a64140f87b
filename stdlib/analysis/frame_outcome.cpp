// Outcomes of a frame: declared variables, and columns taken as such.
#include <algorithm>
#include <cmath>
#include <limits>

#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::Failure;
using engine::Json;

FrameOutcome outcome_of(const FrameColumn& column, bool may_be_binary) {
  FrameOutcome out;
  out.name = column.name;
  out.levels = column.levels;
  out.numbers = column.numbers;
  out.codes = column.codes;
  out.type = column.kind == FrameColumn::Kind::nominal   ? "nominal"
             : column.kind == FrameColumn::Kind::ordinal ? "ordinal"
                                                         : "continuous";
  const auto place = [&](double first) {
    for (const double v : column.numbers) out.codes.push_back(std::isnan(v) ? -1 : static_cast<int>(v - first));
  };
  if (out.type == "ordinal") place(1);
  if (out.type == "continuous" && may_be_binary &&
      std::all_of(out.numbers.begin(), out.numbers.end(), [](double v) { return std::isnan(v) || v == 0 || v == 1; })) {
    out.type = "binary";
    out.levels = {"0", "1"};
    place(0);
  }
  return out;
}

namespace {

// Cohorts without late entry beside one that has it: observed from the beginning, before any time.
double entry_of(const Cohort& cohort, const std::string& name, std::size_t place) {
  return cohort.variable(name)->entry ? cohort.data.at(name + ".entry").numbers[place]
                                      : -std::numeric_limits<double>::max();
}

}  // namespace

std::vector<FrameOutcome> Frame::outcomes(const Json& selections) const {
  std::vector<FrameOutcome> out;
  for (const auto& selection : selections) {
    if (selection.at("from") == "variable") {
      out.push_back(outcome(selection));
      continue;
    }
    for (const auto& column : columns(Json::array({selection})))
      out.push_back(outcome_of(column, selection.at("from") == "matrix"));
  }
  return out;
}

FrameOutcome Frame::outcome(const Json& selection) const {
  if (selection.at("from") != "variable") {
    auto found = outcomes(Json::array({selection}));
    if (found.size() != 1)
      throw Failure("wrong-type", "an outcome is one column, found " + std::to_string(found.size()));
    return std::move(found[0]);
  }
  FrameOutcome out;
  const std::string name = selection.at("name").get<std::string>();
  out.name = name;
  const engine::CohortVariable* variable = nullptr;
  for (const auto* c : cohorts_) {
    const auto* found = c->variable(name);
    if (found == nullptr) throw Failure("unknown-name", "cohort `" + c->name + "` declares no `" + name + "`");
    if (variable == nullptr) variable = found;
    // The same name is one variable: levels found in one cohort's data may be missing in another's.
    for (const auto& level : found->levels)
      if (std::find(out.levels.begin(), out.levels.end(), level) == out.levels.end()) out.levels.push_back(level);
  }
  out.type = variable->type;
  const bool late =
      std::any_of(cohorts_.begin(), cohorts_.end(), [&](const Cohort* c) { return c->variable(name)->entry; });
  for (const auto& r : row_) {
    const Cohort& cohort = *cohorts_[r.cohort];
    if (out.type == "survival") {
      out.numbers.push_back(cohort.data.at(name + ".time").numbers[r.place]);
      out.events.push_back(cohort.data.at(name + ".event").numbers[r.place]);
      if (late) out.entries.push_back(entry_of(cohort, name, r.place));
    } else if (out.type == "nominal" || out.type == "category") {
      const std::string& text = cohort.data.at(name).texts[r.place];
      const auto level = std::find(out.levels.begin(), out.levels.end(), text);
      out.codes.push_back(text.empty() || level == out.levels.end() ? -1
                                                                    : static_cast<int>(level - out.levels.begin()));
    } else {
      const double v = cohort.data.at(name).numbers[r.place];
      out.numbers.push_back(v);
      if (out.type == "binary") out.codes.push_back(std::isnan(v) ? -1 : static_cast<int>(v));
      if (out.type == "ordinal") out.codes.push_back(std::isnan(v) ? -1 : static_cast<int>(v) - 1);
    }
  }
  return out;
}

}  // namespace rgx::stdlib
