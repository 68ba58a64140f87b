#include "engine/figure_correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/average_linkage.hpp"
#include "engine/figure_dendrogram.hpp"
#include "engine/figure_families.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_columns = 800, most_tiles = 90, most_named = 60, fewest_rows = 5;
constexpr double cut = 0.2;  // 1 − |ρ| below which columns say the same

// Mid-ranks less their mean, scaled to length 1: products of two are Spearman's ρ. Empty where all values are equal.
std::vector<double> standard_ranks(const std::vector<double>& values) {
  const std::size_t n = values.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
  std::vector<double> rank(n);
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i;
    while (end < n && values[order[end]] == values[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k)
      rank[order[k]] = (static_cast<double>(i + end) - static_cast<double>(n)) / 2;  // less the mean
    i = end;
  }
  double squares = 0;
  for (const double r : rank) squares += r * r;
  if (squares == 0) return {};
  for (double& r : rank) r /= std::sqrt(squares);
  return rank;
}

struct Columns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> ranks;
  std::size_t incomplete = 0, all = 0;
};

Columns columns_of(const Table& features) {
  Columns out;
  for (const auto& c : features.columns) {
    if (c.kind != Column::Kind::number) continue;
    if (std::any_of(c.numbers.begin(), c.numbers.end(), [](double v) { return !std::isfinite(v); })) {
      ++out.incomplete;
      continue;
    }
    if (auto ranks = standard_ranks(c.numbers); !ranks.empty()) {
      out.names.push_back(c.name);
      out.ranks.push_back(std::move(ranks));
    }
  }
  out.all = out.names.size();
  if (out.all <= most_columns) return out;
  Columns fewer{{}, {}, out.incomplete, out.all};
  for (std::size_t i = 0; i < most_columns; ++i) {
    const std::size_t at = i * out.all / most_columns;
    fewer.names.push_back(out.names[at]);
    fewer.ranks.push_back(std::move(out.ranks[at]));
  }
  return fewer;
}

}  // namespace

std::optional<ReportFigure> correlation_figure(const std::string& name, const Table& features,
                                               const std::map<std::string, std::string>& part_of) {
  if (features.rows() < fewest_rows) return std::nullopt;
  const Columns columns = columns_of(features);
  const std::size_t n = columns.names.size();
  if (n < 3) return std::nullopt;
  std::vector<double> distance(n * n, 0);
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      double rho = 0;
      for (std::size_t r = 0; r < features.rows(); ++r) rho += columns.ranks[a][r] * columns.ranks[b][r];
      distance[a * n + b] = distance[b * n + a] = std::max(0.0, 1 - std::abs(rho));
    }
  const Dendrogram tree = average_linkage(distance, n);
  const auto groups = n - static_cast<std::size_t>(std::count_if(tree.heights.begin(), tree.heights.end(),
                                                                 [](double h) { return h <= cut; }));

  const std::size_t tiles = std::min(n, most_tiles);
  std::vector<std::size_t> tile(n);  // of the place in the order
  std::vector<std::string> ranges(tiles);
  for (std::size_t i = 0; i < n; ++i) {
    tile[i] = i * tiles / n;
    std::string& range = ranges[tile[i]];
    if (range.empty())
      range = cut_in_front(columns.names[tree.order[i]], 70);
    else if (i + 1 == n || (i + 1) * tiles / n != tile[i])
      range += " to " + cut_in_front(columns.names[tree.order[i]], 70);
  }
  std::vector<double> sum(tiles * tiles, 0), count(tiles * tiles, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      sum[tile[i] * tiles + tile[j]] += 1 - distance[tree.order[i] * n + tree.order[j]];
      ++count[tile[i] * tiles + tile[j]];
    }
  Json values = Json::array();
  for (std::size_t i = 0; i < tiles; ++i)
    for (std::size_t j = 0; j < tiles; ++j)
      values.push_back({{"i", i}, {"j", j}, {"v", brief(sum[i * tiles + j] / count[i * tiles + j], 2)}});

  const double step = tiles > 45 ? 6 : tiles > 25 ? 11 : 16, side = step * static_cast<double>(tiles);
  const bool named = n <= most_named;
  const auto shown = named ? short_names(
                                 [&] {
                                   std::vector<std::string> in_order;
                                   for (const std::size_t c : tree.order) in_order.push_back(columns.names[c]);
                                   return in_order;
                                 }(),
                                 40)
                           : std::vector<std::string>();
  const auto along = [&](const char* field) {
    return Json{{"field", field},
                {"type", "quantitative"},
                {"axis", nullptr},
                {"scale", {{"domain", {0, tiles}}, {"nice", false}, {"zero", false}, {"reverse", *field == 'i'}}}};
  };
  const Json told = Json::array({Json{{"field", "rows"}, {"title", n > tiles ? "columns" : "column"}},
                                 Json{{"field", "others"}, {"title", "with"}},
                                 Json{{"field", "v"}, {"title", n > tiles ? "mean |ρ|" : "|ρ|"}, {"format", ".2f"}}});
  const auto calculated = [](const std::string& what, const char* as) { return Json{{"calculate", what}, {"as", as}}; };
  const std::string list = Json(ranges).dump();
  Json layers = Json::array({Json{
      {"data", {{"values", values}}},
      {"transform", Json::array({calculated("datum.i + 1", "i1"), calculated("datum.j + 1", "j1"),
                                 calculated(list + "[datum.i]", "rows"), calculated(list + "[datum.j]", "others")})},
      {"mark", {{"type", "rect"}, {"aria", false}}},
      {"encoding",
       {{"x", along("j")},
        {"x2", {{"field", "j1"}}},
        {"y", along("i")},
        {"y2", {{"field", "i1"}}},
        {"color",
         {{"field", "v"},
          {"type", "quantitative"},
          {"title", "|Spearman ρ|"},
          {"scale", {{"scheme", "viridis"}, {"domain", {0, 1}}, {"clamp", true}}},
          {"legend", {{"orient", "bottom"}, {"direction", "horizontal"}, {"gradientLength", 180}}}}},
        {"tooltip", told}}}}});
  const auto families = families_among(part_of, columns.names);
  Json band = Json::array(), labels = Json::array();
  for (std::size_t i = 0; i < n; ++i) {
    const double from = static_cast<double>(i) * static_cast<double>(tiles) / static_cast<double>(n),
                 to = static_cast<double>(i + 1) * static_cast<double>(tiles) / static_cast<double>(n);
    const std::string& column = columns.names[tree.order[i]];
    if (const std::string family = family_of(part_of, column); !families.empty() && !family.empty())
      band.push_back({{"i", brief(from)}, {"i1", brief(to)}, {"family", family}, {"column", column}});
    if (named) labels.push_back({{"i", static_cast<double>(i) + 0.5}, {"text", shown[i]}});
  }
  if (!band.empty())
    layers.push_back({{"data", {{"values", band}}},
                      {"mark", {{"type", "rect"}, {"aria", false}}},
                      {"encoding",
                       {{"x", {{"value", -9}}},
                        {"x2", {{"value", -2}}},
                        {"y", along("i")},
                        {"y2", {{"field", "i1"}}},
                        {"color",
                         {{"field", "family"},
                          {"type", "nominal"},
                          {"title", "family"},
                          {"scale", family_colours(families)},
                          {"legend", {{"orient", "bottom"}, {"direction", "horizontal"}, {"columns", 5}}}}},
                        {"tooltip", {{{"field", "column"}}, {{"field", "family"}}}}}}});
  if (named)
    layers.push_back(
        {{"data", {{"values", labels}}},
         {"mark", {{"type", "text"}, {"align", "right"}, {"fontSize", 10}, {"color", ink::text}, {"aria", false}}},
         {"encoding", {{"x", {{"value", -13}}}, {"y", along("i")}, {"text", {{"field", "text"}}}}}});
  if (n <= tiles)
    if (const Json lines = dendrogram_lines(tree); !lines.empty())
      layers.push_back(dendrogram_layer(lines, n, true, side));
  const std::string alt = fmt::format("Correlations among {} of {}, in {} of like ones", counted(n, "column"), name,
                                      counted(groups, "group"));
  std::string caption = fmt::format(
      "**How the columns of {} go together.** |Spearman ρ| of {} in {}, ordered by average linkage of 1 − |ρ|; cut at "
      "|ρ| = 0.8 they make {}.",
      code(name), counted(n, "column"), counted(features.rows(), "row"), counted(groups, "group"));
  if (n > tiles) caption += " A tile is the mean over neighbours.";
  if (!band.empty()) caption += " The band on the left has the feature family.";
  if (columns.all > n) caption += fmt::format(" Drawn are {} of {}, evenly spaced in the table.", n, columns.all);
  if (columns.incomplete > 0)
    caption += fmt::format(" Left out: {} with missing values.", counted(columns.incomplete, "column"));
  return ReportFigure{
      "correlation-" + stem_of(name), caption, alt,
      with_look({{"width", side},
                 {"height", side},
                 {"layer", layers},
                 {"resolve", {{"scale", {{"x", "independent"}, {"y", "independent"}, {"color", "independent"}}}}}},
                alt)};
}

}  // namespace rgx::engine
