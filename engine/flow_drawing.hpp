#pragma once
// The participant flow as a drawing: boxes with counts, who left at which step, what is complete in the end.
#include <cstddef>
#include <string>
#include <vector>

namespace rgx::engine {

struct FlowStep {
  struct Reason {
    std::string text;
    std::size_t n = 0;
  };
  std::string title;            // of the box of those who remain, as "Cohort glioma"
  std::size_t remaining = 0;    // after this step
  std::size_t left = 0;         // at it; 0: no side box
  std::string left_title;       // "Left out at reading"
  std::vector<Reason> reasons;  // of those who left
};

struct FlowEnd {
  std::string title;               // "Outcome idh"
  std::vector<std::string> lines;  // "187 with a value, 1 without"
};

struct ParticipantFlow {
  std::string start;  // title of the first box
  std::size_t n = 0;
  std::vector<FlowStep> steps;
  std::vector<FlowEnd> ends;  // side by side below the last box
};

// An SVG of a fixed size for the same flow, drawn without measuring text, so that it is the same everywhere. `label`
// is its accessible name.
std::string draw_flow(const ParticipantFlow& flow, const std::string& label);

}  // namespace rgx::engine
