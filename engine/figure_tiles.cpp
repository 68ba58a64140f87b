#include "engine/figure_tiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t named = 60, most_rows = 40, most_columns = 80;

struct Axis {
  std::vector<std::string> names;  // in the order drawn
  std::map<std::string, std::size_t> place;
  std::size_t tiles = 0;

  std::size_t tile(const std::string& name) const { return place.at(name) * tiles / names.size(); }
  std::size_t first(std::size_t t) const { return (t * names.size() + tiles - 1) / tiles; }
  // "glcm.contrast to glcm.energy", as the pointer tells it.
  std::string range(std::size_t t) const {
    const std::size_t from = first(t), to = t + 1 == tiles ? names.size() - 1 : first(t + 1) - 1;
    constexpr std::size_t longest = 60;
    return cut_in_front(names[from], longest) + (from == to ? "" : " to " + cut_in_front(names[to], longest));
  }
};

Axis axis_of(std::vector<std::string> names, bool by_name, std::size_t most) {
  Axis axis;
  if (by_name) std::sort(names.begin(), names.end());
  for (auto& name : names)
    if (axis.place.emplace(name, axis.names.size()).second) axis.names.push_back(std::move(name));
  axis.tiles = std::min(most, axis.names.size());
  return axis;
}

struct Tile {
  std::size_t tests = 0, rejected = 0, strongest = 0;
  double strength = -1;
};

}  // namespace

std::optional<ReportFigure> map_tiles(const std::string& block, const Table& table, bool listed) {
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::vector<std::size_t> drawn;
  std::vector<std::string> left, right;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows.counts(r) || std::isnan(rows.strength(r))) continue;
    drawn.push_back(r);
    left.push_back(rows.tested(r));
    right.push_back(rows.against(r));
  }
  if (drawn.empty()) return std::nullopt;
  const Axis down = axis_of(std::move(left), listed, most_rows),
             across = axis_of(std::move(right), listed, most_columns);
  if ((down.names.size() <= named && across.names.size() <= named) || down.names.size() < 2 || across.names.size() < 2)
    return std::nullopt;

  std::map<std::pair<std::size_t, std::size_t>, Tile> tiles;
  double top = 1;
  std::size_t rejected = 0;
  for (const std::size_t r : drawn) {
    Tile& tile = tiles[{down.tile(rows.tested(r)), across.tile(rows.against(r))}];
    ++tile.tests;
    tile.rejected += rows.rejected(r);
    rejected += rows.rejected(r);
    const double strength = rows.strength(r);
    if (std::isfinite(strength)) top = std::max(top, strength);
    if (strength > tile.strength) {
      tile.strength = strength;
      tile.strongest = r;
    }
  }
  Json values = Json::array(), down_names = Json::array(), across_names = Json::array();
  for (std::size_t t = 0; t < down.tiles; ++t) down_names.push_back(down.range(t));
  for (std::size_t t = 0; t < across.tiles; ++t) across_names.push_back(across.range(t));
  for (const auto& [at, tile] : tiles) {
    const std::size_t r = tile.strongest;
    const std::string kind = rows.kind(r);
    const bool below = has_direction(kind) && placed(kind, rows.estimate(r)) < placed(kind, no_effect(kind));
    const double shown = std::min(tile.strength, top);  // p = 0 as the end of the scale
    Json v{{"i", at.first},
           {"j", at.second},
           {"v", brief(below ? -shown : shown, 3)},
           {"n", tile.tests},
           {"pair", cut_in_front(rows.tested(r), 40) + " × " + cut_in_front(rows.against(r), 40)},
           {"estimate", brief(rows.estimate(r), 3)},
           {"p", readable_p(rows.p(r), rows.log10_p(r))}};
    if (tile.rejected > 0) v["r"] = tile.rejected;
    values.push_back(std::move(v));
  }
  const double cell_wide = across.tiles > 40 ? 8 : 14, cell_high = down.tiles > 20 ? 8 : 14;
  const auto side = [](const char* field, std::size_t n, const std::string& title) {
    return Json{{"field", field},
                {"type", "quantitative"},
                {"title", title},
                {"axis", {{"labels", false}, {"ticks", false}, {"grid", false}, {"domain", false}}},
                {"scale", {{"domain", {0, n}}, {"nice", false}, {"zero", false}, {"reverse", *field == 'i'}}}};
  };
  const std::string order = listed ? ", in order of their names" : ", in order of the table";
  const Json x = side("j", across.tiles, counted(across.names.size(), "column") + order),
             y = side("i", down.tiles, counted(down.names.size(), "row") + order);
  const Json told =
      Json::array({Json{{"field", "rows"}}, Json{{"field", "columns"}},
                   Json{{"field", "n"}, {"title", listed ? "tests listed" : "tests"}},
                   Json{{"field", "r"}, {"title", "rejected"}}, Json{{"field", "pair"}, {"title", "strongest"}},
                   Json{{"field", "estimate"}, {"title", "its effect"}}, Json{{"field", "p"}, {"title", "its p"}}});
  const auto calculated = [](const std::string& what, const char* as) { return Json{{"calculate", what}, {"as", as}}; };
  const Json transform =
      Json::array({calculated("datum.i + 1", "i1"), calculated("datum.j + 1", "j1"), calculated("datum.i + 0.5", "im"),
                   calculated("datum.j + 0.5", "jm"), calculated(down_names.dump() + "[datum.i]", "rows"),
                   calculated(across_names.dump() + "[datum.j]", "columns")});
  Json colour{
      {"field", "v"}, {"type", "quantitative"}, {"title", "−log₁₀ p of the strongest, with the sign of its effect"}};
  colour["scale"] = {{"scheme", "blueorange"}, {"domain", {brief(-top), brief(top)}}, {"clamp", true}};
  colour["legend"] = {{"orient", "bottom"}, {"direction", "horizontal"}, {"gradientLength", 220}, {"titleLimit", 400}};
  Json xm = x, ym = y;
  xm["field"] = "jm";
  ym["field"] = "im";
  const Json layers = Json::array(
      {Json{{"mark", {{"type", "rect"}, {"aria", false}}},
            {"encoding",
             {{"x", x},
              {"x2", {{"field", "j1"}}},
              {"y", y},
              {"y2", {{"field", "i1"}}},
              {"color", colour},
              {"tooltip", told}}}},
       Json{{"transform", Json::array({Json{{"filter", "datum.r > 0"}}})},
            {"mark",
             {{"type", "point"}, {"filled", true}, {"size", 9}, {"color", ink::text}, {"opacity", 1}, {"aria", false}}},
            {"encoding", {{"x", xm}, {"y", ym}, {"tooltip", told}}}}});
  const std::string alt = fmt::format("Map of {} in tiles: {} rows by {} columns, {} rejected", block,
                                      down.names.size(), across.names.size(), rejected);
  std::string caption = fmt::format(
      "**The whole map, {}.** {} and {} in tiles of neighbours; the colour is the strongest test of each tile, a dot "
      "marks "
      "tiles in which something is rejected after correction. The pointer tells who stands in a tile.",
      code(block), counted(down.names.size(), "row"), counted(across.names.size(), "column"));
  if (tiles.size() < down.tiles * across.tiles) caption += " White: no test is listed there.";
  return ReportFigure{"tiles-" + stem_of(block), caption, alt,
                      with_look({{"width", cell_wide * static_cast<double>(across.tiles)},
                                 {"height", cell_high * static_cast<double>(down.tiles)},
                                 {"data", {{"values", values}}},
                                 {"transform", transform},
                                 {"layer", layers}},
                                alt)};
}

}  // namespace rgx::engine
