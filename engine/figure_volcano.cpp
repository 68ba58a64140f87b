// Volcano: effect against −log₁₀ p.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/figure.hpp"
#include "engine/figure_labels.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

// most_told: points that tell their numbers where the pointer rests; more would make the figure long.
constexpr std::size_t most_points = 3000, most_panels = 6, most_told = 400, most_labels = 8, most_labels_of_panel = 4;

struct Panel {
  std::string title, kind;
  std::vector<std::size_t> rows;  // from the strongest on
};

bool drawable(const TestRows& rows, std::size_t r) {
  return std::isfinite(rows.strength(r)) && std::isfinite(placed(rows.kind(r), rows.estimate(r)));
}

// A panel for each outcome, subgroup and kind of effect, in the order of the table; where these are many, for each
// kind.
std::vector<Panel> panels_of(const TestRows& rows, const std::vector<std::size_t>& drawn) {
  std::vector<std::size_t> in_order = drawn;
  std::sort(in_order.begin(), in_order.end());
  for (const bool by_outcome : {true, false}) {
    std::vector<Panel> panels;
    std::map<std::pair<std::string, std::string>, std::size_t> place;
    const auto key = [&](std::size_t r) {
      return std::pair(by_outcome ? rows.against(r) : std::string(), rows.kind(r));
    };
    for (const std::size_t r : in_order)
      if (place.emplace(key(r), panels.size()).second) panels.push_back({key(r).first, rows.kind(r), {}});
    if (by_outcome && panels.size() > most_panels) continue;
    for (const std::size_t r : drawn) panels[place[key(r)]].rows.push_back(r);
    return panels;
  }
  return {};
}

// The axis of effects. A few that are far beyond the rest (a coefficient of a feature in tiny units) would press all
// others into one line: then the axis is linear up to `linear` around 0 and logarithmic beyond.
struct EffectAxis {
  double low = 0, high = 0, linear = 0;
  double bend(double v) const { return linear > 0 ? std::copysign(std::log1p(std::abs(v) / linear), v) : v; }
  double pixel(double v, double width) const { return width * (bend(v) - bend(low)) / (bend(high) - bend(low)); }
};

EffectAxis effect_axis(const std::vector<double>& x, const std::string& kind) {
  EffectAxis axis;
  const double none = placed(kind, no_effect(kind));
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  axis.low = std::min(*least, none);
  axis.high = std::max(*most, none);
  std::vector<double> size;
  for (const double v : x)
    if (v != none) size.push_back(std::abs(v - none));
  std::sort(size.begin(), size.end());
  if (none == 0 && size.size() >= 4) {
    const double middle = size[size.size() * 3 / 4];
    if (size.back() > 50 * middle) axis.linear = std::pow(10.0, std::floor(std::log10(middle)));
  }
  if (axis.high == axis.low) axis.high = axis.low + 1;
  const double low = axis.bend(axis.low), high = axis.bend(axis.high), room = 0.06 * (high - low);
  const auto back = [&](double v) {
    return axis.linear > 0 ? std::copysign(axis.linear * std::expm1(std::abs(v)), v) : v;
  };
  if (has_direction(kind) || axis.low < 0) axis.low = brief(back(low - room));
  axis.high = brief(back(high + room));
  return axis;
}

Json scaled(const char* field, const EffectAxis& axis, const std::string& title, double width) {
  constexpr double room = 46;  // pixels
  Json out{{"field", field}, {"type", "quantitative"}};
  out["title"] = title + (axis.linear > 0 ? " (logarithmic away from 0)" : "");
  out["scale"] = {{"domain", {axis.low, axis.high}}, {"nice", false}, {"zero", false}};
  out["axis"] = {{"grid", true}, {"tickCount", 6}, {"labelFlush", false}, {"labelExpr", number_label}};
  if (axis.linear <= 0) return out;
  out["scale"]["type"] = "symlog";
  out["scale"]["constant"] = axis.linear;
  // Powers of ten from the outermost in, each where its label has room beside 0 and the one before.
  std::vector<double> ticks{0};
  for (const double sign : {1.0, -1.0}) {
    const double end = sign > 0 ? axis.high : -axis.low;
    if (end <= 0) continue;
    double last = HUGE_VAL;
    for (double k = std::floor(std::log10(end)); std::pow(10.0, k) >= axis.linear; --k) {
      const double v = sign * std::pow(10.0, k), at = std::abs(axis.pixel(v, width) - axis.pixel(0, width));
      if (at < room || last - at < room) continue;
      ticks.push_back(brief(v));
      last = at;
    }
  }
  std::sort(ticks.begin(), ticks.end());
  out["axis"]["values"] = ticks;
  return out;
}

// The report's table of the block answers to the points: a rectangle that is drawn (`brush`, one a panel) says which
// rows it shows, and `picked` is the row that was clicked on either side.
Json selectable(Json points, std::size_t panel) {
  for (auto& layer : points["layer"]) {
    Json& encoding = layer["encoding"];
    const auto when_picked = [](const Json& then, const Json& otherwise) {
      return Json{{"condition", {{"test", "datum.row === picked"}, {"value", then}}}, {"value", otherwise}};
    };
    encoding["size"] = when_picked(240, layer["mark"]["size"]);
    encoding["stroke"] = when_picked(ink::text, nullptr);
    encoding["strokeWidth"] = when_picked(2, 0);
  }
  points["layer"][0]["params"] =
      Json::array({Json{{"name", "brush" + std::to_string(panel)}, {"select", {{"type", "interval"}}}}});
  return points;
}

Json value_of(const TestRows& rows, std::size_t r, double x, bool told) {
  Json v{{"x", brief(x)}, {"y", brief(rows.strength(r))}, {"rejected", rows.rejected(r) ? 1 : 0}, {"row", r}};
  if (told) add_told(v, rows, r);
  return v;
}

}  // namespace

std::optional<ReportFigure> volcano(const std::string& block, const Table& table, const FamilyLine& family) {
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::vector<std::size_t> order;
  std::size_t beyond = 0, endless = 0, marked = 0;
  bool corrected = false;
  for (const std::size_t r : by_strength(rows)) {
    const double estimate = rows.estimate(r);
    if (drawable(rows, r)) {
      order.push_back(r);
      marked += rows.rejected(r);
      corrected = corrected || rows.decided(r);
    } else if (std::isinf(rows.strength(r))) {
      ++endless;  // a perfect correlation: −log₁₀ p is infinite
    } else if (!std::isnan(estimate)) {
      ++beyond;  // a ratio of 0 or infinity has no place on the axis
    }
  }
  if (order.size() < 2) return std::nullopt;
  const std::size_t all = order.size();
  std::vector<std::size_t> drawn;
  for (const std::size_t i : thinned(all, most_points)) drawn.push_back(order[i]);
  const auto panels = panels_of(rows, drawn);
  const bool many = panels.size() > 1;
  const double width = many ? 330 : 620, height = many ? 240 : 320;
  const std::size_t labels = many ? most_labels_of_panel : most_labels;

  double top = std::max(1.0, rows.strength(order.front()));
  if (std::isfinite(family.strength)) top = std::max(top, family.strength);
  top = brief(top * 1.08);
  std::size_t told = 0, named = 0;
  std::vector<Json> views;
  for (const auto& panel : panels) {
    std::vector<double> x;
    std::vector<std::string> names;
    for (const std::size_t r : panel.rows) {
      x.push_back(placed(panel.kind, rows.estimate(r)));
      names.push_back(rows.tested(r) + (panel.title.empty() ? " × " + rows.against(r) : ""));
    }
    const EffectAxis axis = effect_axis(x, panel.kind);
    const auto shown = short_names(names, many ? 34 : 46);
    FigureLabels names_at(width, height);
    const auto pixel = [&](std::size_t i) {
      return std::pair(axis.pixel(x[i], width), height * (1 - rows.strength(panel.rows[i]) / top));
    };
    for (std::size_t i = 0; i < x.size(); ++i) names_at.avoid(pixel(i).first, pixel(i).second);
    const double none = placed(panel.kind, no_effect(panel.kind));
    if (std::isfinite(family.strength)) names_at.avoid_row(height * (1 - family.strength / top));
    if (has_direction(panel.kind)) names_at.avoid_column(axis.pixel(none, width));
    Json values = Json::array();
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t r = panel.rows[i];
      values.push_back(value_of(rows, r, x[i], ++told <= most_told));
      // Only what has a small p is worth a name.
      if (names_at.placed() < labels && i < 4 * labels && rows.strength(r) > -std::log10(0.05))
        names_at.place(pixel(i).first, pixel(i).second, shown[i]);
    }
    Json layers = Json::array();
    if (has_direction(panel.kind))
      layers.push_back({{"data", one_mark()},
                        {"mark", {{"type", "rule"}, {"color", ink::grey}, {"strokeDash", {3, 3}}, {"aria", false}}},
                        {"encoding", {{"x", {{"datum", none}, {"type", "quantitative"}}}}}});
    if (std::isfinite(family.strength))
      layers.push_back({{"data", one_mark()},
                        {"mark", {{"type", "rule"}, {"color", ink::orange}, {"strokeDash", {6, 4}}, {"aria", false}}},
                        {"encoding", {{"y", {{"datum", brief(family.strength)}, {"type", "quantitative"}}}}}});
    layers.push_back(
        selectable(test_points(values, scaled("x", axis, axis_title(panel.kind), width), strength_axis("y", top), 50),
                   views.size()));
    names_at.add_to(layers);
    named += names_at.placed();
    Json view{{"width", width}, {"height", height}, {"layer", layers}};
    if (many && !panel.title.empty()) view["title"] = panel.title;
    views.push_back(std::move(view));
  }
  const std::string alt =
      fmt::format("Volcano plot of {}: effect against minus log10 p of {} tests, {} rejected", block, all, marked);
  Json spec = many ? Json{{"concat", views}, {"columns", 2}} : views.front();
  spec["params"] = Json::array({Json{{"name", "picked"}, {"value", -1}}});
  std::string caption = fmt::format("**Volcano plot, {}.** Effect against −log₁₀ p, a point for each of {}.",
                                    code(block), counted(all, "test"));
  caption += marked_words(marked, corrected, family);
  if (std::isfinite(family.strength)) caption += " Dashed orange: " + family.what + ".";
  if (named > 0) caption += " The strongest are named where there is room.";
  caption += thinned_words(drawn.size(), all, drawn.size() / 3);
  if (endless > 0)
    caption +=
        fmt::format(" {} with p = 0 {} above every axis.", counted(endless, "test"), endless == 1 ? "lies" : "lie");
  if (beyond > 0)
    caption += fmt::format(" {} of 0 or ∞ {} no place on the axis.", counted(beyond, "estimate"),
                           beyond == 1 ? "has" : "have");
  return ReportFigure{"volcano-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

FamilyLine family_line(const std::vector<const Table*>& tables, const std::string& method, double level) {
  FamilyLine out;
  if (method == "none") {
    out.strength = -std::log10(level);
    out.what = fmt::format("p = {:g}", level);
    out.marked = fmt::format("with p of at most {:g} (not corrected)", level);
    return out;
  }
  out.marked = fmt::format("rejected by {} at {:g} %", method, 100 * level);
  double weakest = HUGE_VAL, strongest_left = 0;
  for (const Table* table : tables) {
    const TestRows rows(*table);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const double y = rows.strength(r);
      if (std::isnan(y) || !rows.counts(r) || !rows.decided(r)) continue;
      if (rows.rejected(r))
        weakest = std::min(weakest, y);
      else
        strongest_left = std::max(strongest_left, y);
    }
  }
  // Where weights or groups decide as well, no p parts what is rejected from what is not.
  if (!std::isfinite(weakest) || weakest < strongest_left) return out;
  out.strength = weakest;
  out.what = "the weakest test that is rejected in the family";
  return out;
}

}  // namespace rgx::engine
