#include "engine/flow_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/report_document.hpp"

namespace rgx::engine {

namespace {

constexpr int margin = 12, main_width = 300, side_gap = 44, side_width = 330, end_gap = 14, line_height = 18;
constexpr int padding = 12, drop = 30, total_width = 2 * margin + main_width + side_gap + side_width;
// An average letter of the sans-serif at 13 px; boxes are wide enough for what differs from it.
constexpr double letter = 7.0;

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Lines of at most so many letters, broken at blanks; a longer word is cut.
std::vector<std::string> wrapped(const std::string& text, int width) {
  const auto room = static_cast<std::size_t>((width - 2 * padding) / letter);
  std::vector<std::string> out;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto blank = std::min(text.find(' ', at), text.size());
    std::string word = text.substr(at, blank - at);
    at = blank + 1;
    if (!line.empty() && letters(line) + 1 + letters(word) > room) {
      out.push_back(line);
      line.clear();
    }
    while (letters(word) > room) {
      std::size_t cut = 0, seen = 0;
      while (cut < word.size() && seen < room) {
        ++cut;
        while (cut < word.size() && (word[cut] & 0xC0) == 0x80) ++cut;
        ++seen;
      }
      out.push_back(word.substr(0, cut));
      word = word.substr(cut);
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty()) out.push_back(line);
  return out;
}

struct Canvas {
  std::string marks;

  int height_of(std::size_t lines) const { return static_cast<int>(lines) * line_height + 2 * padding - 4; }
  void box(int x, int y, int width, int height, const char* fill, const std::vector<std::string>& lines, bool bold) {
    marks +=
        fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"{}\" stroke=\"#5b6775\"/>\n", x,
                    y, width, height, fill);
    for (std::size_t i = 0; i < lines.size(); ++i)
      marks += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", x + padding,
                           y + padding + 11 + static_cast<int>(i) * line_height,
                           bold && i == 0 ? " font-weight=\"600\"" : "", escape_html(lines[i]));
  }
  // Level or downwards, with its own tip: a marker would need a name that no other drawing of the page has.
  void arrow(int x1, int y1, int x2, int y2) {
    marks += fmt::format("<path d=\"M{} {}L{} {}\" stroke=\"#5b6775\"/>\n", x1, y1, x2, y2);
    marks += y1 == y2 ? fmt::format("<path d=\"M{} {}l-7 -4v8z\" fill=\"#5b6775\"/>\n", x2, y2)
                      : fmt::format("<path d=\"M{} {}l-4 -7h8z\" fill=\"#5b6775\"/>\n", x2, y2);
  }
};

std::vector<std::string> side_lines(const FlowStep& step) {
  auto lines = wrapped(fmt::format("{} (n = {})", step.left_title, step.left), side_width);
  for (const auto& reason : step.reasons) {
    auto more = wrapped(fmt::format("{}: {}", reason.text, reason.n), side_width - 14);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

}  // namespace

std::string draw_flow(const ParticipantFlow& flow, const std::string& label) {
  Canvas canvas;
  int y = margin;
  const int centre = margin + main_width / 2;
  const auto main_box = [&](const std::string& title, std::size_t n) {
    const auto lines = wrapped(fmt::format("{} (n = {})", title, n), main_width);
    const int height = canvas.height_of(lines.size());
    canvas.box(margin, y, main_width, height, "#eaf3f9", lines, true);
    y += height;
  };
  main_box(flow.start, flow.n);
  for (const auto& step : flow.steps) {
    int fall = drop;
    if (step.left > 0) {
      const auto lines = side_lines(step);
      const int height = canvas.height_of(lines.size());
      canvas.box(margin + main_width + side_gap, y + 10, side_width, height, "#fdf3e3", lines, true);
      const int middle = y + 10 + height / 2;
      canvas.arrow(centre, middle, margin + main_width + side_gap - 2, middle);
      fall = height + 20;
    }
    canvas.arrow(centre, y, centre, y + fall - 2);
    y += fall;
    main_box(step.title, step.remaining);
  }
  if (!flow.ends.empty()) {
    const int columns = flow.ends.size() == 1 ? 1 : flow.ends.size() == 2 || flow.ends.size() == 4 ? 2 : 3;
    const int width = (total_width - 2 * margin - (columns - 1) * end_gap) / std::max(columns, 2);
    canvas.arrow(centre, y, centre, y + drop - 2);
    y += drop;
    for (std::size_t first = 0; first < flow.ends.size(); first += static_cast<std::size_t>(columns)) {
      const std::size_t last = std::min(flow.ends.size(), first + static_cast<std::size_t>(columns));
      std::vector<std::vector<std::string>> texts;
      std::size_t most = 1;
      for (std::size_t i = first; i < last; ++i) {
        auto lines = wrapped(flow.ends[i].title, width);
        for (const auto& line : flow.ends[i].lines)
          for (auto& part : wrapped(line, width)) lines.push_back(std::move(part));
        most = std::max(most, lines.size());
        texts.push_back(std::move(lines));
      }
      const int height = canvas.height_of(most);
      for (std::size_t i = first; i < last; ++i)
        canvas.box(margin + static_cast<int>(i - first) * (width + end_gap), y, width, height, "#f1f3f5",
                   texts[i - first], true);
      y += height + end_gap;
    }
    y -= end_gap;
  }
  const int height = y + margin;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "aria-label=\"{2}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#1c2430\">\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
      total_width, height, escape_html(label), canvas.marks);
}

}  // namespace rgx::engine
