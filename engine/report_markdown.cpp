#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::string to_markdown(const ReportDocument& document, const std::string& up) {
  Printer printer{up, {}};
  printer.out = "# " + escape_cell(document.title) + "\n\n";
  if (!document.subtitle.empty()) printer.out += document.subtitle + "\n\n";
  for (const auto& section : document.sections) {
    printer.out += fmt::format("## <a id=\"{}\"></a>{}\n\n", section.id, section.title);
    for (const auto& part : section.parts) std::visit(printer, part);
  }
  while (printer.out.ends_with("\n\n")) printer.out.pop_back();
  return printer.out;
}

}  // namespace rgx::engine
