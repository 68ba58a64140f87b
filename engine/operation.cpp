#include "engine/operation.hpp"

#include <algorithm>

namespace rgx::engine {

const Artifact& Context::input(std::string_view port) const {
  const auto found = all(port);
  if (found.size() == 1) return *found.front();
  throw Failure(found.empty() ? "missing-input" : "doubled-input",
                "the step reads one `" + std::string(port) + "` and was given " + std::to_string(found.size()));
}

std::vector<const Artifact*> Context::all(std::string_view port) const {
  std::vector<const Artifact*> out;
  for (const auto& [name, artifact] : inputs)
    if (name == port) out.push_back(&artifact);
  return out;
}

void Registry::add(Operation op) {
  const auto same = [&](const Operation& o) {
    if (o.signature.name != op.signature.name || o.signature.version != op.signature.version) return false;
    // Names may be shared by operations of different blocks (kin: `select` of a model and of a preprocess block).
    if (o.signature.blocks.empty() || op.signature.blocks.empty()) return true;
    return std::any_of(o.signature.blocks.begin(), o.signature.blocks.end(), [&](const std::string& block) {
      return std::find(op.signature.blocks.begin(), op.signature.blocks.end(), block) != op.signature.blocks.end();
    });
  };
  if (std::any_of(all_.begin(), all_.end(), same))
    throw Failure("doubled-operation", "`" + op.signature.name + "@" + std::to_string(op.signature.version) +
                                           "` is registered twice for one block");
  all_.push_back(std::move(op));
}

const Operation* Registry::find(std::string_view name, unsigned version) const { return find_in({}, name, version); }

const Operation* Registry::find_in(std::string_view block, std::string_view name, unsigned version) const {
  const Operation* best = nullptr;
  for (const auto& op : all_) {
    const auto& s = op.signature;
    if (s.name != name || (version != 0 && s.version != version)) continue;
    if (!block.empty() && !s.blocks.empty() && std::find(s.blocks.begin(), s.blocks.end(), block) == s.blocks.end())
      continue;
    if (best == nullptr || s.version > best->signature.version) best = &op;
  }
  return best;
}

lang::Catalogue Registry::catalogue() const {
  lang::Catalogue out;
  for (const auto& op : all_) out.add(op.signature);
  return out;
}

}  // namespace rgx::engine
