#include "engine/picture_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "engine/figure_rows.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_document.hpp"

namespace rgx::engine {

namespace {

// Orange stands out from every grey, also to the colour-blind; the other regions are thinner and dashed.
constexpr const char *own = "#ff9a1f", *other = "#56b4e9";

// Pixels: a card has three pictures of `side` beside each other under its text.
constexpr int side = 136, gap = 4, left = 10, wide = left + 3 * side + 2 * gap, top = 18, line = 15, margin = 16;
constexpr int sheet_width = 2 * wide + 3 * margin;
constexpr std::size_t in_file = 24;  // cards of a sheet
constexpr std::size_t room = 72;     // letters of a line

std::string cut(const std::string& s) {
  constexpr std::size_t most = 58;
  if (s.size() <= most) return s;
  std::size_t end = most;
  while (end > 0 && (s[end] & 0xC0) == 0x80) --end;
  return s.substr(0, end) + "…";
}

// Lines broken at blanks, so that a note of any length has its place.
std::vector<std::string> wrapped(const std::string& text) {
  std::vector<std::string> out;
  std::string now;
  for (std::size_t at = 0; at < text.size();) {
    const auto blank = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, blank - at);
    if (!now.empty() && now.size() + 1 + word.size() > room) {
      out.push_back(now);
      now.clear();
    }
    now += (now.empty() ? "" : " ") + word;
    at = blank + 1;
  }
  if (!now.empty()) out.push_back(now);
  return out;
}

std::string title_of(const PictureCard& card) {
  return card.subject + (card.repeat.empty() ? "" : " (" + card.repeat + ")") + " · " + card.region + " on " +
         card.scan;
}

std::vector<std::pair<std::string, std::string>> outlines_of(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('|', at), text.size()), colon = text.find(':', at);
    if (colon < end) out.emplace_back(text.substr(at, colon - at), text.substr(colon + 1, end - colon - 1));
    at = end + 1;
  }
  return out;
}

// What stands in an SVG is nothing but what path data and base64 are made of, whoever wrote the table.
bool is_path(const std::string& text) { return text.find_first_not_of("MLhvz0123456789 -") == std::string::npos; }
bool is_base64(const std::string& text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
         std::string::npos;
}

// One slice: the picture stretched to mm, the outlines in voxels scaled to mm, lines as thin at any size.
std::string drawing(const Table& t, std::size_t r, const std::string& place, const std::string& region,
                    std::size_t at) {
  const double across = number(t, "across", r), down = number(t, "down", r);
  const double width = brief(across * number(t, "columns", r)), height = brief(down * number(t, "rows", r));
  const std::string png = cell(t, "png", r), plane = cell(t, "plane", r);
  if (!(width > 0) || !(height > 0) || !is_base64(png)) return {};
  const std::string label = fmt::format("{}: {} slice {}", place, plane, shortest(number(t, "slice", r)));
  std::string out = fmt::format(
      "<svg x=\"{4}\" width=\"{5}\" height=\"{5}\" viewBox=\"0 0 {0} {1}\" role=\"img\" aria-label=\"{2}\"><title>{2}"
      "</title><image width=\"{0}\" height=\"{1}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{3}\"/>",
      shortest(width), shortest(height), escape_html(label), png, static_cast<int>(at) * (side + gap), side);
  auto lines = outlines_of(cell(t, "outlines", r));
  std::stable_sort(lines.begin(), lines.end(), [&](const auto& a, const auto& b) {
    return (a.first == region) < (b.first == region);  // its own on top
  });
  for (const auto& [name, path] : lines)
    if (is_path(path))
      out += fmt::format(
          "<path d=\"{}\" transform=\"scale({} {})\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{} "
          "vector-effect=\"non-scaling-stroke\"><title>{}</title></path>",
          path, shortest(across), shortest(down), name == region ? own : other, name == region ? "1.6" : "1",
          name == region ? "" : " stroke-dasharray=\"3 2\"", escape_html(name));
  return out + "</svg>";
}

}  // namespace

std::vector<PictureCard> picture_cards(const Table& pictures) {
  std::vector<PictureCard> out;
  for (std::size_t r = 0; r < pictures.rows(); ++r) {
    PictureCard now;
    now.subject = cell(pictures, "subject", r);
    now.cohort = cell(pictures, "cohort", r);
    now.repeat = cell(pictures, "repeat", r);
    now.region = cell(pictures, "region", r);
    now.scan = cell(pictures, "scan", r);
    const auto who = [](const PictureCard& c) { return std::tie(c.subject, c.cohort, c.repeat, c.region, c.scan); };
    if (out.empty() || who(out.back()) != who(now)) out.push_back(std::move(now));
    PictureCard& card = out.back();
    if (std::string svg = drawing(pictures, r, title_of(card), card.region, card.drawings.size()); !svg.empty())
      card.drawings.push_back(std::move(svg));
  }
  return out;
}

std::string cards_svg(const std::vector<PictureCard>& cards) {
  std::string out;
  for (const auto& card : cards) {
    const std::string title = title_of(card);
    const auto lines = wrapped(card.note);
    const int height = top + line * static_cast<int>(lines.size()) + side + 4;
    out += fmt::format(
        "<svg class=\"card\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" role=\"group\" aria-label=\"{2}\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"currentColor\">",
        wide, height, escape_html(title + ": " + card.note));
    if (card.marked) out += fmt::format("<rect width=\"4\" height=\"{}\" fill=\"#d55e00\"/>", height - 4);
    out += fmt::format("<text x=\"{}\" y=\"13\" font-size=\"13\" font-weight=\"600\">{}</text>", left,
                       escape_html(cut(title)));
    for (std::size_t i = 0; i < lines.size(); ++i)
      out += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"11.5\">{}</text>", left,
                         top + line * (static_cast<int>(i) + 1) - 4, escape_html(lines[i]));
    out += fmt::format("<g transform=\"translate({} {})\">", left, height - side - 4);
    for (const auto& drawn : card.drawings) out += drawn;
    out += "</g></svg>\n";
  }
  return out;
}

std::string one_drawing(const std::string& svg) {
  constexpr std::string_view begin = "<svg class=\"card\"", end = "</g></svg>\n", size = " height=\"";
  if (!svg.starts_with(begin)) return svg;
  std::string out;
  int x = margin, y = margin, row = 0;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < svg.size() && shown < in_file; ++shown) {
    const auto next = svg.find(end, at) + end.size(), height_at = svg.find(size, at) + size.size();
    const int height = std::stoi(svg.substr(height_at, 6));
    if (x + wide + margin > sheet_width) {
      x = margin;
      y += row + margin;
      row = 0;
    }
    out += fmt::format("<svg x=\"{}\" y=\"{}\"", x, y) + svg.substr(at + 4, next - at - 4);
    row = std::max(row, height);
    x += wide + margin;
    at = next;
  }
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "color=\"#1c2430\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n{2}</svg>\n",
      sheet_width, y + row + margin, out);
}

}  // namespace rgx::engine
