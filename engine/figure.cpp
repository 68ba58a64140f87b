#include "engine/figure.hpp"

namespace rgx::engine {

Json with_look(Json spec, const std::string& description) {
  spec["description"] = description;
  spec["background"] = "#ffffff";
  spec["padding"] = 8;
  spec["config"] = {
      {"font", "Helvetica, Arial, sans-serif"},
      {"view", {{"stroke", "#c9d0d8"}}},
      {"axis",
       {{"labelColor", "#3b4653"},
        {"titleColor", "#1c2430"},
        {"labelFontSize", 11},
        {"titleFontSize", 12},
        {"titleFontWeight", "normal"},
        {"gridColor", "#eceff2"},
        {"domainColor", "#8a95a3"},
        {"tickColor", "#8a95a3"}}},
      {"legend", {{"labelFontSize", 11}, {"titleFontSize", 11}, {"titleFontWeight", "normal"}}},
      {"header", {{"labelFontSize", 12}, {"titleFontSize", 12}, {"labelFontWeight", "bold"}}},
      {"title", {{"fontSize", 13}, {"anchor", "start"}, {"subtitleFontSize", 11}, {"subtitleColor", "#55606f"}}}};
  return spec;
}

}  // namespace rgx::engine
