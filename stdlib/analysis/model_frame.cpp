#include "stdlib/analysis/model_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stats/regression/regress.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/design.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

// A table of results holds this many rows; maps beyond it need the tiled form.
constexpr std::size_t most_rows = 1'000'000;

std::vector<const FrameColumn*> pointers(const std::vector<FrameColumn>& columns) {
  std::vector<const FrameColumn*> out;
  for (const auto& c : columns) out.push_back(&c);
  return out;
}

void fill_response(const FrameOutcome& response, const std::vector<std::size_t>& rows, ModelCases& cases) {
  cases.type = response.type;
  cases.levels = response.levels;
  const auto n = static_cast<Eigen::Index>(rows.size());
  cases.y = Eigen::VectorXd::Zero(n);
  if (cases.type == "survival") cases.event = Eigen::VectorXd::Zero(n);
  if (!response.entries.empty()) cases.entry = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t r = rows[static_cast<std::size_t>(i)];
    if (!response.numbers.empty()) cases.y(i) = response.numbers[r];
    if (cases.type == "survival") cases.event(i) = response.events[r];
    if (!response.entries.empty()) cases.entry(i) = response.entries[r];
    if (!response.codes.empty()) cases.classes.push_back(response.codes[r]);
  }
}

bool contains(const std::vector<std::string>& all, const std::string& wanted) {
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

}  // namespace

ModelFrame::ModelFrame(const Context& context, const ModelNeeds& needs)
    : frame_(context),
      comparing_(context.params.contains("outcome")),
      family_(context.params.value("family", "")),
      adjust_(frame_.columns(selections(context, "adjust"))),
      modifiers_(frame_.columns(selections(context, "interact"))),
      strata_(frame_.columns(selections(context, "strata"))),
      cluster_(frame_.columns(selections(context, "cluster"))),
      audit_(frame_.columns(selections(context, "audit"))),
      groups_(groups_of(context, frame_)) {
  take_sides(context);
  check(needs);
  if (context.params.contains("correct") || size() > most_rows)
    throw Failure("not-built", "a table of " + std::to_string(size()) + " models is larger than the " +
                                   std::to_string(most_rows) + " that run today");
}

void ModelFrame::take_sides(const Context& context) {
  if (!comparing_) {
    units_ = frame_.units(context.params.at("left"));
    responses_ = frame_.outcomes(context.params.at("right"));
    return;
  }
  const FrameOutcome groups = frame_.outcome(context.params.at("outcome"));
  FrameColumn column = as_column(groups);
  if (groups.type == "ordinal" || groups.type == "binary") {  // classes, whatever their order
    column.kind = FrameColumn::Kind::nominal;
    column.codes = groups.codes;
  }
  units_.push_back({groups.name, {std::move(column)}});
  for (const auto& feature : frame_.columns(context.params.at("features")))
    responses_.push_back(outcome_of(feature, false));
}

void ModelFrame::check(const ModelNeeds& needs) {
  for (auto& response : responses_) {
    if (response.type == "category") response.type = "nominal";
    // A row of a matrix that holds 0 and 1 only is a number like the rows beside it, where numbers are asked for.
    if (response.type == "binary" && !contains(needs.responses, "binary") && contains(needs.responses, "continuous"))
      response.type = "continuous";
    if (!contains(needs.responses, response.type)) {
      std::string takes;
      for (const auto& type : needs.responses) takes += (takes.empty() ? "" : " or ") + type;
      throw Failure("wrong-test",
                    "`" + response.name + "` is " + response.type + ", and this test explains " + takes + " outcomes");
    }
    if (!needs.counts) continue;
    for (std::size_t r = 0; r < frame_.rows(); ++r) {
      const double v = response.numbers[r];
      if (std::isnan(v) || (v >= 0 && v == std::floor(v) && std::isfinite(v))) continue;
      throw Failure("wrong-type",
                    fmt::format("`{}` is {} in subject `{}` of `{}`, and counts are whole numbers from 0 on",
                                response.name, v, frame_.subject()[r], frame_.cohort()[r]),
                    "use `linear` for measured numbers");
    }
  }
}

std::size_t ModelFrame::place(const ModelPlace& at) const {
  return ((at.unit * responses() + at.response) * groups() + at.group) * terms() + at.term;
}

ModelPlace ModelFrame::at(std::size_t place) const {
  const std::size_t pair = place / (groups() * terms());
  return {pair / responses(), pair % responses(), place / terms() % groups(), place % terms()};
}

bool ModelFrame::one_column_each() const {
  return modifiers_.empty() && std::all_of(units_.begin(), units_.end(), [](const FrameUnit& unit) {
           return unit.columns.size() == 1 && unit.columns.front().kind != FrameColumn::Kind::nominal;
         });
}

std::vector<std::size_t> ModelFrame::complete(std::size_t group, const FrameUnit* unit,
                                              const FrameOutcome* response) const {
  std::vector<const FrameColumn*> needed;
  for (const auto* list : {&adjust_, &modifiers_, &strata_, &cluster_})
    for (const auto& column : *list) needed.push_back(&column);
  if (unit != nullptr)
    for (const auto& column : unit->columns) needed.push_back(&column);
  std::vector<std::size_t> out;
  for (const std::size_t r : groups_.rows[group])
    if ((response == nullptr || has_value(*response, r)) &&
        std::all_of(needed.begin(), needed.end(), [&](const auto* c) { return has_value(*c, r); }))
      out.push_back(r);
  return out;
}

ModelCases ModelFrame::cases(const std::vector<std::size_t>& rows, const FrameUnit* unit, const FrameOutcome* response,
                             std::size_t term, bool audited) const {
  ModelCases out;
  if (response != nullptr) fill_response(*response, rows, out);
  auto fixed = pointers(adjust_);
  for (const auto& m : modifiers_) fixed.push_back(&m);
  if (audited)
    for (const auto& a : audit_) fixed.push_back(&a);
  Design held = design_of(fixed, rows);
  if (unit != nullptr) {
    const Design tested = design_of(pointers(unit->columns), rows);
    out.tested = tested.columns;
    out.tested_names = tested.names;
    if (term > 0) {
      Design changes = products(tested, design_of({&modifiers_[term - 1]}, rows));
      out.tested = std::move(changes.columns);
      out.tested_names = std::move(changes.names);
      held.names.insert(held.names.end(), tested.names.begin(), tested.names.end());
      Eigen::MatrixXd with(held.columns.rows(), held.columns.cols() + tested.columns.cols());
      with << held.columns, tested.columns;
      held.columns = std::move(with);
    }
  }
  out.fixed_names = held.names;
  out.fixed = stats::with_intercept(held.columns);
  out.clustered = !cluster_.empty();
  if (out.clustered)
    out.cluster = strata_of(cluster_, rows);
  else
    for (const std::size_t r : rows) out.cluster.push_back(frame_.subject_code()[r]);
  out.stratum = strata_of(strata_, rows);
  return out;
}

std::vector<std::size_t> ModelFrame::auditable(const std::vector<std::size_t>& rows) const {
  std::vector<std::size_t> out;
  for (const std::size_t r : rows)
    if (has_values(audit_, r)) out.push_back(r);
  return out;
}

ResultRow ModelFrame::row(const ModelPlace& at, const std::vector<std::size_t>& used, const ModelTest& made) const {
  const std::string& tested = units_[at.unit].name;
  const std::string& explained = responses_[at.response].name;
  ResultRow row;
  row.first = comparing_ ? explained : tested;
  row.second = comparing_ ? tested : explained;
  row.cohort = frame_.cohort_label();
  row.group = groups_.names[at.group];
  row.term = at.term == 0 ? "" : row.first + ":" + modifiers_[at.term - 1].name;
  row.family = family_;
  row.take(made.result);
  row.icc = made.icc;
  row.add_note(made.note);
  if (comparing_) {
    std::vector<int> codes;
    for (const std::size_t r : used) codes.push_back(column(0).codes[r]);
    row.groups = group_counts(codes, column(0).levels);
  }
  row.n = used.size();
  row.subjects = frame_.subjects_of(used);
  return row;
}

// What a figure shows of a pair: the tested column (in `compare` the feature, the response there) against the other
// side; nothing for several columns together, categories and survival.
CaseSides ModelFrame::sides(const ModelPlace& at) const {
  const FrameOutcome& response = responses_[at.response];
  if (units_[at.unit].columns.size() > 1 || response.type == "survival") return {};
  CaseSides out;
  out.rows = complete(at.group, &units_[at.unit], &response);
  const FrameColumn& tested = column(at.unit);
  if (comparing_) {
    out.value = response.numbers;
    out.codes = tested.codes;
    out.levels = tested.levels;
    return out;
  }
  out.value = tested.numbers;
  if (response.levels.empty()) {
    out.number = response.numbers;
  } else {
    out.codes = response.codes;
    out.levels = response.levels;
  }
  return out;
}

engine::Output ModelFrame::table(std::vector<ResultRow> rows) const {
  const Json top = top_cases(rows, frame_, [&](std::size_t i) { return sides(at(i)); });
  if (groups() > 1) rows = with_heterogeneity(std::move(rows), groups(), terms());
  engine::Table table = result_table(rows, comparing_ ? std::pair<std::string, std::string>{"feature", "outcome"}
                                                      : std::pair<std::string, std::string>{"left", "right"});
  if (!top.empty()) table.meta["top_cases"] = top;
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
