#pragma once
// An analysis as a flat list of facts, one line each: what two studies are compared by, and what a registered plan
// holds. Everything that decides about a result but the data: neither paths nor what was found in files (levels of a
// category, columns behind a pattern), so that a plan can be written down before there is any. Presentation (title,
// report, published numbers, people) is left out as well.
#include <string>
#include <vector>

#include "lang/study.hpp"

namespace rgx::lang {

struct Fact {
  std::string block;  // name of the block; `study` for the study's own settings
  std::string kind;   // of the block
  // What is said: `by`, `outcome idh`, `wilcoxon` (a step, whose value is its version), `wilcoxon.effect`; empty: that
  // there is such a block.
  std::string what;
  std::string value;  // as people read it
  bool written = true;
  Span span;  // where it stands; of the block where it is a default
};

// In the order of the study. `study` should have been checked without its data; else what was read from it shows in
// patterns of columns.
std::vector<Fact> facts_of(const Study& study);

// One way in which an analysis is not the one that was planned.
struct Deviation {
  // block added, block removed, step added, step removed, version, outcome, split, seed, parameter
  std::string kind;
  std::string block, what;
  std::string planned, found;  // empty where there is none
  Span span;                   // of what was found; empty where it is gone
};

// In the order of the study, what is gone behind what is there. A default that is now written out is none.
std::vector<Deviation> deviations(const std::vector<Fact>& planned, const std::vector<Fact>& found);

// `parameter of `by_group`: `wilcoxon.effect` is rank_biserial, planned was auc`.
std::string sentence(const Deviation& deviation);

}  // namespace rgx::lang
