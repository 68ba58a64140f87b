// Lowering of compare and associate, and of the correction that a family shares.
#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Ref;
using lang::Role;

namespace {

const std::vector<Ref>& refs(const Block& block, const std::string& name) {
  static const std::vector<Ref> none;
  const auto found = block.refs.find(name);
  return found == block.refs.end() ? none : found->second;
}

Json joined(FrameWiring& frame, const std::vector<Ref>& list) {
  Json out = Json::array();
  for (const auto& ref : list) out.push_back(frame.select(ref));
  return out;
}

// What stands beside the two sides, where it is written.
void beside(Node& node, FrameWiring& frame, const Block& block) {
  node.params["adjust"] = joined(frame, refs(block, "adjust"));
  for (const char* role : {"interact", "by_group", "strata"})
    if (!refs(block, role).empty()) node.params[role] = joined(frame, refs(block, role));
}

Node test_node(const Block& block, const lang::Use& test) {
  Node n;
  n.operation = test.signature->name;
  n.version = test.signature->version;
  n.block_kind = block.kind;
  n.axis = "cohort";
  n.block = block.name;
  n.origin = test.span;
  n.params = {{"args", parameters_of(test)}, {"block", block.name}, {"family", block.family}};
  n.parameters = printed_parameters(test);
  n.purpose = test.signature->random;
  if (block.where) n.params["where"] = to_json(*block.where);
  if (block.level != "subject") n.params["level"] = block.level;
  return n;
}

}  // namespace

void lower_test(Builder& b, const Block& block) {
  const lang::Use* test = block.step(Role::test);
  if (test == nullptr) throw Failure("missing-setting", "`" + block.name + "` has no test");
  auto& made = b.tested[block.name];

  if (block.kind == "associate") {
    FrameWiring frame(b, block.on);
    Node n = test_node(block, *test);
    n.path = block.name + "/" + n.operation;
    n.params["left"] = joined(frame, refs(block, "left"));
    n.params["right"] = joined(frame, refs(block, "right"));
    beside(n, frame, block);
    frame.wire(n);
    made.push_back(b.add(std::move(n)));
    return;
  }
  // Which reference and which of its results: indexes into sources are a node's own, so each node selects anew.
  std::vector<std::pair<const Ref*, std::size_t>> outcomes;
  for (const auto& ref : refs(block, "by"))
    for (std::size_t i = 0; i < FrameWiring(b, block.on).fan_out(ref).size(); ++i) outcomes.emplace_back(&ref, i);
  for (const auto& [ref, i] : outcomes) {
    FrameWiring frame(b, block.on);
    Node n = test_node(block, *test);
    n.params["features"] = joined(frame, refs(block, "features"));
    const Json outcome = frame.fan_out(*ref).at(i);
    n.params["outcome"] = outcome;
    beside(n, frame, block);
    n.path = block.name + "/" + n.operation + (outcomes.size() > 1 ? "[" + label_of(outcome) + "]" : "");
    frame.wire(n);
    made.push_back(b.add(std::move(n)));
  }
}

void lower_families(Builder& b) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Block*>> families;
  for (const auto& block : b.study.blocks)
    if (b.tested.contains(block.name)) {
      if (!families.contains(block.family)) order.push_back(block.family);
      families[block.family].push_back(&block);
    }
  for (const auto& family : order) {
    Node n;
    const auto& blocks = families[family];
    n.path = family + "/correct";
    n.operation = "correct";
    n.axis = "cohort";
    n.block = blocks.front()->name;
    n.params = {{"family", family}, {"method", "none"}, {"args", Json::object()}, {"blocks", Json::array()}};
    for (const Block* block : blocks) {
      if (const lang::Use* correct = block->step(Role::correction)) {
        n.version = correct->signature->version;
        n.params["args"] = parameters_of(*correct);
        n.params["method"] = n.params["args"].value("method", "none");
        n.parameters = printed_parameters(*correct);
        n.origin = correct->span;
      }
      Json described{{"block", block->name}, {"results", b.tested[block->name].size()}};
      if (!block->not_valid.empty()) described["not_valid"] = block->not_valid;
      n.params["blocks"].push_back(described);
      for (const std::size_t result : b.tested[block->name]) n.inputs.emplace_back("result", result);
    }
    const std::size_t node = b.add(std::move(n));
    for (const Block* block : blocks) {
      b.corrected[block->name] = {node, block->name};
      b.plan.outputs.push_back({block->name + ".csv", node, block->name});
      for (const char* part : {".top", ".qq"})  // what only figures need
        b.plan.outputs.push_back({block->name + part + ".csv", node, block->name + part, true});
    }
  }
}

}  // namespace rgx::engine
