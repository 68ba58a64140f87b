#include "engine/lower_participants.hpp"

#include "engine/lower_builder.hpp"

namespace rgx::engine {

void lower_participants(Builder& b) {
  if (b.cohorts.empty()) return;
  Node n;
  n.path = "cohorts/describe";  // no block can be called so
  n.operation = "describe_participants";
  n.axis = "cohort";
  n.params = {{"tables", Json::array()}, {"matrices", Json::array()}};
  const auto wire = [&](const char* port, const char* list, const std::string& block, const auto& nodes) {
    for (const auto& [cohort, node] : nodes) {
      n.params[list].push_back({{"block", block}, {"cohort", cohort}});
      n.inputs.emplace_back(port, node);
    }
  };
  // In the study's order, not that of names.
  for (const auto& block : b.study.blocks)
    if (const auto at = b.cohorts.find(block.name); block.kind == "cohort" && at != b.cohorts.end()) {
      n.inputs.emplace_back("cohort", at->second);
      if (n.origin == lang::Span{}) n.origin = block.span;
    }
  for (const auto& block : b.study.blocks) {
    if (block.kind == "features" && b.tables.contains(block.name))
      wire("table", "tables", block.name, b.tables.at(block.name));
    if (block.kind == "matrix" && b.matrices.contains(block.name))
      wire("matrix", "matrices", block.name, b.matrices.at(block.name));
  }
  const std::size_t node = b.add(std::move(n));
  // A block of that name has the file.
  const auto file = [&](const std::string& name) {
    for (const auto& o : b.plan.outputs)
      if (o.file == name + ".csv") return "participants." + name + ".csv";
    return name + ".csv";
  };
  for (const char* part : {"baseline", "missingness"}) b.plan.outputs.push_back({file(part), node, part});
}

}  // namespace rgx::engine
