// Forest plot: the strongest estimates with their intervals, a panel for each kind.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_rows = 25, most_letters = 70;
constexpr double width = 340, line = 20;

struct Axis {
  double low, high;
  bool logarithmic;
};

// Holds the line of no effect, the estimates, and their intervals as far as these do not press the estimates together;
// an estimate far beyond the others (a coefficient of a feature in tiny units) does not stretch it.
Axis axis_of(const TestRows& rows, const std::vector<std::size_t>& shown, const std::string& kind) {
  const bool ratio = is_ratio(kind);
  const auto to = [&](double v) { return ratio ? std::log2(v) : v; };
  const double none = to(no_effect(kind));
  std::vector<double> far, half;
  for (const std::size_t r : shown) {
    const double v = to(rows.estimate(r));
    far.push_back(std::abs(v - none));
    for (const double end : {to(rows.low(r)), to(rows.high(r))})
      if (std::isfinite(end)) half.push_back(std::abs(end - v));
  }
  std::sort(far.begin(), far.end());
  std::sort(half.begin(), half.end());
  const double upper = far[far.size() * 3 / 4], limit = upper > 0 && far.back() > 20 * upper ? 5 * upper : far.back();
  double low = none, high = none;
  for (const std::size_t r : shown) {
    const double v = std::clamp(to(rows.estimate(r)), none - limit, none + limit);
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const double reach = half.empty() ? 0 : std::max((high - low) / 2, 2 * half[half.size() / 2]);
  double least = low, most = high;
  for (const std::size_t r : shown) {
    if (const double v = to(rows.low(r)); !std::isnan(v)) least = std::min(least, std::max(v, low - reach));
    if (const double v = to(rows.high(r)); !std::isnan(v)) most = std::max(most, std::min(v, high + reach));
  }
  if (most == least) most = least + 1;
  const double room = 0.04 * (most - least);
  least -= room;
  most += room;
  if (ratio) return {brief(std::exp2(least)), brief(std::exp2(most)), true};
  if (!has_direction(kind) && low >= 0) least = 0;
  return {brief(least), brief(most), false};
}

// ¼, ½, 1, 2, 4 …, or powers of ten where these would be many.
std::vector<double> ratio_ticks(const Axis& axis) {
  const double octaves = std::log2(axis.high / axis.low);
  const double base = octaves <= 8 ? 2 : 10;
  const double low = std::log(axis.low) / std::log(base), high = std::log(axis.high) / std::log(base);
  const double step = std::max(1.0, std::ceil((high - low) / 8));
  std::vector<double> out;
  for (double k = step * std::ceil(low / step); k <= high; k += step) out.push_back(brief(std::pow(base, k)));
  return out;
}

Json text_column(const char* field, const char* title, double at, const Json& y) {
  const auto text = [&](const char* weight) {
    return Json{{"type", "text"},       {"align", "right"},   {"fontSize", 10},
                {"fontWeight", weight}, {"color", ink::text}, {"aria", false}};
  };
  const Json x{{"value", width + at}};
  return {{"layer",
           {{{"mark", text("normal")}, {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", field}}}}}},
            {{"data", {{"values", Json::array({Json{{"title", title}}})}}},
             {"mark", text("bold")},
             {"encoding", {{"x", x}, {"y", {{"value", -8}}}, {"text", {{"field", "title"}}}}}}}}};
}

Json panel(const TestRows& rows, const std::vector<std::size_t>& shown, const std::vector<std::string>& names,
           const std::string& kind, std::size_t& cut) {
  const Axis axis = axis_of(rows, shown, kind);
  Json values = Json::array(), order = Json::array();
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t r = shown[i];
    Json v{{"name", names[i]}, {"rejected", rows.rejected(r) ? 1 : 0}};
    add_told(v, rows, r);
    v["q"] = v.contains("q") ? v["q"] : Json("");
    // Both ends or none; what lies beyond the axis is an arrow at its edge.
    const double estimate = rows.estimate(r), low = rows.low(r), high = rows.high(r);
    const bool interval = !std::isnan(low) && !std::isnan(high);
    if (estimate >= axis.low && estimate <= axis.high) v["x"] = brief(estimate);
    if (interval && low <= axis.high && high >= axis.low) {
      v["low"] = brief(std::max(low, axis.low));
      v["high"] = brief(std::min(high, axis.high));
    }
    if (estimate < axis.low || (interval && low < axis.low)) v["left"] = axis.low;
    if (estimate > axis.high || (interval && high > axis.high)) v["right"] = axis.high;
    cut += v.contains("left") || v.contains("right");
    order.push_back(names[i]);
    values.push_back(std::move(v));
  }
  const auto x = [&](const char* field) {
    Json out{{"field", field}, {"type", "quantitative"}};
    out["title"] = (kind.empty() ? "effect" : printed_name(kind)) + (axis.logarithmic ? " (logarithmic)" : "");
    out["scale"] = {{"domain", {axis.low, axis.high}}, {"nice", false}};
    out["axis"] = {{"tickCount", 6}, {"labelExpr", number_label}, {"labelFlush", false}, {"labelOverlap", true}};
    if (axis.logarithmic) {
      out["scale"]["type"] = "log";
      out["axis"]["values"] = ratio_ticks(axis);
    } else {
      out["scale"]["zero"] = false;
    }
    return out;
  };
  const Json y{
      {"field", "name"},
      {"type", "nominal"},
      {"sort", order},
      {"title", nullptr},
      {"axis",
       {{"labelLimit", 400}, {"labelFontSize", 10}, {"labelOverlap", false}, {"grid", false}, {"ticks", false}}}};
  const auto arrow = [&](const char* field, const char* shape) {
    return Json{{"transform", Json::array({Json{{"filter", std::string("isValid(datum.") + field + ")"}}})},
                {"mark",
                 {{"type", "point"},
                  {"filled", true},
                  {"shape", shape},
                  {"size", 40},
                  {"color", ink::text},
                  {"opacity", 1},
                  {"aria", false}}},
                {"encoding", {{"x", x(field)}, {"y", y}}}};
  };
  const auto points = [&](int rejected, const char* shape, const char* color) {
    return Json{{"transform",
                 Json::array({Json{{"filter", fmt::format("datum.rejected === {} && isValid(datum.x)", rejected)}}})},
                {"mark",
                 {{"type", "point"},
                  {"filled", true},
                  {"shape", shape},
                  {"size", 55},
                  {"color", color},
                  {"opacity", 1},
                  {"aria", false}}},
                {"encoding", {{"x", x("x")}, {"y", y}, {"tooltip", tooltip()}}}};
  };
  Json layers = Json::array();
  if (has_direction(kind))
    layers.push_back({{"data", one_mark()},
                      {"mark", {{"type", "rule"}, {"color", ink::grey}, {"strokeDash", {3, 3}}, {"aria", false}}},
                      {"encoding", {{"x", {{"datum", no_effect(kind)}, {"type", "quantitative"}}}}}});
  layers.push_back({{"transform", Json::array({Json{{"filter", "isValid(datum.low)"}}})},
                    {"mark", {{"type", "rule"}, {"color", ink::text}, {"strokeWidth", 1.2}, {"aria", false}}},
                    {"encoding", {{"x", x("low")}, {"x2", {{"field", "high"}}}, {"y", y}}}});
  layers.push_back(arrow("left", "triangle-left"));
  layers.push_back(arrow("right", "triangle-right"));
  layers.push_back(points(0, "square", "#55606f"));
  layers.push_back(points(1, "circle", ink::orange));
  layers.push_back(text_column("n", "n", 48, y));
  layers.push_back(text_column("q", "q", 112, y));
  return {{"width", width},
          {"height", line * static_cast<double>(shown.size())},
          {"data", {{"values", values}}},
          {"layer", layers}};
}

}  // namespace

std::optional<ReportFigure> forest(const std::string& block, const Table& table, const FamilyLine& family) {
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::vector<std::size_t> shown;
  std::size_t all = 0, marked = 0;
  bool decided = false;
  for (const std::size_t r : by_strength(rows)) {
    const std::string kind = rows.kind(r);
    if (kind == "i_squared" || !std::isfinite(placed(kind, rows.estimate(r)))) continue;
    ++all;
    if (shown.size() == most_rows) continue;
    shown.push_back(r);
    marked += rows.rejected(r);
    decided = decided || rows.decided(r);
  }
  if (shown.empty()) return std::nullopt;
  // The second side is named where there are several.
  std::set<std::string> sides;
  for (const std::size_t r : shown) sides.insert(rows.against(r));
  std::vector<std::string> kinds;
  for (const std::size_t r : shown)
    if (std::find(kinds.begin(), kinds.end(), rows.kind(r)) == kinds.end()) kinds.push_back(rows.kind(r));
  std::vector<Json> panels;
  std::size_t cut = 0;
  for (const auto& kind : kinds) {
    std::vector<std::size_t> of_kind;
    std::vector<std::string> names;
    std::size_t longest = 0;
    for (const std::size_t r : shown) {
      if (rows.kind(r) != kind) continue;
      of_kind.push_back(r);
      names.push_back(rows.tested(r) + (sides.size() > 1 ? " × " + rows.against(r) : ""));
      longest = std::max(longest, names.back().size());
    }
    if (longest > most_letters) names = short_names(names, most_letters);
    for (std::size_t i = 1; i < names.size(); ++i)  // each a row of its own
      while (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
             names.begin() + static_cast<std::ptrdiff_t>(i))
        names[i] += " ";
    panels.push_back(panel(rows, of_kind, names, kind, cut));
  }
  const std::string alt =
      fmt::format("Forest plot of the {} strongest of {} estimates of {}", shown.size(), all, block);
  Json spec = panels.size() == 1 ? panels.front() : Json{{"vconcat", panels}, {"spacing", 44}};
  std::string caption = fmt::format("**Forest plot, {}.** ", code(block));
  caption += shown.size() < all ? fmt::format("The {} estimates with the smallest p, of {},", shown.size(), all)
                                : std::string(shown.size() == 1 ? "The estimate" : "Every estimate");
  caption += " with 95 % intervals, smallest p first.";
  if (sides.size() == 1) caption += " All are of " + code(*sides.begin()) + ".";
  caption += marked_words(marked, decided, family);
  if (cut > 0) caption += fmt::format(" An arrow: it goes on beyond the axis ({}).", cut);
  return ReportFigure{"forest-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

}  // namespace rgx::engine
