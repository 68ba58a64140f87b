// Lowering of `harmonise` blocks.
#include "engine/lower_builder.hpp"

namespace rgx::engine {

// One fit over all its cohorts, then the table of each like any other.
void lower_harmonise(Builder& b, const lang::Block& block) {
  const lang::Use* how = block.step(lang::Role::fold_step);
  if (how == nullptr) throw Failure("missing-setting", "`" + block.name + "` has no correction");
  FrameWiring frame(b, block.on);
  Node fit = learning_node(block, *how, frame);
  fit.params["beside"] = beside_of({*how}, frame);
  frame.wire(fit);
  const std::size_t made = b.add(std::move(fit));
  for (const auto& cohort : block.on) {
    Node values;
    values.path = block.name + (block.on.size() > 1 ? "[" + cohort + "]" : "");
    values.operation = "harmonised_table";
    values.axis = "cohort";
    values.block = block.name;
    values.origin = block.span;
    values.params = {{"cohort", cohort}};
    values.inputs = {{"harmonised", made}};
    const std::size_t table = b.add(std::move(values));
    b.tables[block.name][cohort] = table;
    b.plan.outputs.push_back(
        {block.on.size() > 1 ? block.name + "." + cohort + ".csv" : block.name + ".csv", table, ""});
  }
  b.plan.outputs.push_back({block.name + ".batches.csv", made, "batches"});
}

}  // namespace rgx::engine
