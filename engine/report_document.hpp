#pragma once
// One model of the report; Markdown and HTML are two ways to print it.
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/table.hpp"

namespace rgx::engine {

struct ReportText {
  std::string markdown;  // CommonMark with tables
};

// A Vega-Lite figure. The HTML draws it from `spec`, the Markdown shows figures/NAME.svg made from the same.
struct ReportFigure {
  std::string name;     // file stem, unique in the report: letters, digits, `.`, `-` and `_`
  std::string caption;  // Markdown
  std::string alt;      // what it shows, for those who cannot see it
  Json spec;
  bool half = false;  // narrow enough to stand beside another
};

// A drawing of our own (the participant flow): the same SVG in both.
struct ReportDrawing {
  std::string name, caption, alt, svg;
};

struct ReportTable {
  std::string id, caption;       // plain text
  Table table;                   // the rows shown, in the order shown
  std::size_t all = 0;           // rows there are
  std::string file;              // tables/FILE, where all of them stand; empty: nowhere else
  std::size_t in_markdown = 25;  // of those shown, how many the Markdown prints
};

// A few numbers to see first, in large print; the Markdown has them in its sentences only.
struct ReportTiles {
  struct Tile {
    std::string value, label;  // plain text
  };
  std::vector<Tile> tiles;
};

using ReportPart = std::variant<ReportText, ReportFigure, ReportDrawing, ReportTable, ReportTiles>;

struct ReportSection {
  std::string id, title;
  std::vector<ReportPart> parts;
};

struct ReportDocument {
  std::string title, subtitle;
  std::vector<ReportSection> sections;
};

// `up` leads from the file to the run directory ("" or "../"), where figures/ and tables/ lie.
std::string to_markdown(const ReportDocument& document, const std::string& up = {});

// `scripts`: vega, vega-lite, vega-embed as they are inlined; empty: figures are left out with a remark in their place.
std::string to_html(const ReportDocument& document, const std::string& page_template, const std::string& style,
                    const std::string& script, const std::vector<std::string>& scripts, const std::string& up = {});

// Markdown whose links into tables/ lead there from a report file that lies deeper.
std::string leading(std::string markdown, const std::string& up);

// Text for HTML and for a cell of a Markdown table.
std::string escape_html(std::string_view text);
std::string escape_cell(std::string_view text);

// A number as people read it: four significant digits; a p value below 0.0001 as 1.2e-05, by its logarithm where the
// double itself is 0.
std::string readable(double value);
std::string readable_p(double p, double log10_p);
// A cell as text, before escaping; columns `p` and `q` as p values.
std::string readable_cell(const Table& table, const Column& column, std::size_t row);
// The columns that hold something in a row shown: an empty one takes the width of those that say something. Without
// log10_p, which stands behind p.
std::vector<const Column*> shown_columns(const Table& table);

}  // namespace rgx::engine
