// What several sections share.
#include "engine/report_sections.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace rgx::engine {

RowTable::RowTable(std::vector<std::string> columns) : columns_(std::move(columns)) {}

void RowTable::add(std::vector<std::string> row) {
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

Table RowTable::table() const {
  Table out;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (!columns_[c].starts_with('#')) {
      std::vector<std::string> texts;
      for (const auto& row : rows_) texts.push_back(row[c]);
      out.columns.push_back(Column::of_texts(columns_[c], std::move(texts)));
      continue;
    }
    std::vector<double> numbers;
    for (const auto& row : rows_) {
      double v = std::numeric_limits<double>::quiet_NaN();
      std::from_chars(row[c].data(), row[c].data() + row[c].size(), v);
      numbers.push_back(v);
    }
    out.columns.push_back(Column::of_numbers(columns_[c].substr(1), std::move(numbers)));
  }
  return out;
}

std::string stem_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    out += kept ? c : '_';
  }
  return out;
}

bool has_section(const ReportView& view, std::string_view id) {
  for (const Json* report : view.blocks("report"))
    if (const Json* said = setting(*report, "sections")) {
      const auto wanted = texts_of(*said);
      return std::find(wanted.begin(), wanted.end(), id) != wanted.end();
    }
  return true;
}

std::vector<const Json*> shown_blocks(const ReportView& view) {
  std::vector<const Json*> out;
  for (const Json* report : view.blocks("report"))
    if (report->contains("refs"))
      for (const auto& ref : list_at((*report)["refs"], "show"))
        if (const Json* block = view.block(text_at(ref, "block"));
            block != nullptr && std::find(out.begin(), out.end(), block) == out.end())
          out.push_back(block);
  if (!out.empty()) return out;
  for (const auto& block : list_at(view.study, "blocks"))
    for (const char* kind :
         {"compare", "associate", "model", "evaluate", "robust", "harmonise", "decompose", "cluster"})
      if (text_at(block, "kind") == kind) out.push_back(&block);
  return out;
}

}  // namespace rgx::engine
