#pragma once
// What was tried, counted from the tables. Internal to engine/report*.
#include "engine/report_view.hpp"

namespace rgx::engine {

struct FamilyTally {
  std::size_t hypotheses = 0;  // rows
  std::size_t tested = 0;      // rows with p
  std::size_t rejected = 0;
  std::size_t not_valid = 0;  // rows that an accepted error marks
};
FamilyTally tally(const ReportView& view, const Json& family);

struct ModelTally {
  std::size_t metrics = 0, coefficient_p = 0;
  std::size_t parts = 0;       // training parts: repeats times folds
  std::size_t candidates = 0;  // settings compared within one training part
  std::size_t tried = 0;       // in all, the refit on every case included
};
ModelTally tally_model(const ReportView& view, const std::string& stem);

}  // namespace rgx::engine
