// Lowering of `cluster` blocks: one node that finds the groups, and one a cohort that hands on its labels. Groups of a
// score have the latter only.
#include <algorithm>

#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

namespace {

Json selections(FrameWiring& frame, const lang::Block& block) {
  Json out = Json::array();
  for (const auto& ref : block.refs.at("from")) out.push_back(frame.select(ref));
  return out;
}

// Cohorts of the blocks that use the labels, those they were made on first.
std::vector<std::string> asked_of(const Builder& b, const lang::Block& block) {
  std::vector<std::string> out = block.on;
  for (const auto& other : b.study.blocks)
    for (const auto& [role, refs] : other.refs)
      if (std::any_of(refs.begin(), refs.end(),
                      [&](const lang::Ref& r) { return r.kind == lang::Ref::Kind::clusters && r.block == block.name; }))
        for (const auto& cohort : other.on)
          if (std::find(out.begin(), out.end(), cohort) == out.end()) out.push_back(cohort);
  return out;
}

}  // namespace

void lower_cluster(Builder& b, const lang::Block& block) {
  const lang::Use* how = block.step(lang::Role::clustering);
  if (how == nullptr) throw Failure("missing-setting", "`" + block.name + "` says no way to group");
  FrameWiring frame(b, block.on);
  Node n = learning_node(block, *how, frame);
  if (const auto* missing = block.setting("missing")) n.params["missing"] = to_json(missing->value);
  frame.wire(n);
  const std::size_t fit = b.add(std::move(n));
  for (const char* part : {"labels", "summary", "clusters", "heat"})
    b.plan.outputs.push_back({block.name + "." + part + ".csv", fit, part});
  for (const char* part : {"tree", "consensus", "distribution"})
    b.plan.outputs.push_back({block.name + "." + part + ".csv", fit, part, true});

  for (const auto& cohort : asked_of(b, block)) {
    const bool fitted = std::find(block.on.begin(), block.on.end(), cohort) != block.on.end();
    Node labels;
    labels.path = block.name + "/labels[" + cohort + "]";
    labels.operation = "cluster_labels";
    labels.axis = "cohort";
    labels.block = block.name;
    labels.origin = block.span;
    labels.params = {{"cohort", cohort}, {"fitted", fitted}};
    labels.inputs.emplace_back("fit", fit);
    if (!fitted) {
      FrameWiring other(b, {cohort});
      labels.params["from"] = selections(other, block);
      other.wire(labels);
    }
    b.labels[block.name][cohort] = b.add(std::move(labels));
    if (!fitted)
      b.plan.outputs.push_back({block.name + "." + cohort + ".labels.csv", b.labels[block.name][cohort], ""});
  }
}

// `cut(model.score, …)` of a `derive`: each cohort's cases by its own scores.
void lower_score_groups(Builder& b, const lang::Block& block) {
  const lang::Derivation& cut = *block.clusters->cut;
  for (const auto& cohort : block.on) {
    Node n;
    n.path = block.name + "/labels[" + cohort + "]";
    n.operation = "score_groups";
    n.axis = "cohort";
    n.block = block.name;
    n.origin = block.span;
    n.params = {{"levels", block.clusters->levels}, {"from", Json::array()}};
    if (cut.at.empty())
      n.params["cuts"] = cut.cuts;
    else
      n.params["at"] = cut.at;
    n.parameters = {{"at", cut.at.empty() ? Json(cut.cuts) : Json(cut.at), true}};
    FrameWiring frame(b, {cohort});
    for (const auto& ref : block.refs.at("from")) n.params["from"].push_back(frame.select(ref));
    frame.wire(n);
    const std::size_t node = b.labels[block.name][cohort] = b.add(std::move(n));
    b.plan.outputs.push_back({block.name + (block.on.size() > 1 ? "." + cohort : "") + ".labels.csv", node, ""});
  }
}

}  // namespace rgx::engine
