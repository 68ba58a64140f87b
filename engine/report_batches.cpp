#include "engine/report_batches.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "engine/report_cells.hpp"

namespace rgx::engine {

std::vector<std::string> batch_sentences(const ReportView& view, const Json& block) {
  const Table* table = view.table(text_at(block, "name") + ".batches.csv");
  if (table == nullptr || table->rows() == 0) return {"The run directory holds no table of it."};
  std::vector<std::string> levels;
  std::map<std::string, std::size_t> cases;
  std::set<std::string> columns;
  std::map<std::string, std::set<std::string>> alone;  // why → columns
  for (std::size_t r = 0; r < table->rows(); ++r) {
    const std::string level = cell(*table, "batch", r),
                      column = cell(*table, "block", r) + "." + cell(*table, "feature", r);
    if (cases.emplace(level, static_cast<std::size_t>(number(*table, "cases", r))).second) levels.push_back(level);
    columns.insert(column);
    if (const std::string why = cell(*table, "left_alone", r); !why.empty()) alone[why].insert(column);
  }
  std::vector<std::string> each;
  for (const auto& level : levels) each.push_back(fmt::format("{} ({})", plain(level), cases[level]));
  std::vector<std::string> out{fmt::format("{} of {} {} harmonised over {}: {}.", counted(columns.size(), "column"),
                                           listed(printed_refs(block, "from")), columns.size() == 1 ? "was" : "were",
                                           counted(levels.size(), "batch", "batches"), listed(each))};
  for (const auto& [why, which] : alone)
    out.push_back(fmt::format("{} left alone: {}.", counted(which.size(), "column was", "columns were"), plain(why)));
  return out;
}

}  // namespace rgx::engine
