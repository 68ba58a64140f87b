// Lowering of `robust` blocks, of the filter by them, and of the step that judges inside folds.
#include <algorithm>

#include "engine/lower_builder.hpp"
#include "engine/lower_overlap.hpp"
#include "engine/lower_perturb.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Role;

namespace {

// What is judged, and how: parameters of the block, which the step within folds takes as well.
Json judged(const Block& block) {
  Json out{{"block", block.name}, {"measures", Json::array()}};
  if (const auto* over = block.setting("over")) out["over"] = to_json(over->value);
  if (const auto* keys = block.setting("keys")) out["keys"] = to_json(keys->value);
  for (const auto& step : block.steps)
    if (step.signature->role == Role::agreement) out["measures"].push_back(part_of(step));
  return out;
}

}  // namespace

void lower_robust(Builder& b, const Block& block) {
  if (compares_masks(b, block)) return lower_overlap(b, block);
  if (perturbs(block))
    for (const auto& cohort : block.on) lower_perturbed(b, block, cohort);
  const auto& from = block.refs.at("from").front();
  const auto tables = b.repeated.find(perturbs(block) ? block.name : from.block);
  if (tables == b.repeated.end())
    throw Failure("not-built", "`" + block.name + "` has no table with a row a repeat", "see `repeat:` of `images`");
  Node n;
  n.path = n.block = block.name;
  n.operation = "agreement";
  n.axis = "cohort";
  n.origin = block.span;
  n.params = judged(block);
  n.params["cohorts"] = block.on;
  if (from.picked) n.params["picks"] = from.picks;
  for (const auto& s : block.settings) n.parameters.push_back({s.name, to_json(s.value), s.written});
  for (const auto& step : block.steps)
    for (auto& p : printed_parameters(step)) {
      p.name = step.signature->name + "." + p.name;
      n.parameters.push_back(std::move(p));
    }
  for (const auto& cohort : block.on) n.inputs.emplace_back("table", tables->second.at(cohort));
  const std::size_t made = b.add(std::move(n));
  b.robust[block.name] = made;
  b.plan.outputs.push_back({block.name + ".csv", made, "agreement"});
  b.plan.outputs.push_back({block.name + ".pairs.csv", made, "pairs", true});
}

void lower_keep(Builder& b, const Block& block, const std::string& cohort) {
  const auto& keep = block.features->keep;
  if (keep.empty()) return;
  const std::size_t cohorts = block.features->cohorts.size();
  Node n;
  n.path = block.name + "/keep" + (cohorts > 1 ? "/" + cohort : "");
  n.operation = "keep_features";
  n.axis = "cohort";
  n.block = block.name;
  n.origin = keep.front().span;
  n.params = {{"block", block.name}, {"keep", Json::array()}};
  if (block.features->from.kind == lang::Ref::Kind::features && block.features->from.picked)
    n.params["picks"] = block.features->from.picks;
  n.inputs = {{"table", b.tables.at(block.name).at(cohort)}};
  for (const auto& ref : keep) {
    n.params["keep"].push_back(ref.block);
    n.inputs.emplace_back("robust", b.robust.at(ref.block));
  }
  n.parameters = {{"keep", n.params["keep"], true}};
  const std::size_t made = b.add(std::move(n));
  b.tables[block.name][cohort] = made;
  // In place of the whole table, which this one was made of.
  const std::string file = cohorts > 1 ? block.name + "." + cohort + ".csv" : block.name + ".csv";
  std::erase_if(b.plan.outputs, [&](const OutputTable& o) { return o.file == file; });
  b.plan.outputs.push_back({file, made, ""});
}

void lower_keep_stable(Builder& b, const Block& model, Node& node) {
  for (const auto& step : model.within_folds) {
    if (step.signature->name != "keep_stable") continue;
    const auto* named = step.argument("robust");
    if (named == nullptr || named->refs.empty()) continue;
    const std::string& name = named->refs.front().block;
    const Block& block = b.block(name);
    if (node.params.contains("robust") && node.params["robust"].contains(name)) continue;
    const auto& from = block.refs.at("from").front();
    const auto tables = b.repeated.find(perturbs(block) ? name : from.block);
    if (tables == b.repeated.end())
      throw Failure("not-built", "`keep_stable` takes repeated features, and `" + name + "` has none");
    Json about = judged(block);
    about["tables"] = block.on.size();
    if (from.picked) about["picks"] = from.picks;
    node.params["robust"][name] = about;
    for (const auto& cohort : block.on) node.inputs.emplace_back("repeats " + name, tables->second.at(cohort));
  }
}

}  // namespace rgx::engine
