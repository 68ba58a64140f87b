#pragma once
// Cards of NAME.pictures.csv: the slices of a region with its outlines, as SVG. Internal to engine/report*.
#include <string>
#include <vector>

#include "engine/table.hpp"

namespace rgx::engine {

// The rows of one region of one case lie together.
struct PictureCard {
  std::string subject, cohort, repeat, region, scan;
  std::vector<std::string> drawings;  // an <svg> element each, in the order of the planes
  std::string note;                   // what is said under its name
  bool marked = false;                // something about it asks for a look
};
std::vector<PictureCard> picture_cards(const Table& pictures);

// One <svg class="card"> a card, one after another: in a page they flow as it has room for them.
std::string cards_svg(const std::vector<PictureCard>& cards);

// A drawing as a file of its own: several cards become one sheet with the first of them, two to a row; anything else is
// left as it is.
std::string one_drawing(const std::string& svg);

}  // namespace rgx::engine
