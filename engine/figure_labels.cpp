#include "engine/figure_labels.hpp"

#include <algorithm>

#include "engine/figure_rows.hpp"

namespace rgx::engine {

namespace {

constexpr double letter = 5.6, line = 11, gap = 7;  // pixels, of a 10 px sans-serif

double width_of(const std::string& text) {
  const auto letters =
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return letter * static_cast<double>(letters);
}

}  // namespace

void FigureLabels::avoid(double x, double y, double radius) {
  taken_.push_back({x - radius, y - radius, x + radius, y + radius});
}

namespace {

template <typename Box>
bool meets_any(const Box& box, const std::vector<Box>& others) {
  return std::any_of(others.begin(), others.end(), [&](const Box& other) {
    return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
  });
}

}  // namespace

bool FigureLabels::free(const Box& box) const {
  if (box.left < 0 || box.right > width_ || box.top < 0 || box.bottom > height_) return false;
  return !meets_any(box, taken_);
}

bool FigureLabels::over_line(const Box& box) const { return meets_any(box, lines_); }

bool FigureLabels::place(double x, double y, const std::string& text) {
  const double wide = width_of(text), half = line / 2;
  const double above = y - gap - half, below = y + gap + half;
  const Label places[] = {{x, above, "center", text},          {x + gap, y, "left", text},
                          {x - gap, y, "right", text},         {x + gap / 2, above, "left", text},
                          {x - gap / 2, above, "right", text}, {x, below, "center", text},
                          {x + gap / 2, below, "left", text},  {x - gap / 2, below, "right", text}};
  for (const bool lines_too : {true, false})
    for (const Label& at : places) {
      const double left = at.align[0] == 'l' ? at.x : at.align[0] == 'r' ? at.x - wide : at.x - wide / 2;
      const Box box{left, at.y - half, left + wide, at.y + half};
      if (!free(box) || (lines_too && over_line(box))) continue;
      taken_.push_back(box);
      labels_.push_back(at);
      return true;
    }
  return false;
}

void FigureLabels::add_to(Json& layers) const {
  for (const std::string align : {"left", "center", "right"}) {
    Json values = Json::array();
    for (const auto& label : labels_)
      if (label.align == align)
        values.push_back({{"px", brief(label.x)}, {"py", brief(label.y)}, {"text", label.text}});
    if (values.empty()) continue;
    const auto pixels = [](const char* field) {
      return Json{{"field", field}, {"type", "quantitative"}, {"scale", nullptr}, {"axis", nullptr}};
    };
    layers.push_back({{"data", {{"values", values}}},
                      {"mark",
                       {{"type", "text"},
                        {"align", align},
                        {"baseline", "middle"},
                        {"fontSize", 10},
                        {"color", ink::text},
                        {"aria", false}}},
                      {"encoding", {{"x", pixels("px")}, {"y", pixels("py")}, {"text", {{"field", "text"}}}}}});
  }
}

}  // namespace rgx::engine
