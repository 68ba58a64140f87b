#pragma once
// Names beside points where there is room for them. Internal to engine/figure*.
#include <string>
#include <vector>

#include "engine/value.hpp"

namespace rgx::engine {

// A plot of so many pixels, y downwards. Text of 10 px, its width by a rule of thumb.
class FigureLabels {
 public:
  FigureLabels(double width, double height) : width_(width), height_(height) {}
  // A mark that no label may cover.
  void avoid(double x, double y, double radius = 4);
  // Lines across the plot: a label lies over one only where it has no other place.
  void avoid_row(double y) { lines_.push_back({0, y - 1, width_, y + 1}); }
  void avoid_column(double x) { lines_.push_back({x - 1, 0, x + 1, height_}); }
  // Tries above, beside and below the point; false where each place is taken or outside.
  bool place(double x, double y, const std::string& text);
  std::size_t placed() const { return labels_.size(); }
  // Text layers of a layered view, one an alignment; positions in pixels, so that any scale may lie below.
  void add_to(Json& layers) const;

 private:
  struct Box {
    double left, top, right, bottom;
  };
  struct Label {
    double x, y;
    const char* align;
    std::string text;
  };
  bool free(const Box& box) const;
  bool over_line(const Box& box) const;

  double width_, height_;
  std::vector<Box> taken_, lines_;
  std::vector<Label> labels_;
};

}  // namespace rgx::engine
