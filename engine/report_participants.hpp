#pragma once
// participants.csv counted: per cohort who was there, who left and why, what is complete. Internal to engine/report*.
#include <string>
#include <utility>
#include <vector>

#include "engine/report_view.hpp"

namespace rgx::engine {

struct CohortFlow {
  struct Left {
    std::string step;  // id, include, exclude; `images.scan`, a block
    std::size_t n = 0;
    std::vector<std::pair<std::string, std::size_t>> reasons;
  };
  struct Complete {
    std::string name, type;
    std::size_t complete = 0, missing = 0;  // among those who remain
  };
  std::string cohort;
  bool known = true;  // participants.csv is there
  std::size_t in_table = 0, remaining = 0;
  std::vector<Left> left;   // while the table was read: they are in nothing
  std::vector<Left> later;  // from an image or a step: in nothing that needs it, counted in `remaining`
  std::vector<Complete> outcomes, images;
};

// One for each cohort block, in the study's order.
std::vector<CohortFlow> cohort_flows(const ReportView& view);

}  // namespace rgx::engine
