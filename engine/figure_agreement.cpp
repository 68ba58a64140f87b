// Figures of a `robust` block: bars of ICC, CCC and kappa with their limit, and Bland–Altman plots.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/figure_rows.hpp"
#include "engine/report_robust.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_bars = 40, most_plots = 6, most_letters = 60;

bool is_coefficient(const std::string& statistic) {
  return statistic.starts_with("icc") || statistic == "ccc" || statistic.starts_with("kappa");
}

Json x_axis(const char* field, const std::string& title, double low) {
  return {
      {"field", field}, {"type", "quantitative"}, {"title", title}, {"scale", {{"domain", {low, 1}}, {"nice", false}}}};
}

}  // namespace

std::optional<ReportFigure> agreement_bars(const std::string& block, const Table& table) {
  const Column *statistic = table.find("statistic"), *kept = table.find("kept");
  if (statistic == nullptr || kept == nullptr || table.rows() == 0) return std::nullopt;
  const auto& estimate = table.at("estimate").numbers;
  const auto &low = table.at("ci_low").numbers, &high = table.at("ci_high").numbers;
  // One statistic: the first of the table.
  std::string which;
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string name = statistic->cell(r);
    if (which.empty() && is_coefficient(name)) which = name;
    if (name == which && !std::isnan(estimate[r])) rows.push_back(r);
  }
  if (rows.empty()) return std::nullopt;
  std::ranges::stable_sort(rows, [&](auto a, auto b) { return estimate[a] > estimate[b]; });
  const std::size_t all = rows.size();
  std::vector<std::size_t> shown;
  for (const std::size_t place : thinned(all, most_bars)) shown.push_back(rows[place]);
  std::vector<std::string> names;
  for (const std::size_t r : shown) names.push_back(table.at("feature").cell(r));
  names = short_names(names, most_letters);
  Json values = Json::array(), order = Json::array();
  double least = 0;
  std::size_t stable = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t r = shown[i];
    while (std::ranges::find(order, Json(names[i])) != order.end()) names[i] += " ";  // each a row of its own
    Json v{{"name", names[i]}, {"x", brief(estimate[r])}, {"kept", kept->cell(r)}};
    if (!std::isnan(low[r]) && !std::isnan(high[r])) {
      v["low"] = brief(low[r]);
      v["high"] = brief(high[r]);
      least = std::min(least, low[r]);
    }
    v["interval"] = interval_text(low[r], high[r]);
    least = std::min(least, estimate[r]);
    order.push_back(names[i]);
    values.push_back(std::move(v));
  }
  for (const std::size_t r : rows) stable += kept->cell(r) == "yes";
  least = std::max(-1.0, std::floor(least * 10) / 10);
  const auto upper = [](const std::string& s) { return "ICC(" + s.substr(4) + ")"; };
  const std::string title = which.starts_with("icc ") ? upper(which) : which == "ccc" ? "CCC" : which;
  const Json y{{"field", "name"},
               {"type", "nominal"},
               {"sort", order},
               {"title", nullptr},
               {"axis", {{"labelLimit", 400}, {"labelFontSize", 10}, {"labelOverlap", false}, {"ticks", false}}}};
  const Json tip{{{"field", "name"}, {"title", "feature"}},
                 {{"field", "x"}, {"title", title}, {"format", ".3f"}},
                 {{"field", "interval"}, {"title", "95 % interval"}}};
  const auto bars = [&](const char* filter, const char* color) {
    return Json{{"transform", Json::array({Json{{"filter", filter}}})},
                {"mark", {{"type", "bar"}, {"color", color}, {"height", 9}, {"aria", false}}},
                {"encoding", {{"x", x_axis("x", title, least)}, {"y", y}, {"tooltip", tip}}}};
  };
  Json layers = Json::array({bars("datum.kept !== 'no'", ink::sky), bars("datum.kept === 'no'", "#c9d0d8")});
  layers.push_back({{"transform", Json::array({Json{{"filter", "isValid(datum.low)"}}})},
                    {"mark", {{"type", "rule"}, {"color", ink::text}, {"strokeWidth", 1.2}, {"aria", false}}},
                    {"encoding", {{"x", x_axis("low", title, least)}, {"x2", {{"field", "high"}}}, {"y", y}}}});
  const double limit = table.at("limit").numbers[rows.front()];
  if (!std::isnan(limit))
    layers.push_back({{"data", {{"values", Json::array({Json{{"limit", limit}}})}}},
                      {"mark", {{"type", "rule"}, {"color", ink::orange}, {"strokeDash", {4, 3}}, {"aria", false}}},
                      {"encoding", {{"x", x_axis("limit", title, least)}}}});
  const std::string alt = fmt::format("{} of {} features of {}", title, shown.size(), block);
  std::string caption = fmt::format("**Agreement, {}.** {} with 95 % intervals", code(block), title);
  caption += shown.size() < all ? fmt::format("; {} of {} features, best first.", shown.size(), all) : ", best first.";
  if (!std::isnan(limit))
    caption +=
        fmt::format(" The line is the limit of {}; {} of {} features meet it (blue).", brief(limit), stable, all);
  Json spec{{"width", 340},
            {"height", 15 * static_cast<double>(shown.size())},
            {"data", {{"values", values}}},
            {"layer", layers}};
  return ReportFigure{"agreement-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

std::optional<ReportFigure> bland_altman_figure(const std::string& block, const Table& table, const Table& pairs) {
  if (pairs.rows() == 0) return std::nullopt;
  const Column& feature = pairs.at("feature");
  std::vector<std::string> names;
  for (std::size_t r = 0; r < pairs.rows() && names.size() <= most_plots; ++r)
    if (std::ranges::find(names, feature.cell(r)) == names.end()) names.push_back(feature.cell(r));
  const bool more = names.size() > most_plots;
  if (more) names.resize(most_plots);
  const auto titles = short_names(names, 45);
  const std::string scale = pairs.at("scale").cell(0);
  const std::string difference = scale == "ratio"     ? "ratio"
                                 : scale == "percent" ? "difference (% of mean)"
                                                      : "difference";
  Json panels = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Json values = Json::array(), lines = Json::array();
    for (std::size_t r = 0; r < pairs.rows(); ++r)
      if (feature.cell(r) == names[i])
        values.push_back({{"x", brief(pairs.at("mean").numbers[r])},
                          {"y", brief(pairs.at("difference").numbers[r])},
                          {"subject", pairs.at("subject").cell(r)}});
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const std::string what = table.at("statistic").cell(r);
      const double at = table.at("estimate").numbers[r];
      if (table.at("feature").cell(r) == names[i] && !std::isnan(at) &&
          (what == "bias" || what == "limit_low" || what == "limit_high"))
        lines.push_back({{"at", brief(at)}, {"dash", what == "bias" ? 0 : 1}});
    }
    const auto rule = [&](int dash) {
      Json mark{
          {"type", "rule"}, {"color", dash != 0 ? ink::orange : ink::blue}, {"strokeWidth", 1.4}, {"aria", false}};
      if (dash != 0) mark["strokeDash"] = {5, 3};
      return Json{{"data", {{"values", lines}}},
                  {"transform", Json::array({Json{{"filter", fmt::format("datum.dash === {}", dash)}}})},
                  {"mark", mark},
                  {"encoding", {{"y", {{"field", "at"}, {"type", "quantitative"}}}}}};
    };
    const Json points{
        {"mark", {{"type", "point"}, {"filled", true}, {"size", 28}, {"color", "#55606f"}, {"aria", false}}},
        {"encoding",
         {{"x", {{"field", "x"}, {"type", "quantitative"}, {"title", "mean"}, {"scale", {{"zero", false}}}}},
          {"y", {{"field", "y"}, {"type", "quantitative"}, {"title", difference}, {"scale", {{"zero", false}}}}},
          {"tooltip",
           {{{"field", "subject"}}, {{"field", "x"}, {"title", "mean"}}, {{"field", "y"}, {"title", difference}}}}}}};
    panels.push_back({{"title", titles[i]},
                      {"width", 250},
                      {"height", 170},
                      {"data", {{"values", values}}},
                      {"layer", Json::array({rule(0), rule(1), points})}});
  }
  const std::string alt =
      fmt::format("Differences of two repeats against their means for {} features of {}", names.size(), block);
  std::string caption = fmt::format(
      "**Bland–Altman plots, {}.** A point is a subject; the line is the bias, broken lines "
      "are the limits of agreement.",
      code(block));
  if (more) caption += fmt::format(" The first {} features of the table.", most_plots);
  Json spec = panels.size() == 1 ? panels.front() : Json{{"concat", panels}, {"columns", 2}, {"spacing", 24}};
  return ReportFigure{"bland-altman-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

}  // namespace rgx::engine
