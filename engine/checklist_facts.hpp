#pragma once
// What a study says of itself, judged once and used by the items of every checklist. Internal to engine/checklist*.
#include <map>
#include <string>

#include "engine/report_view.hpp"

namespace rgx::engine {

struct Judged {
  enum class State { met, partly, not_met, does_not_apply, authors };
  State state = State::authors;
  std::string text;   // by which line; what would meet it; why it does not apply
  double points = 0;  // of a row of RQS
};

using Facts = std::map<std::string, Judged>;

// Keys: "objective", "eligibility", "resampling", …; see checklist_items.cpp for which item asks which.
Facts facts_of(const ReportView& view);

}  // namespace rgx::engine
