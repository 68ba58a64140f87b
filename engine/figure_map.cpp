// Radiogenomic heat map: estimates of two sides against each other, both ordered by average-linkage clustering.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/average_linkage.hpp"
#include "engine/figure.hpp"
#include "engine/figure_dendrogram.hpp"
#include "engine/figure_families.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_names = 60, fewest_cells = 6;

struct Side {
  std::vector<std::string> names;  // in the order drawn
  std::size_t all = 0;
  Dendrogram dendrogram;
};

// The strongest `most_names` of a side by their best test, in the order of the table.
Side side_of(const TestRows& rows, const std::vector<std::size_t>& cells, bool first) {
  Side side;
  std::map<std::string, double> best;
  for (const std::size_t r : cells) {
    const std::string name = first ? rows.tested(r) : rows.against(r);
    const auto [at, fresh] = best.emplace(name, -1);
    if (fresh) side.names.push_back(name);
    if (const double y = rows.strength(r); !std::isnan(y)) at->second = std::max(at->second, y);
  }
  side.all = side.names.size();
  if (side.all <= most_names) return side;
  std::vector<std::string> order = side.names;
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return best[a] > best[b]; });
  const std::set<std::string> kept(order.begin(), order.begin() + most_names);
  std::erase_if(side.names, [&](const auto& name) { return !kept.contains(name); });
  return side;
}

std::map<std::string, std::size_t> places(const Side& side) {
  std::map<std::string, std::size_t> out;
  for (std::size_t i = 0; i < side.names.size(); ++i) out[side.names[i]] = i;
  return out;
}

std::string names_by(const char* field, const Side& side) { return Json(side.names).dump() + "[datum." + field + "]"; }

struct Grid {
  std::string kind;
  std::vector<std::size_t> cells;  // rows of the table
  std::size_t other_kinds = 0;
};

// Estimates of the kind that most have: those of different kinds share no colours.
Grid grid_of(const TestRows& rows) {
  Grid grid;
  std::map<std::string, std::size_t> kinds;
  std::vector<std::size_t> known;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::string kind = rows.kind(r);
    if (!rows.counts(r) || kind == "i_squared" || !std::isfinite(placed(kind, rows.estimate(r)))) continue;
    known.push_back(r);
    ++kinds[kind];
  }
  for (const auto& [kind, n] : kinds)
    if (n > kinds[grid.kind]) grid.kind = kind;
  for (const std::size_t r : known)
    if (rows.kind(r) == grid.kind)
      grid.cells.push_back(r);
    else
      ++grid.other_kinds;
  return grid;
}

Dendrogram cluster(const std::vector<double>& values, std::size_t rows, std::size_t columns) {
  return average_linkage(euclidean_distances(values, rows, columns), rows);
}

void reorder(Side& side) {
  std::vector<std::string> names;
  for (const std::size_t i : side.dendrogram.order) names.push_back(side.names[i]);
  side.names = std::move(names);
}

}  // namespace

std::optional<ReportFigure> heat_map(const std::string& block, const Table& table) {
  return annotated_heat_map(block, table, {});
}

std::optional<ReportFigure> annotated_heat_map(const std::string& block, const Table& table,
                                               const std::map<std::string, std::string>& part_of) {
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  const Grid grid = grid_of(rows);
  Side left = side_of(rows, grid.cells, true), right = side_of(rows, grid.cells, false);
  const std::size_t height = left.names.size(), width = right.names.size();
  if (height < 2 || width < 2) return std::nullopt;

  const double centre = placed(grid.kind, no_effect(grid.kind));
  std::vector<double> by_row(height * width, std::nan("")), by_column = by_row;
  std::vector<std::pair<std::size_t, std::size_t>> at;  // cell → row of the table
  auto row_of = places(left), column_of = places(right);
  std::vector<double> far;
  std::set<std::size_t> taken;
  std::size_t repeated = 0;
  for (const std::size_t r : grid.cells) {
    const auto i = row_of.find(rows.tested(r)), j = column_of.find(rows.against(r));
    if (i == row_of.end() || j == column_of.end()) continue;
    if (!taken.insert(i->second * width + j->second).second) {
      ++repeated;
      continue;
    }
    far.push_back(std::abs(placed(grid.kind, rows.estimate(r)) - centre));
    at.emplace_back(i->second * width + j->second, r);
  }
  // Of a map that is listed in part, nearly every cell would be white.
  if (at.size() < fewest_cells || 2 * at.size() < height * width) return std::nullopt;
  // A few that are far beyond the rest would leave no colour for these: they are shown as the end of the scale.
  const double most = *std::max_element(far.begin(), far.end());
  std::sort(far.begin(), far.end());
  const double upper = far[far.size() * 3 / 4], end = upper > 0 && most > 20 * upper ? 5 * upper : most;
  std::size_t beyond = 0;
  for (const auto& [cell, r] : at) {
    const double estimate = placed(grid.kind, rows.estimate(r)),
                 shown = std::clamp(estimate, centre - end, centre + end);
    beyond += std::abs(estimate - centre) > end * (1 + 1e-9);
    by_row[cell] = by_column[cell % width * height + cell / width] = shown;
  }
  left.dendrogram = cluster(by_row, height, width);
  right.dendrogram = cluster(by_column, width, height);
  reorder(left);
  reorder(right);
  row_of = places(left);
  column_of = places(right);

  // A cell names its row and column by their places, and the view knows the names: thousands of cells stay small.
  const bool few = at.size() <= 1000;
  Json values = Json::array();
  std::size_t marked = 0;
  for (const auto& [cell, r] : at) {
    Json v{{"i", row_of[rows.tested(r)]},
           {"j", column_of[rows.against(r)]},
           {"v", brief(placed(grid.kind, rows.estimate(r)), 4)}};
    if (rows.rejected(r)) {
      v["r"] = 1;
      ++marked;
    }
    if (const std::string p = readable_p(rows.p(r), rows.log10_p(r)); !p.empty()) v["p"] = p;
    if (!std::isnan(rows.q(r))) v["q"] = readable_p(rows.q(r), std::nan(""));
    if (const std::string interval = interval_text(rows.low(r), rows.high(r)); few && !interval.empty())
      v["interval"] = interval;
    if (few && !std::isnan(rows.n(r))) v["n"] = rows.n(r);
    values.push_back(std::move(v));
  }
  const std::size_t longest = std::max(height, width);
  const double step = longest > 45 ? 11 : longest > 30 ? 13 : 18;
  const double wide = step * static_cast<double>(width), high = step * static_cast<double>(height);
  const bool signed_kind = has_direction(grid.kind);
  // What stays within ±1 fills half of its own scale at least: one that hardly leaves zero should look so.
  const double limit = is_ratio(grid.kind) || end > 1 || beyond > 0 ? end
                       : grid.kind == "auc"                         ? std::max(0.25, end)
                                                                    : std::max(0.5, std::ceil(end * 10) / 10);
  const Json x{{"field", "outcome"},
               {"type", "nominal"},
               {"sort", right.names},
               {"title", nullptr},
               {"scale", {{"paddingInner", 0}, {"paddingOuter", 0}}},
               {"axis",
                {{"labelAngle", -60},
                 {"labelLimit", 240},
                 {"labelFontSize", 10},
                 {"labelOverlap", false},
                 {"orient", "bottom"}}}};
  const bool banded = !families_among(part_of, left.names).empty();
  const Json y{
      {"field", "feature"},
      {"type", "nominal"},
      {"sort", left.names},
      {"title", nullptr},
      {"scale", {{"paddingInner", 0}, {"paddingOuter", 0}}},
      {"axis", {{"labelLimit", 360}, {"labelFontSize", 10}, {"labelOverlap", false}, {"offset", banded ? 11 : 0}}}};
  Json told =
      Json::array({Json{{"field", "feature"}, {"title", "row"}}, Json{{"field", "outcome"}, {"title", "column"}},
                   Json{{"field", "v"}, {"title", axis_title(grid.kind)}}, Json{{"field", "p"}, {"title", "p"}},
                   Json{{"field", "q"}, {"title", "q"}}});
  if (few) {
    told.push_back(Json{{"field", "interval"}, {"title", "95 % CI"}});
    told.push_back(Json{{"field", "n"}, {"title", "n"}});
  }
  Json colour{{"field", "v"}, {"type", "quantitative"}, {"title", axis_title(grid.kind)}};
  colour["scale"] = signed_kind
                        ? Json{{"scheme", "blueorange"}, {"domain", {brief(centre - limit), brief(centre + limit)}}}
                        : Json{{"scheme", "viridis"}, {"domain", {0, brief(limit)}}};
  colour["scale"]["clamp"] = true;
  colour["legend"] = {{"orient", "bottom"}, {"direction", "horizontal"}, {"gradientLength", 180}, {"offset", 14}};
  const Json cells{{"data", {{"values", values}}},
                   {"transform", Json::array({Json{{"calculate", names_by("i", left)}, {"as", "feature"}},
                                              Json{{"calculate", names_by("j", right)}, {"as", "outcome"}}})},
                   {"layer",
                    {{{"mark", {{"type", "rect"}, {"stroke", "#ffffff"}, {"strokeWidth", 0.5}, {"aria", false}}},
                      {"encoding", {{"x", x}, {"y", y}, {"color", colour}, {"tooltip", told}}}},
                     {{"transform", Json::array({Json{{"filter", "datum.r === 1"}}})},
                      {"mark",
                       {{"type", "point"},
                        {"filled", true},
                        {"size", step > 13 ? 22 : 14},
                        {"color", ink::text},
                        {"stroke", "#ffffff"},
                        {"strokeWidth", 0.8},
                        {"opacity", 1},
                        {"aria", false}}},
                      {"encoding", {{"x", x}, {"y", y}, {"tooltip", told}}}}}}};
  Json cells_and_band = cells;
  const auto families = families_among(part_of, left.names);
  if (!families.empty()) {
    Json band = Json::array();
    for (const auto& name : left.names)
      if (const std::string family = family_of(part_of, name); !family.empty())
        band.push_back({{"feature", name}, {"family", family}});
    cells_and_band["layer"].push_back(
        {{"data", {{"values", band}}},
         {"mark", {{"type", "rect"}, {"aria", false}}},
         {"encoding",
          {{"x", {{"value", -9}}},
           {"x2", {{"value", -2}}},
           {"y", y},
           {"color",
            {{"field", "family"},
             {"type", "nominal"},
             {"title", "family of the row"},
             {"scale", family_colours(families)},
             {"legend", {{"orient", "bottom"}, {"direction", "horizontal"}, {"columns", 5}, {"offset", 14}}}}},
           {"tooltip", {{{"field", "feature"}, {"title", "row"}}, {{"field", "family"}}}}}}});
    cells_and_band["resolve"] = {{"scale", {{"color", "independent"}}}};
  }
  Json layers = Json::array({cells_and_band});
  if (const Json lines = dendrogram_lines(right.dendrogram); !lines.empty())
    layers.push_back(dendrogram_layer(lines, width, true, wide));
  if (const Json lines = dendrogram_lines(left.dendrogram); !lines.empty())
    layers.push_back(dendrogram_layer(lines, height, false, wide));
  const std::string alt =
      fmt::format("Heat map of {}: {} by {} estimates with dendrograms, {} rejected", block, height, width, marked);
  const Json spec{{"width", wide},
                  {"height", high},
                  {"layer", layers},
                  {"resolve", {{"scale", {{"x", "independent"}, {"y", "independent"}}}}}};
  std::string caption = fmt::format(
      "**Radiogenomic map, {}.** {} of {} against {}; a dot marks what is rejected after correction. Rows and columns "
      "are ordered by average linkage of the Euclidean distances between their estimates, which the dendrograms show.",
      code(block),
      axis_title(grid.kind) == "effect" ? std::string("Estimates") : "Estimates (" + axis_title(grid.kind) + ")",
      counted(height, "row"), counted(width, "column"));
  if (banded) caption += " The band beside the rows has their feature family.";
  if (height < left.all || width < right.all)
    caption += fmt::format(" Drawn are those with the smallest p, of {} rows and {} columns; the table has them all.",
                           left.all, right.all);
  if (at.size() < height * width)
    caption += fmt::format(" White: {} without an estimate.", counted(height * width - at.size(), "cell"));
  if (beyond > 0)
    caption += fmt::format(" {} beyond the ends of the colours.",
                           beyond == 1 ? "1 estimate is" : fmt::format("{} estimates are", beyond));
  if (grid.other_kinds > 0)
    caption += fmt::format(" Left out: {} of another kind.", counted(grid.other_kinds, "estimate"));
  if (repeated > 0)
    caption += fmt::format(" Left out: {} of a pair that is drawn.", counted(repeated, "more estimate"));
  return ReportFigure{"map-" + stem_of(block), caption, alt, with_look(spec, alt)};
}

}  // namespace rgx::engine
