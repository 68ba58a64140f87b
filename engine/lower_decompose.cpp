// Lowering of `decompose` blocks.
#include "engine/lower_builder.hpp"

namespace rgx::engine {

// One fit over all its cohorts, then the scores of each as a table like any other.
void lower_decompose(Builder& b, const lang::Block& block) {
  const lang::Use* how = block.step(lang::Role::decomposition);
  if (how == nullptr) throw Failure("missing-setting", "`" + block.name + "` has no decomposition");
  FrameWiring frame(b, block.on);
  Node fit = learning_node(block, *how, frame);
  frame.wire(fit);
  const std::size_t made = b.add(std::move(fit));
  for (const auto& cohort : block.on) {
    Node scores;
    scores.path = block.name + (block.on.size() > 1 ? "[" + cohort + "]" : "");
    scores.operation = "component_scores";
    scores.axis = "cohort";
    scores.block = block.name;
    scores.origin = block.span;
    scores.params = {{"cohort", cohort}};
    scores.inputs = {{"components", made}};
    b.tables[block.name][cohort] = b.add(std::move(scores));
  }
  for (const char* part : {"scores", "loadings", "summary"})
    b.plan.outputs.push_back({block.name + "." + part + ".csv", made, part});
}

}  // namespace rgx::engine
