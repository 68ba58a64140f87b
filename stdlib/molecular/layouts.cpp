#include "stdlib/molecular/layouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include "engine/plain_text.hpp"

namespace rgx::stdlib {

using engine::CsvFailure;
using engine::of_path;

namespace {

struct Line {
  std::string_view text;
  std::size_t begin = 0, next = 0;
};

Line line_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  Line out{text.substr(at, end - at), at, end < text.size() ? end + 1 : end};
  while (!out.text.empty() && (out.text.back() == '\r' || out.text.back() == ' ')) out.text.remove_suffix(1);
  return out;
}

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t tab = line.find('\t');
    out.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return out;
    line.remove_prefix(tab + 1);
  }
}

std::string_view bare(std::string_view cell) {
  if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
  while (cell.starts_with(' ')) cell.remove_prefix(1);
  while (cell.ends_with(' ')) cell.remove_suffix(1);
  return cell;
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

[[noreturn]] void wrong_format(const std::string& path, const std::string& words, const std::string& text,
                               const Line& line) {
  throw CsvFailure("wrong-format", of_path(path) + words, static_cast<std::uint32_t>(line.begin),
                   static_cast<std::uint32_t>(line.begin + line.text.size()), engine::line_of(text, line.begin));
}

}  // namespace

GctLayout gct_layout(const std::string& text, const std::string& path) {
  const Line version = line_at(text, text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  std::string_view mark = version.text;
  while (mark.ends_with('\t')) mark.remove_suffix(1);
  const bool fields = mark == "#1.3";
  if (!fields && mark != "#1.2")
    wrong_format(path, "this is no GCT file: its first line is neither `#1.2` nor `#1.3`", text, version);
  const Line sizes = line_at(text, version.next);
  std::vector<std::size_t> numbers;
  for (const auto cell : cells_of(sizes.text)) {
    std::size_t n = 0;
    const auto [stop, error] = std::from_chars(cell.data(), cell.data() + cell.size(), n);
    if (error != std::errc() || stop != cell.data() + cell.size()) break;
    numbers.push_back(n);
  }
  if (numbers.size() != (fields ? 4U : 2U))
    wrong_format(path,
                 fmt::format("line 2 of a GCT {} file holds {} numbers: rows, samples{}", mark.substr(1),
                             fields ? "four" : "two", fields ? ", fields of rows, fields of samples" : ""),
                 text, sizes);
  GctLayout out;
  out.rows = numbers[0];
  out.columns = numbers[1];
  out.grid.begin = sizes.next;
  out.grid.delimiter = '\t';
  out.grid.quotes = false;
  out.grid.missing = {"NA", "NaN", "nan"};
  out.grid.dropped_behind_id = fields ? numbers[2] : 1;
  out.grid.dropped_rows = fields ? numbers[3] : 0;
  return out;
}

void require_promised(const GctLayout& layout, const Grid& grid, const std::string& path) {
  if (grid.rows().size() == layout.rows && grid.columns().size() == layout.columns) return;
  throw CsvFailure("wrong-format",
                   of_path(path) + fmt::format("its second line promises {} rows and {} samples, it holds {} and {}",
                                               layout.rows, layout.columns, grid.rows().size(), grid.columns().size()),
                   0, 0, 2, "the file is cut short, or was edited by hand");
}

GeoLayout geo_layout(const std::string& text, const std::string& id, const std::string& path) {
  constexpr std::string_view begins = "!series_matrix_table_begin", ends = "\n!series_matrix_table_end";
  constexpr std::string_view of_sample = "!Sample_", traits = "characteristics";
  std::map<std::string, std::vector<std::string>> fields;  // folded key → value of each sample
  std::size_t at = 0;
  while (true) {
    if (at >= text.size())
      wrong_format(path, "this is no series matrix: it has no line `!series_matrix_table_begin`", text, Line{});
    const Line line = line_at(text, at);
    at = line.next;
    if (line.text.starts_with(begins)) break;
    if (!line.text.starts_with(of_sample)) continue;
    const auto cells = cells_of(line.text);
    std::string name = folded(cells.front().substr(of_sample.size()));
    for (std::size_t s = 1; s < cells.size(); ++s) {
      std::string_view value = bare(cells[s]);
      std::string key = name;
      if (name.starts_with(traits)) {
        const std::size_t colon = value.find(':');
        if (colon == std::string_view::npos) continue;
        key = folded(bare(value.substr(0, colon)));
        value = bare(value.substr(colon + 1));
      }
      auto& values = fields[key];
      values.resize(std::max(values.size(), cells.size() - 1));
      if (values[s - 1].empty()) values[s - 1] = value;
    }
  }
  GeoLayout out;
  out.grid.begin = at;
  const std::size_t end = text.rfind(ends);
  if (end == std::string::npos || end + 1 < at)
    wrong_format(path, "the file is cut short: it has no line `!series_matrix_table_end`", text,
                 line_at(text, text.size()));
  out.grid.end = end + 1;
  out.grid.delimiter = '\t';
  out.grid.missing = {"null", "NA", "NaN"};
  if (id.empty()) return out;
  for (const std::string& key : {folded(id), folded(id) + "_ch1"})
    if (const auto found = fields.find(key); found != fields.end()) {
      out.names = found->second;
      return out;
    }
  std::string known;
  for (const auto& [key, values] : fields) known += (known.empty() ? "`" : ", `") + key + "`";
  throw CsvFailure("unknown-column", of_path(path) + "its samples have no `" + id + "`; they have " + known, 0, 0, 1);
}

GridLayout cbioportal_layout(const std::string& text) {
  GridLayout out;
  out.delimiter = '\t';
  out.quotes = false;
  out.missing = {"NA", "NaN"};
  // Each column that may stand beside the samples, by the formats of cBioPortal's profiles.
  out.dropped = {"Hugo_Symbol",   "Entrez_Gene_Id", "Cytoband",    "Locus ID",        "NAME", "DESCRIPTION", "URL",
                 "TRANSCRIPT_ID", "GENE_SYMBOL",    "PHOSPHOSITE", "ENTITY_STABLE_ID"};
  Line line = line_at(text, 0);
  while (line.text.starts_with('#') && line.next < text.size()) line = line_at(text, line.next);
  out.begin = line.begin;
  const auto header = cells_of(line.text);
  const auto has = [&](std::string_view name) { return std::find(header.begin(), header.end(), name) != header.end(); };
  if (has("Hugo_Symbol")) {
    out.id = "Hugo_Symbol";
    if (has("Entrez_Gene_Id")) out.second_id = "Entrez_Gene_Id";
  } else if (has("ENTITY_STABLE_ID")) {
    out.id = "ENTITY_STABLE_ID";
  } else if (has("Entrez_Gene_Id")) {
    out.id = "Entrez_Gene_Id";
  }
  return out;
}

}  // namespace rgx::stdlib
