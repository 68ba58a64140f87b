// Lowering of the numbers to meet: all `published` blocks give one table.
#include <algorithm>

#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

void lower_published(Builder& b) {
  Node n;
  n.path = n.operation = "published";
  n.operation = "published_values";
  n.axis = "cohort";
  n.params = {{"values", Json::array()}, {"blocks", Json::array()}};
  // A result is named by its block; a model that fans out by block and outcome.
  std::vector<std::string> wired;
  const auto wire = [&](const std::string& name, std::size_t node) {
    if (std::find(wired.begin(), wired.end(), name) != wired.end()) return;
    wired.push_back(name);
    n.params["blocks"].push_back(name);
    n.inputs.emplace_back("result", node);
  };
  for (const auto& block : b.study.blocks)
    for (const auto& value : block.published) {
      const std::string& name = value.path.front();
      if (const auto c = b.corrected.find(name); c != b.corrected.end())
        wire(name, c->second.first);
      else if (const auto cohort = b.cohorts.find(name); cohort != b.cohorts.end())
        wire(name, cohort->second);
      else
        for (const auto& [model, node] : b.assessed)
          if (model == name || model.starts_with(name + "[")) wire(model, node);
      Json one{{"source", block.name},
               {"path", value.path},
               {"text", value.text},
               {"expected", value.expected},
               {"where", value.where}};
      if (value.digits) one["digits"] = *value.digits;
      if (value.tolerance) one["tolerance"] = *value.tolerance;
      if (value.tolerance_relative) one["tolerance_relative"] = *value.tolerance_relative;
      if (!value.call.empty()) one["call"] = value.call;
      if (value.condition) one["condition"] = to_json(*value.condition);
      if (!value.of.empty()) one["of"] = value.of;
      n.params["values"].push_back(one);
      n.block = block.name;
      n.origin = block.span;
    }
  if (n.params["values"].empty()) return;
  const std::size_t node = b.add(std::move(n));
  b.plan.outputs.push_back({"published.csv", node, ""});
}

}  // namespace rgx::engine
