// Perturbations of `robust` blocks: features taken again from images and regions that were changed.
#include "engine/lower_perturb.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rgx::engine {

using lang::Block;

namespace {

// One change, and what it is called.
struct Link {
  std::string label;  // rotate(-10), translate(0.25, 0.25, 0.75), noise(2)
  Json change;        // {"op", "version", "params"} with one value for each list
};
using Chain = std::vector<Link>;

std::string text_of(const Json& value) {
  if (value.is_number()) return shortest(value.get<double>());
  if (!value.is_array()) return value.get<std::string>();
  std::string out;
  for (const Json& one : value) out += (out.empty() ? "" : ", ") + text_of(one);
  return out;
}

// Every triple of the values.
Json triples(const Json& values) {
  Json out = Json::array();
  for (const Json& x : values)
    for (const Json& y : values)
      for (const Json& z : values) out.push_back({x, y, z});
  return out;
}

// The changes that one step stands for: one a value of its list, or one a repetition.
std::vector<Link> links_of(const lang::Use& step) {
  const Json all = parameters_of(step);
  std::string listed;
  for (const auto& p : step.signature->params)
    if (p.list) listed = p.name;
  Json values = listed.empty() ? Json::array() : all.at(listed);
  if (!listed.empty() && !values.is_array()) values = Json::array({values});
  if (listed.empty()) {
    listed = "repetitions";
    for (int i = 1; i <= all.at("repetitions").get<int>(); ++i) values.push_back(i);
  } else if (all.value("permute", false)) {
    values = triples(values);
  }
  std::vector<Link> out;
  for (const Json& value : values) {
    Json params = all;
    params.erase("permute");
    params[listed] = value;
    const std::string& name = step.signature->name;
    out.push_back({name + "(" + text_of(value) + ")",
                   {{"op", name}, {"version", step.signature->version}, {"params", std::move(params)}}});
  }
  return out;
}

// Each change by itself, or every combination of one change a step, in the order of the steps.
std::vector<Chain> chains_of(const Block& robust) {
  const auto* combine = robust.setting("combine");
  const bool chained = combine != nullptr && to_json(combine->value) == "chain";
  std::vector<Chain> out;
  if (chained) out.emplace_back();
  for (const auto& step : robust.steps) {
    if (step.signature->role != lang::Role::perturbation) continue;
    std::vector<Chain> longer;
    for (const auto& link : links_of(step)) {
      if (!chained) {
        out.push_back({link});
        continue;
      }
      for (const Chain& chain : out) {
        longer.push_back(chain);
        longer.back().push_back(link);
      }
    }
    if (chained) out = std::move(longer);
  }
  return out;
}

std::string label_of(const Chain& chain) {
  std::string out;
  for (const auto& link : chain) out += (out.empty() ? "" : " + ") + link.label;
  return out;
}

// The images block that features come from, and the steps in between.
const Block& images_of(const Builder& b, const Block& features, Json& steps) {
  std::vector<const Block*> between;
  const Block* at = &b.block(features.features->from.block);
  for (; !at->images; at = &b.block(at->refs.at("from").front().block)) between.push_back(at);
  steps = Json::array();
  std::reverse(between.begin(), between.end());
  for (const Block* block : between)
    for (const auto& step : block->steps) steps.push_back(part_of(step));
  return *at;
}

}  // namespace

bool perturbs(const Block& robust) {
  return std::any_of(robust.steps.begin(), robust.steps.end(),
                     [](const lang::Use& u) { return u.signature->role == lang::Role::perturbation; });
}

std::size_t lower_perturbed(Builder& b, const Block& robust, const std::string& cohort) {
  const Block& features = b.block(robust.refs.at("from").front().block);
  const auto& spec = *features.features;
  Json steps;
  const Block& images = images_of(b, features, steps);
  const Json extract = extraction_parameters(b.study, features);
  const std::string suffix = robust.on.size() > 1 ? "/" + cohort : "";
  const auto chains = chains_of(robust);
  Node all;
  all.path = robust.name + "/perturbed" + suffix;
  all.operation = "collect_features";
  all.version = 2;
  all.axis = "cohort";
  all.block = robust.name;
  all.origin = robust.span;
  all.params = {{"block", robust.name}, {"scans", spec.scans}, {"levels", {"perturbation"}}, {"keys", Json::array()}};
  all.inputs = {{"cohort", b.cohorts.at(cohort)}};
  // The features as they are, of each subject's first repeat: the node that collects them names their rows.
  const auto repeated = b.repeated.find(features.name);
  const Node collected =
      b.plan.nodes[repeated != b.repeated.end() ? repeated->second.at(cohort) : b.tables.at(features.name).at(cohort)];
  std::map<std::string, std::size_t> as_read;
  for (const auto& [port, row] : collected.inputs)
    if (port == "row") as_read.emplace(b.plan.nodes[row].subject, row);
  std::set<std::string> seen;
  for (const auto& one : b.cases[images.name][cohort]) {
    const auto original = as_read.find(one.subject);
    if (original == as_read.end() || !seen.insert(one.subject).second) continue;
    const auto take = [&](const std::string& key, std::size_t row) {
      all.params["keys"].push_back(Json::array({key}));
      all.inputs.emplace_back("row", row);
    };
    take("original", original->second);
    for (const Chain& chain : chains) {
      const std::string label = label_of(chain);
      Node n;
      n.path = robust.name + "/" + label + suffix + "[" + one.subject + "]";
      n.operation = "extract_perturbed";
      n.axis = "subject";
      n.subject = one.subject;
      n.block = robust.name;
      n.origin = robust.span;
      n.purpose = "perturbation";
      n.params = {{"chain", Json::array()}, {"steps", steps}, {"extract", extract}};
      for (const auto& link : chain) n.params["chain"].push_back(link.change);
      n.parameters = {{"perturbation", label, true}, {"features", features.name, true}};
      n.inputs = {{"case", one.node}};
      n.memory_bytes = b.plan.nodes[one.node].memory_bytes * 6;
      take(label, b.add(std::move(n)));
    }
  }
  const std::size_t made = b.add(std::move(all));
  b.repeated[robust.name][cohort] = made;
  const std::string file = robust.name + ".perturbed" + (robust.on.size() > 1 ? "." + cohort : "") + ".csv";
  b.plan.outputs.push_back({file, made, ""});
  return made;
}

}  // namespace rgx::engine
