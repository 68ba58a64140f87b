// Survival by group: Kaplan–Meier curves with their bands, censored cases and numbers at risk, and the log-log plot.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_sections.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_results = 6, most_ticks = 400;
constexpr double width = 460, height = 280, line = 17;
constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#e69f00", "#56b4e9", "#999999", "#1c2430"};

// The rows of one group of NAME.curve.csv.
struct Group {
  std::string name;
  std::vector<double> time, at_risk, events, censored, survival, low, high;
};

// One comparison: what NAME.curve.csv says of one survival outcome, grouping, cohort and subset.
struct Result {
  std::vector<std::string> key;  // feature, outcome, cohort, subset
  std::vector<Group> groups;
  double last = 0;
  bool incidence = false;  // rises from 0; else survival, which falls from 1
};

const std::vector<std::string>& key_columns() {
  static const std::vector<std::string> all{"feature", "outcome", "cohort", "subset"};
  return all;
}

std::vector<std::string> key_of(const Table& table, std::size_t row) {
  std::vector<std::string> out;
  for (const auto& name : key_columns()) out.push_back(table.at(name).cell(row));
  return out;
}

std::vector<Result> results_of(const Table& curve) {
  std::vector<Result> out;
  for (std::size_t r = 0; r < curve.rows(); ++r) {
    auto key = key_of(curve, r);
    auto at = std::find_if(out.begin(), out.end(), [&](const Result& known) { return known.key == key; });
    if (at == out.end()) at = out.insert(out.end(), {std::move(key), {}, 0, curve.find("incidence") != nullptr});
    const std::string name = curve.at("group").cell(r);
    if (at->groups.empty() || at->groups.back().name != name) {
      at->groups.emplace_back();
      at->groups.back().name = name;
    }
    Group& g = at->groups.back();
    const auto number = [&](const char* column) { return curve.at(column).numbers[r]; };
    g.time.push_back(number("time"));
    g.at_risk.push_back(number("at_risk"));
    g.events.push_back(number("events"));
    g.censored.push_back(number("censored"));
    g.survival.push_back(number(at->incidence ? "incidence" : "survival"));
    g.low.push_back(number("ci_low"));
    g.high.push_back(number("ci_high"));
    at->last = std::max(at->last, g.time.back());
  }
  return out;
}

// 0, step, 2 step …, at most eight of them, the step 1, 2, 3, 5, 6 or 10 times a power of ten.
std::vector<double> time_ticks(double last) {
  const double power = std::pow(10.0, std::floor(std::log10(last / 7)));
  double step = 10 * power;
  for (const double times : {6.0, 5.0, 3.0, 2.0, 1.0})
    if (last / (times * power) <= 7) step = times * power;
  std::vector<double> out;
  for (int k = 0; k * step <= last; ++k) out.push_back(brief(k * step));
  return out;
}

double at_risk(const Group& g, double time) {
  const auto from = std::lower_bound(g.time.begin(), g.time.end(), time);
  return from == g.time.end() ? 0 : g.at_risk[static_cast<std::size_t>(from - g.time.begin())];
}

Json colour(const Result& result, bool legend) {
  Json names = Json::array(), range = Json::array();
  for (std::size_t g = 0; g < result.groups.size(); ++g) {
    names.push_back(result.groups[g].name);
    range.push_back(colours[g % std::size(colours)]);
  }
  Json out{{"field", "g"}, {"type", "nominal"}, {"scale", {{"domain", names}, {"range", range}}}};
  out["legend"] = legend ? Json{{"title", nullptr},       {"orient", "top"},    {"labelLimit", 300},
                                {"symbolType", "stroke"}, {"symbolOpacity", 1}, {"symbolStrokeWidth", 2}}
                         : Json();
  return out;
}

Json time_axis(double last, const std::string& title, bool labels) {
  Json out{{"field", "t"}, {"type", "quantitative"}, {"title", nullptr}};
  out["scale"] = {{"domain", {0, brief(last)}}, {"nice", false}};
  if (!labels) {
    out["axis"] = Json();
    return out;
  }
  out["title"] = title;
  out["axis"] = {{"values", time_ticks(last)}, {"grid", false}, {"labelFlush", false}};
  return out;
}

Json share_axis(const char* field, const Result& result) {
  Json out{{"field", field}, {"type", "quantitative"}};
  out["title"] = result.incidence ? "cumulative incidence" : "survival";
  out["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  out["axis"] = {{"tickCount", 5}, {"format", ".1f"}};
  return out;
}

Json mark(const char* type) { return {{"type", type}, {"aria", false}}; }

Json curves(const Result& result, const std::string& title) {
  Json steps = Json::array(), band = Json::array(), ticks = Json::array();
  for (const Group& g : result.groups) {
    const auto step = [&](double t, double s) { steps.push_back({{"g", g.name}, {"t", brief(t)}, {"s", brief(s)}}); };
    const auto edge = [&](double t, double low, double high) {
      band.push_back({{"g", g.name}, {"t", brief(t)}, {"low", brief(low)}, {"high", brief(high)}});
    };
    const double start = result.incidence ? 0 : 1;
    step(0, start);
    edge(0, start, start);
    double s = start, low = start, high = start;
    bool known = true;
    const std::size_t censored =
        static_cast<std::size_t>(std::count_if(g.censored.begin(), g.censored.end(), [](double c) { return c > 0; }));
    const std::size_t every = censored / most_ticks + 1;
    std::size_t seen = 0;
    for (std::size_t k = 0; k < g.time.size(); ++k) {
      const bool end = k + 1 == g.time.size();
      if (g.censored[k] > 0 && seen++ % every == 0)
        ticks.push_back({{"g", g.name}, {"t", brief(g.time[k])}, {"s", brief(g.survival[k])}});
      if (g.survival[k] == s && !end) continue;
      s = g.survival[k];
      step(g.time[k], s);
      if (!known) continue;
      // Where the interval ends (nobody is left), the band goes on to the fall.
      known = !std::isnan(g.low[k]) && !std::isnan(g.high[k]);
      if (known || s == start) {
        low = known ? g.low[k] : start;
        high = known ? g.high[k] : start;
        known = true;
      }
      edge(g.time[k], low, high);
    }
  }
  const Json x = time_axis(result.last, title, true);
  Json area = mark("area"), path = mark("line"), tick = mark("point");
  area["interpolate"] = path["interpolate"] = "step-after";
  area["opacity"] = 0.15;
  path["strokeWidth"] = 1.8;
  tick["shape"] = "M0,-1L0,1";
  tick["size"] = 60;
  tick["strokeWidth"] = 1.2;
  tick["opacity"] = 1;
  const auto layer = [](const Json& values, const Json& what, Json encoding) {
    return Json{{"data", {{"values", values}}}, {"mark", what}, {"encoding", std::move(encoding)}};
  };
  Json layers = Json::array();
  layers.push_back(layer(
      band, area,
      {{"x", x}, {"y", share_axis("low", result)}, {"y2", {{"field", "high"}}}, {"color", colour(result, true)}}));
  Json told =
      Json::array({{{"field", "g"}, {"title", "group"}},
                   {{"field", "t"}, {"title", title}},
                   {{"field", "s"}, {"title", result.incidence ? "incidence" : "survival"}, {"format", ".3f"}}});
  layers.push_back(
      layer(steps, path,
            {{"x", x}, {"y", share_axis("s", result)}, {"color", colour(result, true)}, {"tooltip", std::move(told)}}));
  layers.push_back(layer(ticks, tick, {{"x", x}, {"y", share_axis("s", result)}, {"color", colour(result, true)}}));
  return {{"width", width}, {"height", height}, {"layer", layers}};
}

Json risk_table(const Result& result) {
  Json values = Json::array(), order = Json::array();
  for (const Group& g : result.groups) {
    order.push_back(g.name);
    for (const double t : time_ticks(result.last))
      values.push_back({{"g", g.name}, {"t", t}, {"n", fmt::format("{}", at_risk(g, t))}});
  }
  Json text = mark("text");
  text["fontSize"] = 11;
  const Json y{
      {"field", "g"},
      {"type", "nominal"},
      {"sort", order},
      {"title", nullptr},
      {"axis", {{"grid", false}, {"ticks", false}, {"domain", false}, {"labelLimit", 180}, {"labelPadding", 18}}}};
  return {{"width", width},
          {"height", line * static_cast<double>(result.groups.size())},
          {"title", {{"text", "At risk"}, {"fontSize", 11}, {"fontWeight", "normal"}, {"anchor", "start"}}},
          {"view", {{"stroke", nullptr}}},
          {"data", {{"values", values}}},
          {"mark", text},
          {"encoding",
           {{"x", time_axis(result.last, "", false)},
            {"y", y},
            {"text", {{"field", "n"}, {"type", "nominal"}}},
            {"color", colour(result, false)}}}};
}

// What the result's own row says: " Log-rank test: p = 0.03, hazard ratio 1.8 (…)."
std::string tested(const Table& table, const Result& result) {
  for (std::size_t r = 0; r < table.rows(); ++r) {
    if (is_second_stage(table, r)) continue;
    std::vector<std::string> key{table.columns[0].cell(r), table.columns[1].cell(r), table.at("cohort").cell(r),
                                 table.at("group").cell(r)};
    if (key != result.key || table.at("term").cell(r).ends_with("heterogeneity")) continue;
    const auto number = [&](const char* column) { return table.at(column).numbers[r]; };
    std::string test = table.at("test").cell(r);
    std::replace(test.begin(), test.end(), '_', ' ');
    std::string out = fmt::format(" {}: p {}", plain(test), equals_p(number("p"), number("log10_p")));
    const std::string kind = table.at("estimate_kind").cell(r);
    if (!std::isnan(number("estimate")))
      out += ", " + printed_name(kind) + " " + with_interval(number("estimate"), number("ci_low"), number("ci_high"));
    return out + ".";
  }
  return {};
}

// A column of the first line of the summary that belongs to the result.
std::string summary_cell(const Table* summary, const Result& result, const char* column) {
  for (std::size_t r = 0; summary != nullptr && r < summary->rows(); ++r)
    if (key_of(*summary, r) == result.key) return summary->at(column).cell(r);
  return {};
}

std::string title_of(const Result& result, const std::vector<Result>& all) {
  std::string out = code(result.key[0]) + " by " + code(result.key[1]);
  const auto several = [&](std::size_t part) {
    return std::any_of(all.begin(), all.end(), [&](const Result& r) { return r.key[part] != result.key[part]; });
  };
  if (several(2)) out += ", " + code(result.key[2]);
  if (!result.key[3].empty()) out += ", " + code(result.key[3]);
  return out;
}

std::string named(const std::string& kind, const std::string& block, std::size_t i) {
  return kind + "-" + stem_of(block) + (i == 0 ? "" : "-" + std::to_string(i + 1));
}

std::optional<ReportFigure> log_log(const std::string& block, const Result& result, const std::string& what,
                                    const std::string& unit, std::size_t place) {
  Json values = Json::array();
  std::set<std::string> drawn;
  for (const Group& g : result.groups)
    for (std::size_t k = 0; k < g.time.size(); ++k)
      if (g.events[k] > 0 && g.time[k] > 0 && g.survival[k] > 0 && g.survival[k] < 1) {
        values.push_back({{"g", g.name}, {"t", brief(g.time[k])}, {"y", brief(std::log(-std::log(g.survival[k])))}});
        drawn.insert(g.name);
      }
  if (drawn.size() < 2) return std::nullopt;
  Json path = mark("line");
  path["interpolate"] = "step-after";
  path["strokeWidth"] = 1.6;
  const Json spec{
      {"width", 340},
      {"height", 260},
      {"data", {{"values", values}}},
      {"mark", path},
      {"encoding",
       {{"x",
         {{"field", "t"},
          {"type", "quantitative"},
          {"title", "time (" + unit + ", logarithmic)"},
          {"scale", {{"type", "log"}, {"nice", false}}},
          {"axis", {{"tickCount", 5}, {"labelExpr", "format(datum.value, '.6~g')"}, {"labelOverlap", true}}}}},
        {"y", {{"field", "y"}, {"type", "quantitative"}, {"title", "ln(−ln survival)"}, {"scale", {{"zero", false}}}}},
        {"color", colour(result, true)}}}};
  const std::string alt = "Log-log plot of survival, " + result.key[0] + " by " + result.key[1];
  return ReportFigure{
      named("log-log", block, place),
      fmt::format("**Log-log plot, {}.** Under proportional hazards the lines keep one distance.", what), alt,
      with_look(spec, alt), true};
}

}  // namespace

std::vector<ReportFigure> survival_figures(const std::string& block, const Table& table, const Table& curve,
                                           const Table* summary) {
  std::vector<ReportFigure> out;
  if (curve.rows() == 0 || table.columns.size() < 2) return out;
  const auto all = results_of(curve);
  std::size_t drawn = 0;
  for (const Result& result : all) {
    if (drawn == most_results) break;
    if (!(result.last > 0)) continue;
    const std::string unit = summary_cell(summary, result, "unit");
    const std::string title = unit.empty() ? "time" : "time (" + unit + ")";
    const std::string what = title_of(result, all);
    const bool optimistic = summary_cell(summary, result, "note").find("optimistic") != std::string::npos;
    const std::string kind = result.incidence ? "Cumulative incidence" : "Kaplan–Meier";
    std::string caption = fmt::format(
        "**{}, {}.** Bands: 95 % intervals at each time; ticks: censored cases; beneath, the numbers at risk.{}", kind,
        what, tested(table, result));
    if (optimistic)
      caption +=
          " **Optimistic:** the cut was chosen where the curves differ most; p knows of the search, the curves "
          "and the ratio do not.";
    if (drawn + 1 == most_results && all.size() > most_results)
      caption += fmt::format(" The other {} comparisons are in the tables.", all.size() - most_results);
    std::string alt = fmt::format("{} curves of {} by {}:", kind, result.key[0], result.key[1]);
    for (const Group& g : result.groups)
      alt += fmt::format(" {} {:.0f} cases at first, {} {:.2f} at the end;", g.name, g.at_risk.front(),
                         result.incidence ? "incidence" : "survival", g.survival.back());
    alt.back() = '.';
    Json spec{{"vconcat", Json::array({curves(result, title), risk_table(result)})}, {"spacing", 6}};
    out.push_back({named("survival", block, drawn), caption, alt, with_look(std::move(spec), alt)});
    if (!optimistic && !result.incidence)
      if (auto plot = log_log(block, result, what, unit.empty() ? "unit" : unit, drawn))
        out.push_back(std::move(*plot));
    ++drawn;
  }
  return out;
}

}  // namespace rgx::engine
