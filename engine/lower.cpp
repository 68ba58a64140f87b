#include "engine/lower.hpp"

#include "engine/lower_builder.hpp"
#include "engine/lower_participants.hpp"
#include "engine/lower_pictures.hpp"

namespace rgx::engine {

std::size_t Builder::add(Node node) {
  // Steps that no study writes run in their newest version; a study's own were given theirs by the checker.
  if (const Operation* own = registry.find_in("engine", node.operation);
      own != nullptr && own->signature.blocks == std::vector<std::string>{"engine"})
    node.version = own->signature.version;
  plan.nodes.push_back(std::move(node));
  return plan.nodes.size() - 1;
}

namespace {

// Steps that run in an older version than this build's newest say so, for lock and report: `newest`.
void mark_older_versions(Json& description, const std::string& block, const Registry& registry) {
  if (description.is_object() && description.contains("op")) {
    const Operation* newest = registry.find_in(block, description["op"].get<std::string>());
    const unsigned version = description["version"].get<unsigned>();
    if (newest != nullptr && newest->signature.version > version) description["newest"] = newest->signature.version;
  }
  if (!description.is_structured()) return;
  for (auto& inner : description.items())
    mark_older_versions(inner.value(), inner.key() == "within_folds" ? inner.key() : block, registry);
}

}  // namespace

const lang::Block& Builder::block(const std::string& name) const {
  const lang::Block* found = study.find(name);
  if (found == nullptr) throw Failure("unknown-name", "no block `" + name + "` in the checked study");
  return *found;
}

Plan lower(const lang::Study& study, const Registry& registry, const LowerOptions& options) {
  Builder b(study, registry, options);
  static const std::map<std::string, void (*)(Builder&, const lang::Block&)> rules{
      {"cohort", lower_cohort},         {"images", lower_images},
      {"preprocess", lower_preprocess}, {"features", lower_features},
      {"matrix", lower_matrix},         {"compare", lower_test},
      {"associate", lower_test},        {"split", lower_split},
      {"model", lower_model},           {"aggregate", lower_aggregate},
      {"robust", lower_robust},         {"harmonise", lower_harmonise},
      {"decompose", lower_decompose},   {"cluster", lower_cluster},
      {"evaluate", lower_evaluate},     {lang::kScoreGroups, lower_score_groups}};
  for (const auto& block : study.blocks) {
    if (block.kind == "study" || block.kind == "published" || block.kind == "report") continue;
    if (block.kind == "derive") continue;  // its variables are the cohort's
    const auto rule = rules.find(block.kind);
    if (rule == rules.end()) throw Failure("not-built", "blocks of kind `" + block.kind + "` are not built yet");
    rule->second(b, block);
  }
  lower_families(b);
  lower_published(b);
  lower_pictures(b);
  lower_participants(b);
  b.plan.study = describe_study(study, options.sources);
  for (auto& block : b.plan.study["blocks"]) {
    const bool theirs = block.contains("features") && block["features"]["conventions"] == lang::kPyradiomics;
    mark_older_versions(block, theirs ? std::string(lang::kPyradiomics) : block["kind"].get<std::string>(), registry);
  }
  return std::move(b.plan);
}

}  // namespace rgx::engine
