#pragma once
// The rows of the checklists: their numbers, and what each asks for in short words of ours. Internal to
// engine/checklist*.
#include <string_view>
#include <vector>

namespace rgx::engine {

struct ChecklistItem {
  const char* number;
  const char* what;
  const char* fact;   // of Facts; "" when nothing in a study can answer
  double points = 0;  // METRICS: the weight; RQS: the most points
};

// CLEAR, METRICS, TRIPOD_AI, RQS as a study names them; nullptr for another.
const std::vector<ChecklistItem>* checklist_items(std::string_view guideline);

}  // namespace rgx::engine
