#include "stdlib/analysis/model_driver.hpp"

#include <algorithm>
#include <map>

#include "stats/regress.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/result_table.hpp"
#include "stdlib/analysis/top_cases.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Json;

namespace {

const Json& selections(const Context& context, const char* name) {
  static const Json none = Json::array();
  const auto found = context.params.find(name);
  return found == context.params.end() ? none : *found;
}

// One side explained by the other.
struct Pair {
  std::string first, second;  // as the table names them
  const FrameOutcome* response;
  std::vector<const FrameColumn*> tested;
};

struct Sides {
  std::vector<FrameUnit> units;         // the tested columns
  std::vector<FrameOutcome> responses;  // what they explain
  std::vector<Pair> pairs;
};

Sides sides_of(const Context& context, const Frame& frame) {
  Sides out;
  if (context.params.contains("outcome")) {
    const FrameOutcome groups = frame.outcome(context.params.at("outcome"));
    FrameColumn column = as_column(groups);
    if (groups.type == "ordinal" || groups.type == "binary") {  // classes, whatever their order
      column.kind = FrameColumn::Kind::nominal;
      column.codes = groups.codes;
    }
    out.units.push_back({groups.name, {std::move(column)}});
    for (const auto& feature : frame.columns(context.params.at("features")))
      out.responses.push_back(outcome_of(feature, false));
    for (const auto& response : out.responses)
      out.pairs.push_back({response.name, groups.name, &response, {out.units[0].columns.data()}});
    return out;
  }
  out.units = frame.units(context.params.at("left"));
  out.responses = frame.outcomes(context.params.at("right"));
  for (const auto& unit : out.units)
    for (const auto& response : out.responses) {
      Pair pair{unit.name, response.name, &response, {}};
      for (const auto& column : unit.columns) pair.tested.push_back(&column);
      out.pairs.push_back(std::move(pair));
    }
  return out;
}

std::vector<const FrameColumn*> pointers(const std::vector<FrameColumn>& columns) {
  std::vector<const FrameColumn*> out;
  for (const auto& c : columns) out.push_back(&c);
  return out;
}

// Strata of several variables are their combinations, in order of appearance.
std::vector<int> strata_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows) {
  std::vector<int> out;
  std::map<std::vector<double>, int> seen;
  for (const std::size_t r : rows) {
    std::vector<double> key;
    for (const auto& c : columns) key.push_back(c.kind == FrameColumn::Kind::nominal ? c.codes[r] : c.numbers[r]);
    out.push_back(seen.emplace(key, static_cast<int>(seen.size())).first->second);
  }
  return out;
}

void fill_response(const FrameOutcome& response, const std::vector<std::size_t>& rows, ModelCases& cases) {
  cases.type = response.type == "category" ? "nominal" : response.type;
  cases.levels = response.levels;
  const auto n = static_cast<Eigen::Index>(rows.size());
  cases.y = Eigen::VectorXd::Zero(n);
  if (cases.type == "survival") cases.event = Eigen::VectorXd::Zero(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t r = rows[static_cast<std::size_t>(i)];
    if (!response.numbers.empty()) cases.y(i) = response.numbers[r];
    if (cases.type == "survival") cases.event(i) = response.events[r];
    if (!response.codes.empty()) cases.classes.push_back(response.codes[r]);
  }
}

// What a figure shows of a pair: the tested column (in `compare` the feature, the response there) against the other
// side; nothing for several columns together, categories and survival.
CaseSides sides_of_cases(const Pair& pair, bool comparing, const std::vector<std::size_t>& rows) {
  CaseSides out;
  const FrameColumn& column = *pair.tested.front();
  const FrameOutcome& response = *pair.response;
  if (pair.tested.size() > 1 || response.type == "survival") return out;
  out.rows = rows;
  if (comparing) {
    out.value = response.numbers;
    out.codes = column.codes;
    out.levels = column.levels;
    return out;
  }
  out.value = column.numbers;
  if (response.levels.empty())
    out.number = response.numbers;
  else {
    out.codes = response.codes;
    out.levels = response.levels;
  }
  return out;
}

}  // namespace

engine::Output run_models(const Context& context, const OneModel& model) {
  const Frame frame(context);
  const Sides sides = sides_of(context, frame);
  const auto adjust = frame.columns(selections(context, "adjust"));
  const auto modifiers = frame.columns(selections(context, "interact"));
  const auto strata = frame.columns(selections(context, "strata"));
  const Groups groups = groups_of(context, frame);
  // The effect itself, then its change with each modifier.
  const std::size_t terms = 1 + modifiers.size();
  const std::size_t each = groups.rows.size() * terms;

  const bool comparing = context.params.contains("outcome");
  std::vector<ResultRow> rows(sides.pairs.size() * each);
  context.parallel(rows.size(), [&](std::size_t place) {
    const Pair& pair = sides.pairs[place / each];
    const std::size_t group = place % each / terms, term = place % terms;
    auto fixed = pointers(adjust);
    for (const auto& m : modifiers) fixed.push_back(&m);
    const auto complete = [&](std::size_t r) {
      const auto known = [&](const std::vector<const FrameColumn*>& columns) {
        return std::all_of(columns.begin(), columns.end(), [&](const auto* c) { return has_value(*c, r); });
      };
      return has_value(*pair.response, r) && known(pair.tested) && known(fixed) && known(pointers(strata));
    };
    std::vector<std::size_t> used;
    for (const std::size_t r : groups.rows[group])
      if (complete(r)) used.push_back(r);

    ModelCases cases;
    fill_response(*pair.response, used, cases);
    const Design tested = design_of(pair.tested, used);
    Design held = design_of(fixed, used);
    cases.tested = tested.columns;
    if (term > 0) {
      cases.tested = products(tested, design_of({&modifiers[term - 1]}, used)).columns;
      Eigen::MatrixXd with(held.columns.rows(), held.columns.cols() + tested.columns.cols());
      with << held.columns, tested.columns;
      held.columns = std::move(with);
    }
    cases.fixed = stats::with_intercept(held.columns);
    for (const std::size_t r : used) cases.cluster.push_back(frame.subject_code()[r]);
    cases.stratum = strata_of(strata, used);

    ResultRow& row = rows[place];
    row.first = pair.first;
    row.second = pair.second;
    row.cohort = frame.cohort_label();
    row.group = groups.names[group];
    row.term = term == 0 ? "" : pair.first + ":" + modifiers[term - 1].name;
    row.family = context.params.value("family", "");
    const ModelTest made = model(cases, place);
    row.take(made.result);
    row.icc = made.icc;
    if (!made.note.empty()) row.note += (row.note.empty() ? "" : "; ") + made.note;
    if (comparing) {
      std::vector<int> codes;
      for (const std::size_t r : used) codes.push_back(pair.tested.front()->codes[r]);
      row.groups = group_counts(codes, pair.tested.front()->levels);
    }
    row.n = used.size();
    row.subjects = frame.subjects_of(used);
  });
  const Json top = top_cases(rows, frame, [&](std::size_t place) {
    return sides_of_cases(sides.pairs[place / each], comparing,
                          rows_with_values(groups.rows[place % each / terms], {&adjust, &modifiers, &strata}));
  });
  if (groups.rows.size() > 1) rows = with_heterogeneity(std::move(rows), groups.rows.size(), terms);
  engine::Table table = result_table(rows, comparing ? std::pair<std::string, std::string>{"feature", "outcome"}
                                                     : std::pair<std::string, std::string>{"left", "right"});
  if (!top.empty()) table.meta["top_cases"] = top;
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
