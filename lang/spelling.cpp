#include "lang/spelling.hpp"

#include <array>
#include <utility>

namespace rgx::lang {

std::string_view british(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> spellings{{
      {"discretize", "discretise"},
      {"harmonize", "harmonise"},
      {"neighbors", "neighbours"},
      {"normalize", "normalise"},
      {"standardize", "standardise"},
      {"winsorize", "winsorise"},
  }};
  for (const auto& [american, ours] : spellings)
    if (name == american) return ours;
  return name;
}

}  // namespace rgx::lang
