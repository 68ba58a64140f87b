// Lowering of `evaluate`: each model applied to each other cohort, then one node that judges and compares.
#include <algorithm>

#include "engine/condition_json.hpp"
#include "engine/lower_model.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Role;

namespace {

Json metrics_of(const Builder& b, const Block& block) {
  Json out = Json::array();
  const auto take = [&](const Block& from) {
    const auto* metrics = from.setting("metrics");
    const Json named = metrics != nullptr ? to_json(metrics->value) : Json();
    for (const auto& m : named.is_string() ? Json::array({named}) : named.is_array() ? named : Json::array())
      if (std::find(out.begin(), out.end(), m) == out.end()) out.push_back(m);
  };
  take(block);
  if (out.empty())
    for (const auto& r : block.refs.at("model")) take(b.block(r.block));
  return out;
}

// A setting of the block, else of the first model that has it.
Json setting_of(const Builder& b, const Block& block, const char* name) {
  if (const auto* own = block.setting(name)) return to_json(own->value);
  for (const auto& r : block.refs.at("model"))
    if (const auto* of = b.block(r.block).setting(name)) return to_json(of->value);
  return {};
}

std::size_t applied(Builder& b, const Block& block, const Block& model, const std::string& cohort) {
  auto cohorts = model.on;
  cohorts.push_back(cohort);
  Node n =
      model_node(b, model, model.refs.at("predict").front(), 0, cohorts,
                 block.name + "/" + model.name + "[" + cohort + "]", "apply_model", [&](FrameWiring&, Node& node) {
                   node.params["apply_to"] = cohort;
                   if (block.where) node.params["apply_where"] = to_json(*block.where);
                   if (const auto* missing = block.setting("missing"))
                     node.params["apply_missing"] = to_json(missing->value);
                   if (std::find(block.not_valid.begin(), block.not_valid.end(), "leakage") != block.not_valid.end())
                     node.params["shared_subjects"] = "accepted";
                 });
  n.block = block.name;
  n.origin = block.span;
  n.purpose.clear();  // its random numbers are those of the refit
  n.inputs.emplace_back("refit", b.refitted.at(model.name));
  return b.add(std::move(n));
}

}  // namespace

void lower_evaluate(Builder& b, const Block& block) {
  const auto& models = block.refs.at("model");
  const auto on = block.fans_out.find("on");
  const bool elsewhere = on != block.fans_out.end() && on->second;
  Node n;
  n.path = block.name;
  n.operation = "evaluate";
  n.axis = "cohort";
  n.block = block.name;
  n.origin = block.span;
  n.purpose = "evaluate";
  n.params = {
      {"block", block.name}, {"models", Json::array()}, {"judged_on", Json::array()}, {"compare", Json::array()}};
  n.params["metrics"] = metrics_of(b, block);
  if (const Json horizon = setting_of(b, block, "horizon"); !horizon.is_null()) n.params["horizon"] = horizon;
  if (elsewhere && block.setting("recalibrate") != nullptr)
    n.params["recalibrate"] = to_json(block.setting("recalibrate")->value);
  for (const auto& step : block.steps) n.params["compare"].push_back(part_of(step));
  for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
  for (const auto& step : block.steps)
    for (auto& p : printed_parameters(step)) n.parameters.push_back(std::move(p));
  if (!block.not_valid.empty()) n.params["not_valid"] = block.not_valid;
  for (const auto& r : models) n.params["models"].push_back(r.block);
  if (elsewhere) {
    n.params["judged_on"] = block.on;
    for (const auto& r : models)
      for (const auto& cohort : block.on) n.inputs.emplace_back("model", applied(b, block, b.block(r.block), cohort));
  } else {
    for (const auto& r : models) n.inputs.emplace_back("model", b.assessed.at(r.block));
    n.inputs.emplace_back("split", b.splits.at(b.block(models.front().block).refs.at("validate").front().block));
  }
  FrameWiring frame(b, block.on);
  if (const auto group = block.refs.find("by_group"); group != block.refs.end() && !group->second.empty())
    n.params["by_group"] = frame.select(group->second.front());
  frame.wire(n);
  const std::size_t node = b.add(std::move(n));
  b.plan.outputs.push_back({block.name + ".csv", node, "evaluation"});
  for (const char* table : {"predictions", "roc", "calibration", "decision"})
    b.plan.outputs.push_back({block.name + "." + table + ".csv", node, table, true});
}

}  // namespace rgx::engine
