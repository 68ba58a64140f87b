// `robust` blocks from images: masks of several readers, or of several scans on one grid, measured against each other.
#include "engine/lower_overlap.hpp"

namespace rgx::engine {

using lang::Block;

bool compares_masks(const Builder& b, const Block& robust) {
  return b.block(robust.refs.at("from").front().block).images.has_value();
}

void lower_overlap(Builder& b, const Block& robust) {
  const Block& images = b.block(robust.refs.at("from").front().block);
  const auto level = to_json(robust.setting("over")->value).get<std::string>();
  const auto keys = to_json(robust.setting("keys")->value).get<std::vector<std::string>>();
  Json measures = Json::array();
  std::vector<Parameter> printed;
  for (const auto& step : robust.steps) {
    measures.push_back(part_of(step));
    for (auto& p : printed_parameters(step)) {
      p.name = step.signature->name + "." + p.name;
      printed.push_back(std::move(p));
    }
  }
  std::size_t place = 0;
  while (images.images->repeats.at(place).level != level) ++place;
  Node all;
  all.path = all.block = robust.name;
  all.operation = "mask_agreement";
  all.axis = "cohort";
  all.origin = robust.span;
  all.params = {{"block", robust.name}, {"measures", measures}, {"keys", keys}};
  all.parameters = printed;
  for (const auto& cohort : robust.on) {
    // A subject's cases in the order of the keys; other levels at their first.
    std::map<std::string, std::map<std::string, const CaseNode*>> of_subject;
    std::vector<std::string> order;
    for (const auto& one : b.cases[images.name][cohort]) {
      bool first = true;
      for (std::size_t l = 0; l < one.keys.size(); ++l)
        first = first && (l == place || one.keys[l] == images.images->repeats[l].keys.front());
      if (!first) continue;
      if (!of_subject.contains(one.subject)) order.push_back(one.subject);
      of_subject[one.subject][one.keys.at(place)] = &one;
    }
    for (const auto& subject : order) {
      Node n;
      n.path = robust.name + (robust.on.size() > 1 ? "/" + cohort : "") + "[" + subject + "]";
      n.operation = "compare_masks";
      n.axis = "subject";
      n.subject = subject;
      n.block = robust.name;
      n.origin = robust.span;
      n.params = {{"measures", measures}, {"keys", Json::array()}};
      n.parameters = printed;
      for (const auto& key : keys) {
        const auto found = of_subject[subject].find(key);
        if (found == of_subject[subject].end()) continue;
        n.params["keys"].push_back(key);
        n.inputs.emplace_back("case", found->second->node);
        n.memory_bytes += b.plan.nodes[found->second->node].memory_bytes * 2;
      }
      if (n.inputs.size() < 2) continue;
      all.inputs.emplace_back("rows", b.add(std::move(n)));
    }
  }
  const std::size_t made = b.add(std::move(all));
  b.robust[robust.name] = made;
  b.plan.outputs.push_back({robust.name + ".csv", made, "agreement"});
  b.plan.outputs.push_back({robust.name + ".overlap.csv", made, "overlap"});
}

}  // namespace rgx::engine
