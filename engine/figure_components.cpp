#include "engine/figure_components.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_bars = 10, most_panels = 4, most_arrows = 8, most_points = 600;

const std::vector<double>* numbers(const Table& t, std::string_view column) {
  const Column* c = t.find(column);
  return c != nullptr && c->kind == Column::Kind::number && !c->numbers.empty() ? &c->numbers : nullptr;
}

std::vector<std::string> components_of(const Table& loadings) {
  std::vector<std::string> out;
  if (const Column* c = loadings.find("component"))
    for (const auto& name : c->texts)
      if (out.empty() || out.back() != name)
        if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

// Rows of a component from its largest loading on; those that are 0 are left out.
std::vector<std::size_t> strongest(const Table& t, const std::string& component, std::size_t most) {
  const auto& names = t.at("component").texts;
  const auto& loading = t.at("loading").numbers;
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < names.size(); ++r)
    if (names[r] == component && std::isfinite(loading[r]) && loading[r] != 0) rows.push_back(r);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](auto a, auto b) { return std::abs(loading[a]) > std::abs(loading[b]); });
  if (rows.size() > most) rows.resize(most);
  return rows;
}

Json quantitative(const char* field, const std::string& title) {
  return {{"field", field}, {"type", "quantitative"}, {"title", title}};
}

}  // namespace

std::optional<ReportFigure> scree_figure(const std::string& block, const Table& summary) {
  const auto* statistic = numbers(summary, "statistic");
  const Column* component = summary.find("component");
  if (statistic == nullptr || component == nullptr || statistic->size() < 2) return std::nullopt;
  const auto* held = numbers(summary, "held_out");
  const Column* kind = summary.find("kind");
  const std::string what = kind == nullptr || kind->texts.empty() ? "statistic" : printed_name(kind->texts[0]);
  Json values = Json::array(), order = Json::array();
  bool any = false;
  for (std::size_t r = 0; r < statistic->size(); ++r) {
    if (!std::isfinite((*statistic)[r])) continue;
    Json v{{"component", component->cell(r)}, {"y", brief((*statistic)[r])}};
    if (held != nullptr && std::isfinite((*held)[r])) {
      v["held"] = brief((*held)[r]);
      any = true;
    }
    order.push_back(component->cell(r));
    values.push_back(std::move(v));
  }
  if (values.empty()) return std::nullopt;
  const Json x{{"field", "component"}, {"type", "nominal"}, {"sort", order}, {"title", nullptr}};
  Json layers = Json::array({Json{{"mark", {{"type", "bar"}, {"color", ink::blue}, {"aria", false}}},
                                  {"encoding", {{"x", x}, {"y", quantitative("y", what)}}}}});
  Json spec{{"width", 320}, {"height", 220}, {"data", {{"values", values}}}, {"layer", layers}};
  const std::string alt = fmt::format("Components of {}: {}", block, what);
  std::string caption = fmt::format("**Components of {}.** Bars: {}.", code(block), what);
  if (any) {
    spec["layer"].push_back({{"mark",
                              {{"type", "point"},
                               {"shape", "diamond"},
                               {"filled", true},
                               {"size", 80},
                               {"color", ink::orange},
                               {"aria", false}}},
                             {"encoding", {{"x", x}, {"y", quantitative("held", "correlation in held-out cases")}}}});
    spec["resolve"] = {{"scale", {{"y", "independent"}}}};
    caption += " Orange diamonds, on the axis at the right: correlation in held-out cases.";
  }
  return ReportFigure{"scree-" + stem_of(block), caption, alt, with_look(std::move(spec), alt), true};
}

std::optional<ReportFigure> loadings_figure(const std::string& block, const Table& loadings) {
  if (numbers(loadings, "loading") == nullptr || loadings.find("feature") == nullptr) return std::nullopt;
  const auto components = components_of(loadings);
  const auto* stability = numbers(loadings, "stability");
  Json panels = Json::array();
  bool shares = false;
  for (const auto& component : components) {
    if (panels.size() == most_panels) break;
    const auto rows = strongest(loadings, component, most_bars);
    if (rows.empty()) continue;
    std::vector<std::string> full;
    for (const std::size_t r : rows) full.push_back(loadings.at("feature").texts[r]);
    const auto names = short_names(full, 34);
    Json values = Json::array(), order = Json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Json v{{"feature", names[i]}, {"whole", full[i]}, {"x", brief(loadings.at("loading").numbers[rows[i]])}};
      if (stability != nullptr && std::isfinite((*stability)[rows[i]])) {
        v["share"] = brief((*stability)[rows[i]]);
        shares = true;
      }
      order.push_back(names[i]);
      values.push_back(std::move(v));
    }
    Json encoding{{"y",
                   {{"field", "feature"},
                    {"type", "nominal"},
                    {"sort", order},
                    {"title", nullptr},
                    {"axis", {{"labelLimit", 210}}}}},
                  {"x", quantitative("x", "loading")},
                  {"tooltip",
                   {{{"field", "whole"}, {"title", "column"}},
                    {{"field", "x"}, {"title", "loading"}, {"format", ".3g"}},
                    {{"field", "share"}, {"title", "stability"}, {"format", ".0%"}}}}};
    if (values.front().contains("share"))
      encoding["color"] = {{"field", "share"},
                           {"type", "quantitative"},
                           {"title", "stability"},
                           {"scale", {{"scheme", "viridis"}, {"domain", {0, 1}}, {"reverse", true}}},
                           {"legend", {{"format", ".0%"}}}};
    Json panel{{"title", component},
               {"width", 190},
               {"height", {{"step", 15}}},
               {"data", {{"values", values}}},
               {"mark", {{"type", "bar"}, {"aria", false}}},
               {"encoding", encoding}};
    if (!shares) panel["mark"]["color"] = ink::blue;
    panels.push_back(std::move(panel));
  }
  if (panels.empty()) return std::nullopt;
  const std::string alt = "Strongest loadings of the components of " + block;
  std::string caption = fmt::format("**Loadings of {}.** The {} strongest of each component", code(block), most_bars);
  if (components.size() > panels.size()) caption += fmt::format(", of the first {}", panels.size());
  caption += ".";
  if (shares) caption += " Colour: how often the loading comes again in resampled cases.";
  return ReportFigure{
      "loadings-" + stem_of(block), caption, alt,
      with_look({{"concat", panels}, {"columns", 2}, {"resolve", {{"legend", {{"color", "shared"}}}}}}, alt)};
}

std::optional<ReportFigure> scores_figure(const std::string& block, const Table& scores, const Table& loadings) {
  const auto components = components_of(loadings);
  if (components.size() < 2) return std::nullopt;
  const bool two = components[0].ends_with("_left") && components[1].ends_with("_right");
  const auto *x = numbers(scores, components[0]), *y = numbers(scores, components[1]);
  const Column* subject = scores.find("subject");
  if (x == nullptr || y == nullptr || subject == nullptr) return std::nullopt;
  Json points = Json::array();
  double wide = 0, high = 0;
  const std::size_t n = std::min(x->size(), most_points);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t r = n < 2 ? 0 : i * (x->size() - 1) / (n - 1);
    points.push_back({{"subject", subject->cell(r)}, {"x", brief((*x)[r])}, {"y", brief((*y)[r])}});
    wide = std::max(wide, std::abs((*x)[r]));
    high = std::max(high, std::abs((*y)[r]));
  }
  const Json x_axis = quantitative("x", components[0]), y_axis = quantitative("y", components[1]);
  Json layers = Json::array(
      {Json{{"data", {{"values", points}}},
            {"mark", {{"type", "circle"}, {"size", 40}, {"opacity", 0.75}, {"color", ink::blue}, {"aria", false}}},
            {"encoding",
             {{"x", x_axis},
              {"y", y_axis},
              {"tooltip",
               {{{"field", "subject"}},
                {{"field", "x"}, {"title", components[0]}, {"format", ".3g"}},
                {{"field", "y"}, {"title", components[1]}, {"format", ".3g"}}}}}}}});
  std::string caption, alt;
  if (two) {
    alt = fmt::format("Scores of {}: {} against {}", block, components[1], components[0]);
    caption = fmt::format(
        "**First pair of {}.** Scores of the cases the components were fitted on, which flatter the "
        "relation.",
        code(block));
  } else {
    // Arrows reach as far as the cases do; their lengths compare with each other only.
    const auto& name = loadings.at("feature").texts;
    const auto& in = loadings.at("component").texts;
    const auto& loading = loadings.at("loading").numbers;
    struct Arrow {
      std::string name;
      double x = 0, y = 0;
    };
    std::vector<Arrow> arrows;
    for (std::size_t r = 0; r < in.size(); ++r)
      if (in[r] == components[0]) arrows.push_back({name[r], loading[r], 0});
    std::size_t at = 0;
    for (std::size_t r = 0; r < in.size() && at < arrows.size(); ++r)
      if (in[r] == components[1]) arrows[at++].y = loading[r];
    std::stable_sort(arrows.begin(), arrows.end(),
                     [](const auto& a, const auto& b) { return std::hypot(a.x, a.y) > std::hypot(b.x, b.y); });
    if (arrows.size() > most_arrows) arrows.resize(most_arrows);
    double reach = 0;
    for (const auto& a : arrows)
      reach = std::max({reach, wide > 0 ? std::abs(a.x) / wide : 0, high > 0 ? std::abs(a.y) / high : 0});
    std::vector<std::string> full;
    for (const auto& a : arrows) full.push_back(a.name);
    const auto names = short_names(full, 26);
    Json ends = Json::array();
    for (std::size_t i = 0; i < arrows.size() && reach > 0; ++i)
      ends.push_back({{"zero", 0},
                      {"name", names[i]},
                      {"x", brief(0.9 * arrows[i].x / reach)},
                      {"y", brief(0.9 * arrows[i].y / reach)}});
    layers.push_back({{"data", {{"values", ends}}},
                      {"mark", {{"type", "rule"}, {"color", ink::orange}, {"aria", false}}},
                      {"encoding",
                       {{"x", quantitative("zero", components[0])},
                        {"y", quantitative("zero", components[1])},
                        {"x2", {{"field", "x"}}},
                        {"y2", {{"field", "y"}}}}}});
    layers.push_back({{"data", {{"values", ends}}},
                      {"mark", {{"type", "text"}, {"color", ink::text}, {"fontSize", 10}, {"dy", -6}, {"aria", false}}},
                      {"encoding", {{"x", x_axis}, {"y", y_axis}, {"text", {{"field", "name"}}}}}});
    alt = fmt::format("Biplot of {}: {} and {}", block, components[0], components[1]);
    caption = fmt::format("**Biplot of {}.** Points are cases, arrows the {} strongest columns, scaled together.",
                          code(block), arrows.size());
  }
  return ReportFigure{"scores-" + stem_of(block), caption, alt,
                      with_look({{"width", 340}, {"height", 320}, {"layer", layers}}, alt), true};
}

}  // namespace rgx::engine
