#include <algorithm>

#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

using lang::Ref;

namespace {

Json value_of(const lang::Argument& argument) {
  if (!argument.tune.empty()) {
    Json candidates = Json::array();
    for (const auto& t : argument.tune) candidates.push_back(to_json(t));
    return {{"tune", candidates}};
  }
  if (argument.value.none() && !argument.refs.empty()) {
    Json names = Json::array();
    for (const auto& r : argument.refs) names.push_back(r.member.empty() ? r.block : r.member);
    return names.size() == 1 ? names[0] : names;
  }
  return to_json(argument.value);
}

Json names_of(const std::vector<Ref>& refs) {
  Json names = Json::array();
  for (const auto& r : refs) names.push_back(r.member.empty() ? r.block : r.member);
  return names;
}

}  // namespace

Json parameters_of(const lang::Use& use) {
  Json out = Json::object();
  for (const auto& a : use.arguments) out[a.name] = value_of(a);
  if (!use.of.empty()) out["of"] = names_of(use.of);
  return out;
}

std::vector<Parameter> printed_parameters(const lang::Use& use) {
  std::vector<Parameter> out;
  for (const auto& a : use.arguments) out.push_back({a.name, value_of(a), a.written});
  if (!use.of.empty()) out.push_back({"of", names_of(use.of), true});
  return out;
}

Json part_of(const lang::Use& use) {
  return {{"op", use.signature->name}, {"version", use.signature->version}, {"params", parameters_of(use)}};
}

std::size_t FrameWiring::place(std::vector<std::string>& list, const std::string& name) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i] == name) return i;
  list.push_back(name);
  return list.size() - 1;
}

Json FrameWiring::select(const Ref& ref) {
  const Json picks = ref.picked ? Json(ref.picks) : Json();
  switch (ref.kind) {
    case Ref::Kind::features:
    case Ref::Kind::matrix: {
      const bool table = ref.kind == Ref::Kind::features;
      Json out{{"from", table ? "table" : "matrix"},
               {"block", ref.block},
               {"index", place(table ? tables_ : matrices_, ref.block)},
               {"picks", picks}};
      if (ref.joint) out["joint"] = true;
      return out;
    }
    case Ref::Kind::outcome:
    case Ref::Kind::covariate:
      return {{"from", "variable"}, {"name", ref.member}};
    case Ref::Kind::score:
    case Ref::Kind::model_class:
      return {{"from", ref.kind == Ref::Kind::score ? "score" : "class"},
              {"block", ref.block},
              {"index", place(scores_, ref.block)}};
    case Ref::Kind::clusters:
      return {{"from", "labels"}, {"block", ref.block}, {"index", place(labels_, ref.block)}};
    case Ref::Kind::cohort_name:
      return {{"from", "cohort"}};
    case Ref::Kind::subject_name:
      return {{"from", "subject"}};
    default:
      throw Failure("wrong-type", "`" + ref.block + "` gives no columns");
  }
}

std::vector<Json> FrameWiring::fan_out(const Ref& ref) {
  if (ref.kind != Ref::Kind::matrix) return {select(ref)};
  std::vector<std::string> rows = ref.picks;
  if (!ref.picked) {
    const auto& spec = builder_.block(ref.block).matrix;
    if (spec) rows = spec->known_rows;
  }
  std::vector<Json> out;
  for (const auto& row : rows) {
    Ref one = ref;
    one.picked = true;
    one.picks = {row};
    out.push_back(select(one));
  }
  return out;
}

void FrameWiring::wire(Node& node) const {
  node.params["cohorts"] = cohorts_;
  node.params["tables"] = tables_;
  node.params["matrices"] = matrices_;
  node.params["scores"] = scores_;
  if (!labels_.empty()) node.params["labels"] = labels_;
  const auto of = [](const auto& made, const std::string& block, const std::string& cohort, const char* what) {
    const auto found = made.find(block);
    if (found == made.end() || !found->second.contains(cohort))
      throw Failure("no-data", std::string("the ") + what + " `" + block + "` has nothing for cohort `" + cohort + "`");
    return found->second.at(cohort);
  };
  for (const auto& cohort : cohorts_) node.inputs.emplace_back("cohort", builder_.cohorts.at(cohort));
  for (const auto& cohort : cohorts_)
    for (const auto& table : tables_) node.inputs.emplace_back("table", of(builder_.tables, table, cohort, "features"));
  for (const auto& cohort : cohorts_)
    for (const auto& m : matrices_) node.inputs.emplace_back("matrix", of(builder_.matrices, m, cohort, "matrix"));
  for (const auto& cohort : cohorts_)
    for (const auto& l : labels_) node.inputs.emplace_back("labels", of(builder_.labels, l, cohort, "cluster"));
  for (const auto& cohort : cohorts_)
    for (const auto& score : scores_) node.inputs.emplace_back("score", score_node(builder_, score, cohort));
}

Node learning_node(const lang::Block& block, const lang::Use& how, FrameWiring& frame) {
  Node n;
  n.path = block.name + "/" + how.signature->name;
  n.operation = how.signature->name;
  n.version = how.signature->version;
  n.block_kind = block.kind;
  n.axis = "cohort";
  n.block = block.name;
  n.origin = how.span;
  n.purpose = how.signature->random;
  n.params = {{"args", parameters_of(how)}, {"block", block.name}, {"from", Json::array()}};
  for (const auto& ref : block.refs.at("from")) n.params["from"].push_back(frame.select(ref));
  if (block.where) n.params["where"] = to_json(*block.where);
  n.parameters = printed_parameters(how);
  return n;
}

Json beside_of(const std::vector<lang::Use>& steps, FrameWiring& frame) {
  Json out = Json::array();
  for (const auto& step : steps)
    for (const auto& argument : step.arguments)
      for (const auto& ref : argument.refs) {
        if (ref.kind != Ref::Kind::outcome && ref.kind != Ref::Kind::covariate && ref.kind != Ref::Kind::cohort_name)
          continue;
        Json selection = frame.select(ref);
        if (std::find(out.begin(), out.end(), selection) == out.end()) out.push_back(std::move(selection));
      }
  return out;
}

std::string label_of(const Json& selection) {
  if (selection.at("from") == "variable") return selection.at("name").get<std::string>();
  if (selection.at("from") == "matrix") return selection.at("picks").at(0).get<std::string>();
  return selection.value("block", "cohort");
}

}  // namespace rgx::engine
