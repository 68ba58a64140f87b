#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <kainjow/mustache.hpp>
#include <memory>
#include <set>

#include "engine/failure.hpp"
#include "engine/report_document.hpp"

namespace rgx::engine {

namespace {

std::string markdown_to_html(const std::string& markdown) {
  static const bool registered = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return true;
  }();
  (void)registered;
  using Parser = std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)>;
  using Node = std::unique_ptr<cmark_node, decltype(&cmark_node_free)>;
  const Parser parser(cmark_parser_new(CMARK_OPT_DEFAULT), cmark_parser_free);
  if (auto* table = cmark_find_syntax_extension("table")) cmark_parser_attach_syntax_extension(parser.get(), table);
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const Node node(cmark_parser_finish(parser.get()), cmark_node_free);
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_render_html(node.get(), CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser.get())), std::free);
  return html.get();
}

// JSON within a script element: nothing in it may end the element or open a comment.
std::string embedded(const Json& spec) {
  std::string out;
  for (const char c : canonical(spec)) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

// A script as the text of an element. In the bundles these only stand in literals, where the backslash changes nothing.
std::string inlined(std::string script) {
  for (const auto& [found, instead] :
       {std::pair<std::string, std::string>{"</script", "<\\/script"}, {"<!--", "<\\!--"}})
    for (auto at = script.find(found); at != std::string::npos; at = script.find(found, at + instead.size()))
      script.replace(at, found.size(), instead);
  return script;
}

std::string cell(const Table& table, const Column& column, std::size_t row) {
  const std::string text = escape_html(readable_cell(table, column, row));
  if (column.kind == Column::Kind::text) {
    constexpr std::size_t long_text = 44;  // letters from which a cell is wrapped
    if (column.name == "verdict") return fmt::format("<td><span class=\"verdict\">{}</span></td>", text);
    return (column.texts[row].size() > long_text ? "<td class=\"long\">" : "<td>") + text + "</td>";
  }
  // Rows sort by the number itself, not by its printed digits.
  const Column* log10_p = column.name == "p" ? table.find("log10_p") : nullptr;
  const bool by_logarithm = log10_p != nullptr && log10_p->kind == Column::Kind::number;
  return fmt::format("<td class=\"number\" data-value=\"{}\">{}</td>",
                     shortest(by_logarithm ? log10_p->numbers[row] : column.numbers[row]), text);
}

// Text of HTML without its elements, as an id is made of it: `<code>os</code> by age` → os-by-age.
std::string slug_of(const std::string& html) {
  std::string out;
  bool element = false;
  for (const char c : html) {
    if (c == '<' || c == '>') element = c == '<';
    if (element || c == '>') continue;
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (kept)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

struct Heading {
  std::string id, html;
};

struct Printer {
  const std::string& up;
  const std::string& section;
  std::set<std::string>& ids;
  bool figures = false;
  std::string out;
  std::vector<Heading> headings{};  // of the third level: the contents name them

  // Headings of the third and fourth level get an id and a link to themselves.
  std::string linked(const std::string& html) {
    std::string text;
    std::size_t at = 0;
    for (auto next = html.find("<h"); next != std::string::npos; next = html.find("<h", next + 2)) {
      const char level = next + 2 < html.size() ? html[next + 2] : ' ';
      if ((level != '3' && level != '4') || html.compare(next + 3, 1, ">") != 0) continue;
      const auto end = html.find(std::string("</h") + level, next);
      if (end == std::string::npos) break;
      const std::string inner = html.substr(next + 4, end - next - 4);
      const std::string wanted = section + "-" + slug_of(inner);
      std::string id = wanted;
      for (int again = 2; !ids.insert(id).second; ++again) id = wanted + "-" + std::to_string(again);
      text += html.substr(at, next - at) + fmt::format("<h{0} id=\"{1}\"><a href=\"#{1}\">{2}</a>", level, id, inner);
      if (level == '3') headings.push_back({id, inner});
      at = end;
    }
    return text + html.substr(at);
  }

  void operator()(const ReportText& text) { out += linked(markdown_to_html(leading(text.markdown, up))); }
  void operator()(const ReportTiles& tiles) {
    out += "<dl class=\"tiles\">";
    for (const auto& t : tiles.tiles)
      out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape_html(t.label), escape_html(t.value));
    out += "</dl>\n";
  }
  void operator()(const ReportFigure& figure) {
    const std::string name = escape_html(figure.name);
    // A figure wider than the window scrolls, so the keyboard has to reach it.
    out += fmt::format(
        "<figure id=\"figure-{0}\"{1}><div class=\"vega\" data-figure=\"{0}\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{2}\">",
        name, figure.half ? " class=\"half\"" : "", escape_html(figure.alt));
    if (!figures)
      out += "<p>The figure needs scripts that were not installed; what it shows stands in <a href=\"" + up +
             "figures/" + name + ".vl.json\">" + name + ".vl.json</a>.</p>";
    out += "</div>";
    if (figures) out += "<script type=\"application/json\">" + embedded(figure.spec) + "</script>";
    out += "<figcaption>" + markdown_to_html(figure.caption) + "</figcaption></figure>\n";
  }
  void operator()(const ReportDrawing& drawing) {
    out += fmt::format(
        "<figure id=\"figure-{}\"><div class=\"drawing\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">{}</div>"
        "<figcaption>{}</figcaption></figure>\n",
        escape_html(drawing.name), escape_html(drawing.alt), drawing.svg, markdown_to_html(drawing.caption));
  }
  void operator()(const ReportTable& table) {
    const std::string label = escape_html(table.caption), id = escape_html(table.id);
    // A figure that the table answers to, and the number that its marks bear for each row shown.
    const std::string answers = table.table.meta.value("answers", "");
    const auto keys = table.table.meta.value("rows", std::vector<std::size_t>());
    if (table.table.rows() == 0) {
      out += fmt::format("<p id=\"table-{}\" class=\"none\">{}: no rows.</p>\n", id, label);
      return;
    }
    out += fmt::format("<div class=\"table\" id=\"table-{}\">", id);
    constexpr std::size_t few = 8;  // what can be seen at a glance needs no filter
    if (table.table.rows() > few)
      out += fmt::format(
          "<div class=\"tools\"><label>Filter <input type=\"search\" data-filter=\"{0}\" aria-label=\"Filter: {1}\">"
          "</label> <span class=\"count\" role=\"status\"></span></div>",
          id, label);
    out += fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{1}\"><table class=\"sortable\" "
        "data-table=\"{0}\"{2}><caption><span>{1}",
        id, label, answers.empty() ? "" : " data-answers=\"" + escape_html(answers) + "\"");
    const std::size_t all = std::max(table.all, table.table.rows());
    if (table.table.rows() < all) out += fmt::format("; {} of {} rows", table.table.rows(), all);
    if (!table.file.empty())
      out += fmt::format("{} <a href=\"{}tables/{}\">tables/{}</a>", table.table.rows() < all ? ", all in" : ";", up,
                         escape_html(table.file), escape_html(table.file));
    out += "</span></caption><thead><tr>";
    const auto shown = shown_columns(table.table);
    for (const auto* c : shown)
      out += fmt::format("<th scope=\"col\"{}><button type=\"button\">{}</button></th>",
                         c->kind == Column::Kind::number ? " class=\"number\"" : "", escape_html(c->name));
    out += "</tr></thead><tbody>";
    for (std::size_t r = 0; r < table.table.rows(); ++r) {
      // What was rejected, or not met, can be seen without reading.
      const Column *rejected = table.table.find("rejected"), *verdict = table.table.find("verdict");
      const bool found = rejected != nullptr && rejected->cell(r) == "true";
      const std::string judged = verdict == nullptr ? "" : verdict->cell(r);
      const bool bad =
          judged == "not met" || judged == "missed" || judged.starts_with("leakage") || judged == "outcome at apply";
      out += found ? "<tr class=\"found\"" : bad ? "<tr class=\"bad\"" : "<tr";
      if (r < keys.size()) out += fmt::format(" data-row=\"{}\"", keys[r]);
      out += ">";
      for (const auto* c : shown) out += cell(table.table, *c, r);
      out += "</tr>\n";
    }
    out += "</tbody></table></div></div>\n";
  }
};

}  // namespace

std::string to_html(const ReportDocument& document, const std::string& page_template, const std::string& style,
                    const std::string& script, const std::vector<std::string>& scripts, const std::string& up) {
  using kainjow::mustache::data;
  data sections(data::type::list);
  std::set<std::string> ids;
  for (const auto& section : document.sections) ids.insert(section.id);
  for (const auto& section : document.sections) {
    Printer printer{up, section.id, ids, !scripts.empty(), {}};
    for (const auto& part : section.parts) std::visit(printer, part);
    data inside(data::type::list);
    for (const auto& heading : printer.headings) {
      data entry;
      entry.set("at", heading.id);
      entry.set("name", heading.html);
      inside.push_back(entry);
    }
    data one;
    one.set("id", section.id);
    one.set("title", section.title);
    one.set("body", printer.out);
    if (!printer.headings.empty()) one.set("inside", inside);
    one.set("nested", printer.headings.empty() ? data::type::bool_false : data::type::bool_true);
    sections.push_back(one);
  }
  std::string libraries;
  for (const auto& s : scripts) libraries += "<script>" + inlined(s) + "</script>\n";
  data page;
  page.set("title", document.title);
  page.set("subtitle", markdown_to_html(document.subtitle));
  page.set("style", style);
  page.set("libraries", libraries);
  page.set("script", inlined(script));
  page.set("sections", sections);
  kainjow::mustache::mustache print(page_template);
  if (!print.is_valid()) throw Failure("report-template", "the report's template: " + print.error_message());
  return print.render(page);
}

}  // namespace rgx::engine
