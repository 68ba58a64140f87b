#include "engine/report_features.hpp"

#include <fmt/format.h>

#include "engine/figure_correlation.hpp"
#include "engine/report_cells.hpp"

namespace rgx::engine {

std::map<std::string, std::string> parts_of_features(const ReportView& view) {
  std::map<std::string, std::string> out;
  for (const auto& [file, table] : view.run.tables) {
    if (!file.ends_with(".dictionary.csv") || table.find("column") == nullptr) continue;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const std::string filter = cell(table, "filter", r), family = cell(table, "family", r);
      out[cell(table, "column", r)] = filter.empty() ? family : filter + " " + family;
    }
  }
  return out;
}

ReportSection features_section(const ReportView& view) {
  ReportSection section{"features", "Features", {}};
  const auto parts = parts_of_features(view);
  for (const Json* block : view.blocks("features")) {
    const std::string name = text_at(*block, "name");
    for (const auto& [file, table] : view.run.tables) {
      const bool own = file == name + ".csv" || (file.starts_with(name + ".") && file.ends_with(".csv"));
      if (!own || file.ends_with(".dictionary.csv") || file.ends_with(".repeats.csv")) continue;
      const std::string stem = file.substr(0, file.size() - 4);
      auto figure = correlation_figure(stem, table, parts);
      if (!figure) continue;
      section.parts.push_back(ReportText{"### " + plain(stem)});
      section.parts.push_back(
          ReportText{fmt::format("[tables/{0}](tables/{0}) holds {1} of {2}.", file,
                                 counted(table.columns.size() - 1, "column"), counted(table.rows(), "row"))});
      add(section, std::move(figure));
    }
  }
  return section;
}

}  // namespace rgx::engine
