#pragma once
// Scores of the checklists that have one, as far as a study shows them. Internal to engine/checklist*.
#include <map>
#include <string>
#include <vector>

#include "engine/checklist_facts.hpp"
#include "engine/checklist_items.hpp"

namespace rgx::engine {

using ChecklistCount = std::map<Judged::State, std::size_t>;
ChecklistCount count_of(const std::vector<ChecklistItem>& items, const Facts& facts);

// METRICS: the weights of what is met over those of what applies, in %, from what the study shows alone to what it
// would be if all that cannot be seen were met; its class by the authors' limits (20, 40, 60, 80 %).
std::string metrics_score(const std::vector<ChecklistItem>& items, const Facts& facts);

// RQS: points between −8 and 36 and in % of 36 (not below 0), likewise.
std::string rqs_score(const std::vector<ChecklistItem>& items, const Facts& facts);
// The points of one row; 0 where it cannot be seen.
double rqs_points(const Judged& answer);

}  // namespace rgx::engine
