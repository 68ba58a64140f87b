// Lowering of what looks at a model's held-out predictions once more: `by_group` of a model.
#include "engine/lower_model.hpp"

namespace rgx::engine {

Node judged_on_folds(const lang::Block& block, const std::string& result, const std::string& what) {
  Node n;
  n.path = result + "/" + what;
  n.operation = "evaluate";
  n.axis = "cohort";
  n.block = block.name;
  n.origin = block.span;
  n.purpose = "evaluate";
  n.params = {{"block", block.name},
              {"models", Json::array({result})},
              {"judged_on", Json::array()},
              {"compare", Json::array()},
              {"metrics", Json::array()}};
  metrics_of_node(block, n);
  if (n.params.contains("settings")) {
    n.params["horizon"] = n.params["settings"]["horizon"];
    n.params.erase("settings");
  }
  if (!block.not_valid.empty()) n.params["not_valid"] = block.not_valid;
  return n;
}

void lower_model_groups(Builder& b, const lang::Block& block, const std::string& result) {
  const auto groups = block.refs.find("by_group");
  if (groups == block.refs.end() || groups->second.empty()) return;
  Node n = judged_on_folds(block, result, "by_group");
  n.inputs.emplace_back("model", b.assessed.at(result));
  n.inputs.emplace_back("split", b.splits.at(block.refs.at("validate").front().block));
  FrameWiring frame(b, block.on);
  n.params["by_group"] = frame.select(groups->second.front());
  frame.wire(n);
  const std::size_t node = b.add(std::move(n));
  b.plan.outputs.push_back({file_of_result(result) + ".by_group.csv", node, "evaluation"});
}

}  // namespace rgx::engine
