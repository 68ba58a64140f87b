#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "engine/report_document.hpp"

namespace rgx::engine {

namespace {

struct Printer {
  const std::string& up;
  std::string out;

  void image(const std::string& alt, const std::string& name, const std::string& caption) {
    out += fmt::format("![{}]({}figures/{}.svg)\n\n{}\n\n", escape_cell(alt), up, name, caption);
  }
  void operator()(const ReportText& text) { out += leading(text.markdown, up) + "\n\n"; }
  void operator()(const ReportTiles&) {}
  void operator()(const ReportFigure& figure) { image(figure.alt, figure.name, figure.caption); }
  void operator()(const ReportDrawing& drawing) { image(drawing.alt, drawing.name, drawing.caption); }
  void operator()(const ReportTable& table) {
    const std::string caption = escape_cell(table.caption);
    if (table.table.rows() == 0) {
      out += fmt::format("*{}: no rows.*\n\n", caption);
      return;
    }
    const auto shown = shown_columns(table.table);
    std::string head, rule;
    for (const auto* c : shown) {
      head += "| " + escape_cell(c->name) + " ";
      rule += c->kind == Column::Kind::number ? "|---:" : "|---";
    }
    const std::size_t rows = std::min(table.table.rows(), table.in_markdown);
    const std::size_t all = std::max(table.all, table.table.rows());
    out += fmt::format("*{}", caption);
    if (rows < all) out += fmt::format("; {} of {} rows", rows, all);
    if (rows < all && !table.file.empty()) out += fmt::format(", all in [tables/{0}]({1}tables/{0})", table.file, up);
    out += "*\n\n" + head + "|\n" + rule + "|\n";
    for (std::size_t r = 0; r < rows; ++r) {
      for (const auto* c : shown) out += "| " + escape_cell(readable_cell(table.table, *c, r)) + " ";
      out += "|\n";
    }
    out += "\n";
  }
};

// The anchor that code hosts give a heading: small letters, blanks as hyphens, no other signs.
std::string slug_of(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || byte >= 0x80 || c == '-' || c == '_')
      out += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    else if (c == ' ')
      out += '-';
  }
  return out;
}

// Anchors of the sections by their ids, as they come out when every heading of the text takes its turn: the second of
// one name gets "-1". So links work without HTML in the headings.
std::map<std::string, std::string> anchors_of(const ReportDocument& document, const std::string& text) {
  std::map<std::string, std::string> out;
  std::map<std::string, std::size_t> taken;
  std::size_t next = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line(text.data() + at, end - at);
    at = end + 1;
    const auto level = line.find_first_not_of('#');
    if (level == 0 || level == std::string_view::npos || level > 6 || line[level] != ' ') continue;
    std::string slug = slug_of(line.substr(level + 1));
    const std::size_t before = taken[slug]++;
    if (before > 0) slug += "-" + std::to_string(before);
    if (level == 2 && next < document.sections.size() && line.substr(3) == document.sections[next].title)
      out[document.sections[next++].id] = slug;
  }
  return out;
}

}  // namespace

std::string to_markdown(const ReportDocument& document, const std::string& up) {
  Printer printer{up, {}};
  for (const auto& section : document.sections) {
    printer.out += fmt::format("## {}\n\n", section.title);
    for (const auto& part : section.parts) std::visit(printer, part);
  }
  std::string text = printer.out;
  const std::string head =
      "# " + escape_cell(document.title) + "\n\n" + (document.subtitle.empty() ? "" : document.subtitle + "\n\n");
  const auto anchors = anchors_of(document, head + text);
  for (const auto& [id, slug] : anchors) {
    const std::string found = "](#" + id + ")", instead = "](#" + slug + ")";
    if (found == instead) continue;
    for (auto at = text.find(found); at != std::string::npos; at = text.find(found, at + instead.size()))
      text.replace(at, found.size(), instead);
  }
  std::string contents;
  for (const auto& section : document.sections)
    if (const auto at = anchors.find(section.id); at != anchors.end())
      contents += fmt::format("{}[{}](#{})", contents.empty() ? "" : " · ", section.title, at->second);
  text = head + (contents.empty() ? "" : contents + "\n\n") + text;
  // Blank lines stand alone.
  for (auto at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n", at)) text.erase(at, 1);
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace rgx::engine
