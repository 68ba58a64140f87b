#include "lang/signature.hpp"

#include <algorithm>

namespace rgx::lang {

const Signature* Catalogue::find(std::string_view name, std::string_view block, unsigned version) const {
  const Signature* best = nullptr;
  for (const auto& s : all_) {
    if (s.name != name || (version != 0 && s.version != version)) continue;
    if (!block.empty() && std::find(s.blocks.begin(), s.blocks.end(), block) == s.blocks.end()) continue;
    // What is built is preferred to what only the contract knows; then the newest.
    if (best == nullptr || (s.built && !best->built) || (s.built == best->built && s.version > best->version))
      best = &s;
  }
  return best;
}

}  // namespace rgx::lang
