// Lowering of `sources: each_and_all`: a model of each source of predictors beside that of all of them.
#include <algorithm>

#include "engine/lower_model.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Ref;
using lang::Role;

namespace {

// `using` by where it comes from: each table or score by itself, all declared variables together.
std::vector<std::pair<std::string, std::vector<Ref>>> sources_of(const Block& block) {
  std::vector<std::pair<std::string, std::vector<Ref>>> out;
  std::vector<Ref> variables;
  for (const auto& ref : block.refs.at("using")) {
    if (ref.kind == Ref::Kind::outcome || ref.kind == Ref::Kind::covariate || ref.kind == Ref::Kind::cohort_name) {
      variables.push_back(ref);
      continue;
    }
    const auto same = std::find_if(out.begin(), out.end(), [&](const auto& s) { return s.first == ref.block; });
    if (same == out.end())
      out.push_back({ref.block, {ref}});
    else
      same->second.push_back(ref);
  }
  if (!variables.empty()) out.push_back({variables.size() == 1 ? variables.front().member : "clinical", variables});
  return out;
}

}  // namespace

// Each source alone and each pair, the last beside all of them together, and how each differs from that.
void lower_sources(Builder& b, const Block& block) {
  const auto sources = sources_of(block);
  const Ref& predicted = block.refs.at("predict").front();
  lower_result(b, block, predicted, 0, block.name);
  Node n = judged_on_folds(block, block.name, "sources");
  n.inputs.emplace_back("model", b.assessed.at(block.name));
  const auto some = [&](const std::string& name, const std::vector<Ref>& refs) {
    Block part = block;
    part.refs["using"] = refs;
    const std::string result = block.name + "[" + name + "]";
    lower_result(b, part, predicted, 0, result);
    n.params["models"].push_back(result);
    n.inputs.emplace_back("model", b.assessed.at(result));
  };
  for (const auto& [name, refs] : sources) some(name, refs);
  if (sources.size() > 2)
    for (std::size_t i = 0; i < sources.size(); ++i)
      for (std::size_t j = i + 1; j < sources.size(); ++j) {
        auto refs = sources[i].second;
        refs.insert(refs.end(), sources[j].second.begin(), sources[j].second.end());
        some(sources[i].first + "+" + sources[j].first, refs);
      }
  const std::string& split = block.refs.at("validate").front().block;
  const std::string how = b.block(split).step(Role::split)->signature->name;
  const bool fixed = how == "holdout" || how == "by_date" || how == "by_column";
  n.params["compare"].push_back({{"op", fixed                     ? "delong"
                                        : how == "leave_pair_out" ? "permutation"
                                                                  : "corrected_resampled_t"},
                                 {"version", 1},
                                 {"params", Json::object()}});
  n.params["first_only"] = true;
  n.inputs.emplace_back("split", b.splits.at(split));
  FrameWiring frame(b, block.on);
  frame.wire(n);
  const std::size_t node = b.add(std::move(n));
  b.plan.outputs.push_back({block.name + ".sources.csv", node, "evaluation"});
}

}  // namespace rgx::engine
