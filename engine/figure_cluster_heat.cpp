// Heat map of a `cluster` block: columns against cases, with both dendrograms and the clusters as a band.
#include <fmt/format.h>

#include <map>

#include "engine/average_linkage.hpp"
#include "engine/figure_clusters.hpp"
#include "engine/figure_dendrogram.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_cells.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_cases = 200, most_cells = 8000;

// The tree of NAME.tree.csv, its leaves where the heat map has them; without merges where the tables do not agree.
Dendrogram tree_of(const Table& tree, const Table& heat, const Table& labels) {
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  for (std::size_t r = 0; r < labels.rows(); ++r) place[{cell(labels, "subject", r), cell(labels, "cluster", r)}] = r;
  Dendrogram out;
  for (std::size_t r = 0; r < heat.rows(); ++r) {
    const auto found = place.find({cell(heat, "subject", r), cell(heat, "cluster", r)});
    if (found == place.end()) return {};
    out.order.push_back(found->second);
  }
  if (place.size() != labels.rows() || labels.rows() != heat.rows() || tree.rows() + 1 != heat.rows()) return {};
  for (std::size_t r = 0; r < tree.rows(); ++r) {
    out.merges.emplace_back(static_cast<int>(number(tree, "left", r)), static_cast<int>(number(tree, "right", r)));
    out.heights.push_back(number(tree, "height", r));
  }
  return out;
}

Json place_scale(std::size_t cells) { return {{"domain", {0, cells}}, {"nice", false}, {"zero", false}}; }

}  // namespace

std::optional<ReportFigure> cluster_heat_figure(const std::string& block, const Table& heat, const Table& labels,
                                                const Table* tree) {
  const std::size_t n = heat.rows(), all = heat.columns.size() < 3 ? 0 : heat.columns.size() - 2;
  if (n < 2 || n > most_cases || all < 2 || n * all > 2 * most_cells) return std::nullopt;
  std::vector<double> by_column;
  std::vector<std::string> full;
  for (std::size_t c = 0; c < all; ++c) {
    by_column.insert(by_column.end(), heat.columns[c + 2].numbers.begin(), heat.columns[c + 2].numbers.end());
    full.push_back(heat.columns[c + 2].name);
  }
  const Dendrogram rows = average_linkage(euclidean_distances(by_column, all, n), all);
  const auto short_all = short_names(full, 40);
  std::vector<std::string> names;
  for (const std::size_t c : rows.order) names.push_back(short_all[c]);

  Json values = Json::array(), band = Json::array();
  for (std::size_t i = 0; i < all; ++i)
    for (std::size_t j = 0; j < n; ++j)
      values.push_back({{"i", i}, {"j", j}, {"v", brief(heat.columns[rows.order[i] + 2].numbers[j], 3)}});
  for (std::size_t j = 0; j < n; ++j)
    band.push_back({{"j", j}, {"cluster", cell(heat, "cluster", j)}, {"subject", cell(heat, "subject", j)}});
  const double cell_high = all > 30 ? 11 : 14, cell_wide = n > 120 ? 3 : n > 60 ? 6 : n > 30 ? 9 : 14;
  const double wide = cell_wide * static_cast<double>(n), high = cell_high * static_cast<double>(all);
  const auto along = [&](const char* field, std::size_t cells) {
    return Json{{"field", field}, {"type", "quantitative"}, {"axis", nullptr}, {"scale", place_scale(cells)}};
  };
  const Json x = along("j", n), x2{{"field", "j1"}};
  Json y{{"field", "feature"},
         {"type", "nominal"},
         {"sort", names},
         {"title", nullptr},
         {"scale", {{"paddingInner", 0}, {"paddingOuter", 0}}},
         {"axis", {{"labelLimit", 300}, {"labelFontSize", 10}, {"labelOverlap", false}}}};
  const Json next = {{"calculate", "datum.j + 1"}, {"as", "j1"}};
  const Json cells{
      {"data", {{"values", values}}},
      {"transform",
       Json::array({Json{{"calculate", Json(names).dump() + "[datum.i]"}, {"as", "feature"}}, next,
                    Json{{"calculate", Json(heat.columns[0].texts).dump() + "[datum.j]"}, {"as", "subject"}}})},
      {"mark", {{"type", "rect"}, {"aria", false}}},
      {"encoding",
       {{"x", x},
        {"x2", x2},
        {"y", y},
        {"color",
         {{"field", "v"},
          {"type", "quantitative"},
          {"title", "z score"},
          {"scale", {{"scheme", "blueorange"}, {"domain", {-3, 3}}, {"clamp", true}}},
          {"legend", {{"orient", "bottom"}, {"direction", "horizontal"}, {"gradientLength", 180}, {"offset", 34}}}}},
        {"tooltip",
         {{{"field", "subject"}}, {{"field", "feature"}, {"title", "column"}}, {{"field", "v"}, {"format", ".2f"}}}}}}};
  const Json strip{{"data", {{"values", band}}},
                   {"transform", Json::array({next})},
                   {"mark", {{"type", "rect"}, {"aria", false}}},
                   {"encoding",
                    {{"x", x},
                     {"x2", x2},
                     {"y", {{"value", high + 4}}},
                     {"y2", {{"value", high + 16}}},
                     {"color",
                      {{"field", "cluster"},
                       {"type", "nominal"},
                       {"title", "cluster"},
                       {"scale", {{"scheme", "category10"}}},
                       {"legend", {{"orient", "bottom"}, {"direction", "horizontal"}, {"offset", 34}}}}},
                     {"tooltip", {{{"field", "subject"}}, {{"field", "cluster"}}}}}}};
  Json layers = Json::array({cells, strip});
  bool drawn = false;
  if (tree != nullptr)
    if (const Json lines = dendrogram_lines(tree_of(*tree, heat, labels)); !lines.empty()) {
      layers.push_back(dendrogram_layer(lines, n, true, wide));
      drawn = true;
    }
  if (const Json lines = dendrogram_lines(rows); !lines.empty())
    layers.push_back(dendrogram_layer(lines, all, false, wide));
  const std::string alt = fmt::format("Heat map of {}: {} columns by {} cases with dendrograms", block, all, n);
  const Json spec{{"width", wide},
                  {"height", high},
                  {"layer", layers},
                  {"resolve", {{"scale", {{"x", "independent"}, {"y", "independent"}, {"color", "independent"}}}}}};
  return ReportFigure{
      "heat-" + stem_of(block),
      fmt::format(
          "**Clusters of {}.** {} in standard deviations from their mean (of more than 60 those that differ most "
          "between the clusters), ordered by average linkage; {}, their clusters below. They differ because cases were "
          "grouped by them: the map shows the grouping, it does not test it.",
          code(block), counted(all, "column"),
          drawn ? "cases in the order of their tree" : "cases cluster by cluster, the most central first"),
      alt, with_look(spec, alt)};
}

}  // namespace rgx::engine
