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

  double width_, height_;
  std::vector<Box> taken_;
  std::vector<Label> labels_;
};

}  // namespace rgx::engine
