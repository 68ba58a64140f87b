#include "stdlib/models/match_cases.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/digest.hpp"
#include "engine/files.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

std::string quoted(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "`" : ", `") + n + "`";
  return out;
}

// Categories found in data and declared ones are learned alike.
std::string type_of(const std::string& type) { return type == "category" ? "nominal" : type; }

void match_outcome(const Json& outcome, ModelData& data, const std::map<std::string, std::string>& units) {
  const auto type = type_of(outcome.at("type").get<std::string>());
  const auto name = outcome.at("name").get<std::string>();
  if (type != type_of(data.outcome_type))
    throw Failure("wrong-test", "the fitted model predicts `" + name + "`, which is " + type + ", and `" +
                                    data.outcome + "` is " + type_of(data.outcome_type));
  const auto levels = outcome.at("levels").get<std::vector<std::string>>();
  if (data.target.binary() && levels != data.levels)
    throw Failure("unknown-level",
                  "`" + data.outcome + "` has the levels " + quoted(data.levels) +
                      ", the second the positive one, and the fitted model knows " + quoted(levels),
                  "declare the same levels, and the same one as `positive`");
  const auto known = units.find(data.outcome);
  const std::string here = !data.unit.empty() ? data.unit : known == units.end() ? std::string() : known->second;
  const auto unit = outcome.at("unit").get<std::string>();
  if (!here.empty() && !unit.empty() && here != unit)
    throw Failure("unit-mismatch",
                  "`" + data.outcome + "` is in " + here + ", and the fitted model knows it in " + unit,
                  "declare it with `unit: " + unit + "`");
  if (!data.target.nominal()) return;
  std::vector<double> place;
  std::vector<std::string> unknown;
  for (const auto& level : data.levels) {
    const auto at = std::find(levels.begin(), levels.end(), level);
    if (at == levels.end()) unknown.push_back(level);
    place.push_back(static_cast<double>(at - levels.begin()));
  }
  if (!unknown.empty())
    throw Failure(
        "unknown-level",
        "cases of `" + data.outcome + "` are of " + quoted(unknown) + ", and the fitted model knows " + quoted(levels),
        "leave them out with `where`");
  for (auto& y : data.target.y)
    if (!std::isnan(y)) y = place[static_cast<std::size_t>(y)];
  data.levels = levels;
  data.target.classes = levels.size();
}

void match_units(const Json& wanted, const std::map<std::string, std::string>& units) {
  for (const auto& predictor : wanted) {
    const auto unit = predictor.at("unit").get<std::string>();
    const auto here = units.find(predictor.at("name").get<std::string>());
    if (unit.empty() || here == units.end() || here->second == unit) continue;
    throw Failure("unit-mismatch",
                  "`" + here->first + "` is in " + here->second + ", and the fitted model knows it in " + unit,
                  "declare it with `unit: " + unit + "`");
  }
}

void refuse_shared(const Json& training, const Context& context, const ModelData& data) {
  if (context.params.value("shared_subjects", "") == "accepted") return;
  std::set<std::string> known, shared;
  for (const auto& one : training) known.insert(one.get<std::string>());
  for (const auto& subject : data.subject)
    if (known.contains(engine::sha256(subject))) shared.insert(subject);
  if (shared.empty()) return;
  throw Failure("leakage",
                "the model was fitted on " + std::to_string(shared.size()) +
                    " of the subjects it is applied to here, first `" + *shared.begin() + "`",
                "leave them out with `where`, or apply it to other cases");
}

}  // namespace

std::optional<engine::ModelFile> model_file_of(const Json& params, const std::vector<std::string>& files) {
  const Json& learner = params.at("learner");
  if (learner.at("op") != "fitted") return std::nullopt;
  const auto place = learner.at("file").get<std::size_t>();
  return engine::read_model(engine::real_files()->read(files.at(place)), files.at(place));
}

std::vector<std::string> beside_names(const Json& about) {
  std::vector<std::string> out;
  for (const auto& one : about.at("beside")) out.push_back(one.at("name").get<std::string>());
  return out;
}

std::map<std::string, std::string> units_of(const Context& context) {
  std::map<std::string, std::string> out;
  for (const auto* a : context.all("table")) {
    const auto& meta = a->as<engine::Table>().meta;
    for (const auto& row : meta.value("dictionary", Json::array()))
      if (const auto unit = row.value("unit", std::string()); !unit.empty())
        out.emplace(row.value("column", std::string()), unit);
  }
  for (const auto* a : context.all("cohort"))
    for (const auto& v : a->as<engine::Cohort>().variables)
      if (!v.unit.empty()) out[v.name] = v.unit;
  return out;
}

void match_cases(const Json& about, const Context& context, ModelData& data) {
  const auto units = units_of(context);
  try {
    match_outcome(about.at("outcome"), data, units);
    match_units(about.at("predictors"), units);
    refuse_shared(about.at("training"), context, data);
  } catch (const Json::exception& e) {
    throw Failure("damaged", std::string("what the fitted model says of itself is not whole: ") + e.what());
  }
}

}  // namespace rgx::stdlib
