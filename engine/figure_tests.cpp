// Figures of many tests: volcano, histogram of p, radiogenomic heat map.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "engine/figure.hpp"
#include "engine/report_sections.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_points = 3000, most_panels = 6, most_rows = 60;

double number(const Table& t, const char* column, std::size_t row) {
  const Column* c = t.find(column);
  return c != nullptr && c->kind == Column::Kind::number ? c->numbers[row] : std::nan("");
}

std::string cell(const Table& t, const char* column, std::size_t row) {
  const Column* c = t.find(column);
  return c == nullptr ? std::string() : c->cell(row);
}

double minus_log10_p(const Table& t, std::size_t row) {
  const double log10_p = number(t, "log10_p", row), p = number(t, "p", row);
  if (std::isfinite(log10_p)) return std::max(0.0, -log10_p);
  return p > 0 ? std::max(0.0, -std::log10(p)) : std::nan("");
}

// Ratios are drawn by their logarithm.
bool is_ratio(const std::string& kind) { return kind.ends_with("_ratio"); }

// Where an effect of this kind says "no difference" on the axis it is drawn on.
double no_effect(const std::string& kind) { return kind == "auc" || kind == "concordance" ? 0.5 : 0; }

// `core.T1ce.original.glcm.joint_entropy` → joint_entropy: a label beside a point has little room.
std::string short_name(const std::string& name) {
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot + 1 == name.size() ? name : name.substr(dot + 1);
}

Json tooltip() {
  const auto field = [](const char* name, const char* title, const char* format) {
    Json out{{"field", name}, {"title", title}};
    if (format != nullptr) out["format"] = format;
    return out;
  };
  return {field("feature", "feature", nullptr),
          field("outcome", "with", nullptr),
          field("estimate", "effect", ".3f"),
          field("interval", "95 % CI", nullptr),
          field("p", "p", ".2e"),
          field("q", "q", ".2e"),
          field("n", "n", nullptr)};
}

struct Point {
  std::size_t row;
  double y;
};

}  // namespace

std::optional<ReportFigure> volcano(const std::string& block, const Table& table) {
  if (table.columns.size() < 2) return std::nullopt;
  std::vector<Point> points;
  std::size_t beyond = 0, endless = 0;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    if (is_second_stage(table, r)) continue;
    const double y = minus_log10_p(table, r), estimate = number(table, "estimate", r);
    const bool ratio = is_ratio(cell(table, "estimate_kind", r));
    if (std::isnan(y) && number(table, "p", r) == 0) ++endless;  // a perfect correlation: −log₁₀ p is infinite
    if (std::isnan(y) || std::isnan(estimate)) continue;
    if (std::isinf(estimate) || (ratio && estimate <= 0))
      ++beyond;  // a ratio of 0 or infinity has no place on the axis
    else
      points.push_back({r, y});
  }
  if (points.size() < 2) return std::nullopt;
  const std::size_t all = points.size();
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.y > b.y; });
  if (points.size() > most_points) points.resize(most_points);

  // A panel for each outcome and kind of effect, in the order of the table.
  std::vector<std::string> panels;
  std::map<std::string, std::string> kind_of;
  const auto panel = [&](std::size_t r) {
    const std::string kind = cell(table, "estimate_kind", r);
    const std::string axis = (is_ratio(kind) ? "log2 " : "") + printed_name(kind);
    return std::pair(table.columns[1].cell(r) + (axis.empty() ? "" : " · " + axis), kind);
  };
  std::vector<std::size_t> drawn;
  for (const auto& p : points) drawn.push_back(p.row);
  std::sort(drawn.begin(), drawn.end());
  for (const std::size_t r : drawn) {
    const auto [name, kind] = panel(r);
    if (kind_of.emplace(name, kind).second) panels.push_back(name);
  }
  const bool faceted = panels.size() > 1 && panels.size() <= most_panels;
  std::map<std::string, std::vector<std::pair<double, double>>> labelled;
  double least = HUGE_VAL, most = -HUGE_VAL;
  const auto place = [&](std::size_t r) {
    const double estimate = number(table, "estimate", r);
    return is_ratio(cell(table, "estimate_kind", r)) ? std::log2(estimate) : estimate;
  };
  for (const auto& p : points) {
    least = std::min(least, place(p.row));
    most = std::max(most, place(p.row));
  }
  const double span = most - least;
  Json values = Json::array();
  double weakest = -1;
  std::size_t marked = 0;
  bool corrected = false;
  for (const auto& p : points) {
    const auto [name, kind] = panel(p.row);
    const double estimate = number(table, "estimate", p.row);
    const bool rejected = cell(table, "rejected", p.row) == "true";
    corrected = corrected || !cell(table, "rejected", p.row).empty();
    if (rejected) {
      ++marked;
      weakest = p.y;
    }
    const double low = number(table, "ci_low", p.row), high = number(table, "ci_high", p.row);
    Json v{{"feature", table.columns[0].cell(p.row)},
           {"outcome", table.columns[1].cell(p.row)},
           {"panel", name},
           {"x", place(p.row)},
           {"y", p.y},
           {"estimate", estimate},
           {"interval", std::isnan(low) || std::isnan(high) ? std::string("none")
                                                            : fmt::format("{} to {}", readable(low), readable(high))},
           {"p", number(table, "p", p.row)},
           {"rejected", rejected ? "rejected" : "not rejected"},
           {"n", number(table, "n", p.row)}};
    if (const double q = number(table, "q", p.row); !std::isnan(q)) v["q"] = q;
    // The three strongest are named where the name has room: not beside another name.
    auto& named = labelled[faceted ? name : ""];
    const double at = v["x"].get<double>();
    const bool crowded = std::any_of(named.begin(), named.end(), [&](const auto& other) {
      return std::abs(other.first - at) < 0.25 * span && std::abs(other.second - p.y) < 0.06 * points.front().y;
    });
    if (named.size() < 3 && !crowded && p.y > -std::log10(0.05)) {
      named.emplace_back(at, p.y);
      v["label"] = short_name(table.columns[0].cell(p.row));
    }
    values.push_back(std::move(v));
  }
  const std::string axis =
      panels.size() == 1 ? panels[0].substr(panels[0].find(" · ") == std::string::npos ? 0 : panels[0].find(" · ") + 4)
                         : "effect";
  const Json x{{"field", "x"},
               {"type", "quantitative"},
               {"title", axis},
               {"axis", {{"grid", true}, {"tickCount", 6}, {"labelFlush", false}, {"format", "~g"}}},
               {"scale", {{"zero", false}, {"padding", 16}}}};
  // Room above the strongest for its label.
  const Json y{{"field", "y"},
               {"type", "quantitative"},
               {"title", "−log₁₀ p"},
               {"axis", {{"grid", true}, {"tickCount", 6}}},
               {"scale", {{"domain", {0, std::max(1.0, points.front().y * 1.12)}}, {"nice", false}}}};
  Json point{{"mark", {{"type", "point"}, {"filled", true}, {"size", 55}, {"opacity", 0.85}, {"aria", false}}},
             {"encoding",
              {{"x", x},
               {"y", y},
               {"color",
                {{"field", "rejected"},
                 {"type", "nominal"},
                 {"title", nullptr},
                 {"scale", {{"domain", {"rejected", "not rejected"}}, {"range", {"#d55e00", "#8a95a3"}}}}}},
               {"shape",
                {{"field", "rejected"},
                 {"type", "nominal"},
                 {"title", nullptr},
                 {"scale", {{"domain", {"rejected", "not rejected"}}, {"range", {"circle", "triangle-up"}}}}}},
               {"tooltip", tooltip()}}}};
  Json text{
      {"transform", Json::array({Json{{"filter", "isValid(datum.label)"}}})},
      {"mark", {{"type", "text"}, {"dy", -9}, {"fontSize", 10}, {"limit", 170}, {"color", "#1c2430"}, {"aria", false}}},
      {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", "label"}}}}}};
  Json layers = Json::array();
  std::set<double> zeros;
  for (const auto& name : panels) zeros.insert(no_effect(kind_of[name]));
  if (zeros.size() == 1 && !panels.empty() && kind_of[panels[0]] != "cramers_v")
    layers.push_back({{"mark", {{"type", "rule"}, {"color", "#8a95a3"}, {"strokeDash", {3, 3}}, {"aria", false}}},
                      {"encoding", {{"x", {{"datum", *zeros.begin()}, {"type", "quantitative"}}}}}});
  if (weakest >= 0)
    layers.push_back({{"mark", {{"type", "rule"}, {"color", "#d55e00"}, {"strokeDash", {5, 4}}, {"aria", false}}},
                      {"encoding", {{"y", {{"datum", weakest}, {"type", "quantitative"}}}}}});
  layers.push_back(point);
  layers.push_back(text);
  const std::string alt =
      fmt::format("Volcano plot of {}: effect against minus log10 p of {} tests, {} rejected", block, all, marked);
  Json spec{{"data", {{"values", values}}}};
  if (faceted) {
    spec["facet"] = {{"field", "panel"}, {"type", "nominal"}, {"title", nullptr}, {"sort", panels}};
    spec["columns"] = 2;
    spec["spec"] = {{"width", 330}, {"height", 260}, {"layer", layers}};
    spec["resolve"] = {{"scale", {{"x", "independent"}}}};
  } else {
    spec["width"] = 620;
    spec["height"] = 340;
    spec["layer"] = layers;
  }
  std::string caption =
      fmt::format("**Volcano plot, {}.** Effect against −log₁₀ p, a point for each test.", code(block));
  if (weakest >= 0)
    caption += " Orange: rejected after correction; the dashed orange line is the weakest of these.";
  else
    caption += corrected ? " None is rejected after correction." : "";
  if (all > points.size()) caption += fmt::format(" The {} strongest of {} are drawn.", points.size(), all);
  if (endless > 0) caption += fmt::format(" {} with p = 0 lies above every axis.", counted(endless, "test"));
  if (beyond > 0) caption += fmt::format(" {} of 0 or ∞ have no place on the axis.", counted(beyond, "odds ratio"));
  return ReportFigure{"volcano-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

std::optional<ReportFigure> p_histogram(const std::string& block, const Table& table) {
  constexpr std::size_t bins = 20, fewest = 20;
  std::vector<double> counts(bins, 0);
  std::size_t all = 0, small = 0;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const double p = number(table, "p", r);
    if (std::isnan(p) || is_second_stage(table, r)) continue;
    ++all;
    small += p < 0.05;
    counts[std::min(bins - 1, static_cast<std::size_t>(p * bins))] += 1;
  }
  if (all < fewest) return std::nullopt;
  Json values = Json::array();
  for (std::size_t i = 0; i < bins; ++i)
    values.push_back(
        {{"from", static_cast<double>(i) / bins}, {"to", static_cast<double>(i + 1) / bins}, {"tests", counts[i]}});
  const std::string alt = fmt::format("Histogram of {} p values of {}: {} below 0.05", all, block, small);
  const Json spec{{"data", {{"values", values}}},
                  {"width", 620},
                  {"height", 150},
                  {"layer",
                   {{{"mark", {{"type", "bar"}, {"color", "#56b4e9"}, {"stroke", "#ffffff"}, {"aria", false}}},
                     {"encoding",
                      {{"x",
                        {{"field", "from"},
                         {"type", "quantitative"},
                         {"title", "p"},
                         {"bin", {{"binned", true}, {"step", 0.05}}},
                         {"axis", {{"format", ".1f"}, {"values", {0, 0.2, 0.4, 0.6, 0.8, 1}}}}}},
                       {"x2", {{"field", "to"}}},
                       {"y", {{"field", "tests"}, {"type", "quantitative"}, {"title", "tests"}}},
                       {"tooltip",
                        {{{"field", "from"}, {"title", "p from"}},
                         {{"field", "to"}, {"title", "to"}},
                         {{"field", "tests"}, {"title", "tests"}}}}}}},
                    {{"mark", {{"type", "rule"}, {"strokeDash", {5, 4}}, {"color", "#1c2430"}, {"aria", false}}},
                     {"encoding", {{"y", {{"datum", static_cast<double>(all) / bins}, {"type", "quantitative"}}}}}}}}};
  return ReportFigure{"p-values-" + stem_of(block),
                      fmt::format("**p values, {}.** {} tests, {:.1f} % below 0.05; the dashed line is what uniform p "
                                  "values (no effect anywhere) would give.",
                                  code(block), all, 100.0 * static_cast<double>(small) / static_cast<double>(all)),
                      alt, with_look(spec, alt)};
}

namespace {

// The strongest `most` names of a side by their best test, in the order of the table.
std::vector<std::string> strongest_names(const Table& t, std::size_t side, std::size_t most, std::size_t& all) {
  std::vector<std::string> names;
  std::map<std::string, double> best;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string name = t.columns[side].cell(r);
    const double y = minus_log10_p(t, r);
    const auto [at, fresh] = best.emplace(name, -1);
    if (fresh) names.push_back(name);
    if (!std::isnan(y)) at->second = std::max(at->second, y);
  }
  all = names.size();
  if (names.size() <= most) return names;
  std::vector<std::string> order = names;
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return best[a] > best[b]; });
  const std::set<std::string> kept(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most));
  std::erase_if(names, [&](const auto& name) { return !kept.contains(name); });
  return names;
}

}  // namespace

std::optional<ReportFigure> heat_map(const std::string& block, const Table& table) {
  if (table.columns.size() < 2) return std::nullopt;
  std::size_t all_left = 0, all_right = 0;
  const auto left = strongest_names(table, 0, most_rows, all_left);
  const auto right = strongest_names(table, 1, most_rows, all_right);
  if (left.size() < 2 || right.size() < 2) return std::nullopt;
  const std::set<std::string> rows(left.begin(), left.end()), columns(right.begin(), right.end());
  Json values = Json::array();
  double most = 0;
  std::size_t marked = 0, cells = 0;
  std::string kind;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string l = table.columns[0].cell(r), c = table.columns[1].cell(r);
    const double estimate = number(table, "estimate", r);
    if (!rows.contains(l) || !columns.contains(c) || !std::isfinite(estimate) || is_second_stage(table, r)) continue;
    const bool rejected = cell(table, "rejected", r) == "true";
    marked += rejected;
    ++cells;
    most = std::max(most, std::abs(estimate));
    if (kind.empty()) kind = cell(table, "estimate_kind", r);
    const double low = number(table, "ci_low", r), high = number(table, "ci_high", r);
    Json v{{"feature", l},
           {"outcome", c},
           {"estimate", estimate},
           {"interval", std::isnan(low) || std::isnan(high) ? std::string("none")
                                                            : fmt::format("{} to {}", readable(low), readable(high))},
           {"n", number(table, "n", r)},
           {"rejected", rejected}};
    if (const double p = number(table, "p", r); !std::isnan(p)) v["p"] = p;
    if (const double q = number(table, "q", r); !std::isnan(q)) v["q"] = q;
    values.push_back(std::move(v));
  }
  if (cells < 4) return std::nullopt;
  // Correlations fill their own scale; one that hardly leaves zero should look so.
  const double limit = most <= 1 ? std::max(0.5, std::ceil(most * 10) / 10) : most;
  const int step = std::max(left.size(), right.size()) > 30 ? 13 : 18;
  const Json x{{"field", "outcome"},
               {"type", "nominal"},
               {"sort", right},
               {"title", nullptr},
               {"axis", {{"labelAngle", -60}, {"labelLimit", 240}, {"labelFontSize", 10}, {"orient", "bottom"}}}};
  const Json y{{"field", "feature"},
               {"type", "nominal"},
               {"sort", left},
               {"title", nullptr},
               {"axis", {{"labelLimit", 290}, {"labelFontSize", 10}}}};
  const std::string alt =
      fmt::format("Heat map of {}: {} by {} estimates, {} rejected", block, left.size(), right.size(), marked);
  const Json spec{
      {"data", {{"values", values}}},
      {"width", {{"step", step}}},
      {"height", {{"step", step}}},
      {"layer",
       {{{"mark", {{"type", "rect"}, {"stroke", "#ffffff"}, {"strokeWidth", 0.5}, {"aria", false}}},
         {"encoding",
          {{"x", x},
           {"y", y},
           {"color",
            {{"field", "estimate"},
             {"type", "quantitative"},
             {"title", kind.empty() ? std::string("estimate") : printed_name(kind)},
             {"scale", {{"scheme", "blueorange"}, {"domain", {-limit, limit}}, {"reverse", false}}}}},
           {"tooltip", tooltip()}}}},
        {{"transform", Json::array({Json{{"filter", "datum.rejected"}}})},
         {"mark", {{"type", "point"}, {"filled", true}, {"size", 16}, {"color", "#1c2430"}, {"aria", false}}},
         {"encoding", {{"x", x}, {"y", y}, {"tooltip", tooltip()}}}}}}};
  std::string caption = fmt::format(
      "**Radiogenomic map, {}.** Estimates of {} against {}; a dot marks what is rejected after correction.",
      code(block), counted(left.size(), "row"), counted(right.size(), "column"));
  if (left.size() < all_left || right.size() < all_right)
    caption += fmt::format(" Drawn are those with the smallest p, of {} rows and {} columns; the table has them all.",
                           all_left, all_right);
  return ReportFigure{"map-" + stem_of(block), caption, alt, with_look(spec, alt)};
}

}  // namespace rgx::engine
