#include "stdlib/features/lost_rows.hpp"

#include <algorithm>
#include <map>

namespace rgx::features {

void warn_of_lost(const std::vector<std::pair<std::string, const engine::Table*>>& rows,
                  const std::vector<std::vector<std::string>>& keys, std::vector<engine::Note>& notes) {
  struct Lost {
    std::size_t of = 0;
    std::vector<std::string> subjects;
    std::string why;
  };
  std::map<std::string, Lost> found;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string key;
    if (r < keys.size())
      for (const auto& part : keys[r]) key += (key.empty() ? "" : "/") + part;
    Lost& lost = found[key];
    ++lost.of;
    const auto& meta = rows[r].second->meta;
    const auto why = meta.find("lost");
    if (why == meta.end()) continue;
    if (lost.subjects.empty()) lost.why = why->get<std::string>();
    lost.subjects.push_back(rows[r].first);
  }
  for (const auto& [key, lost] : found) {
    if (lost.subjects.empty()) continue;
    std::string text = "`" + key + "` leaves " + std::to_string(lost.subjects.size()) + " of " +
                       std::to_string(lost.of) + " subjects without a region (";
    for (std::size_t i = 0; i < std::min<std::size_t>(lost.subjects.size(), 3); ++i)
      text += (i > 0 ? ", " : "") + lost.subjects[i];
    text += (lost.subjects.size() > 3 ? ", …): " : "): ") + lost.why + "; they are left out of the agreement";
    notes.push_back({"warning", "", "region-lost", std::move(text)});
  }
}

}  // namespace rgx::features
