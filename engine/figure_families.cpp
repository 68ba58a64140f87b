#include "engine/figure_families.hpp"

#include <algorithm>
#include <set>

namespace rgx::engine {

std::string family_of(const std::map<std::string, std::string>& part_of, const std::string& column) {
  const auto found = part_of.find(column);
  if (found == part_of.end()) return {};
  const auto blank = found->second.rfind(' ');
  return blank == std::string::npos ? found->second : found->second.substr(blank + 1);
}

Json family_colours(const std::vector<std::string>& families) {
  constexpr const char* muted[] = {"#332288", "#88ccee", "#44aa99", "#117733", "#999933",
                                   "#ddcc77", "#cc6677", "#882255", "#aa4499", "#7a8794"};
  Json out = Json::array();
  for (std::size_t i = 0; i < families.size(); ++i) out.push_back(muted[std::min<std::size_t>(i, 9)]);
  return {{"domain", families}, {"range", out}};
}

std::vector<std::string> families_among(const std::map<std::string, std::string>& part_of,
                                        const std::vector<std::string>& columns) {
  std::set<std::string> seen;
  for (const auto& column : columns)
    if (std::string family = family_of(part_of, column); !family.empty()) seen.insert(std::move(family));
  if (seen.size() < 2) return {};
  return {seen.begin(), seen.end()};
}

}  // namespace rgx::engine
