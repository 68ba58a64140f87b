// What a Cox model says of itself: residuals of its cases, and its coefficients over time.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_rows.hpp"
#include "engine/report_sections.hpp"
#include "engine/report_survival.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_models = 4, most_panels = 6;

// Rows of each model, in order of the table.
struct Model {
  std::string left, right, cohort, group, effect;
  std::vector<std::size_t> rows;
  bool operator==(const Model& o) const {
    return left == o.left && right == o.right && cohort == o.cohort && group == o.group && effect == o.effect;
  }
};

Model key_of(const Table& table, std::size_t row) {
  const auto text = [&](const char* column) { return table.at(column).cell(row); };
  return {text("left"), text("right"), text("cohort"), text("group"), text("effect"), {}};
}

std::vector<Model> models_of(const Table& table) {
  std::vector<Model> out;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    Model key = key_of(table, r);
    if (out.empty() || !(out.back() == key)) out.push_back(std::move(key));
    out.back().rows.push_back(r);
  }
  return out;
}

std::string name_of(const Model& model) {
  std::string out = model.right + " by " + (model.effect.empty() ? model.left : model.effect);
  return model.group.empty() ? out : out + ", " + model.group;
}

std::string stem(const std::string& what, const std::string& block, std::size_t at) {
  return what + "-" + stem_of(block) + (at == 0 ? "" : "-" + std::to_string(at + 1));
}

Json quantity(const std::string& field, const std::string& title) {
  return {{"field", field}, {"type", "quantitative"}, {"title", title}, {"scale", {{"zero", false}}}};
}

Json zero_line() {
  return {{"data", {{"values", Json::array({Json{{"zero", 0}}})}}},
          {"mark", {{"type", "rule"}, {"color", ink::grey}, {"strokeDash", {5, 3}}, {"aria", false}}},
          {"encoding", {{"y", {{"field", "zero"}, {"type", "quantitative"}}}}}};
}

Json points(const Json& x, const Json& y, const Json& tooltip) {
  return {{"mark", {{"type", "point"}, {"filled", true}, {"size", 26}, {"opacity", 0.75}, {"aria", false}}},
          {"encoding",
           {{"x", x},
            {"y", y},
            {"tooltip", tooltip},
            {"color",
             {{"field", "seen"},
              {"type", "nominal"},
              {"title", nullptr},
              {"scale", {{"domain", {"event", "censored"}}, {"range", {ink::orange, ink::blue}}}}}},
            {"shape",
             {{"field", "seen"},
              {"type", "nominal"},
              {"title", nullptr},
              {"scale", {{"domain", {"event", "censored"}}, {"range", {"circle", "cross"}}}}}}}}};
}

}  // namespace

std::vector<ReportFigure> residual_figures(const std::string& block, const Table& table) {
  std::vector<ReportFigure> out;
  if (table.find("martingale") == nullptr) return out;
  const auto models = models_of(table);
  for (std::size_t m = 0; m < std::min(models.size(), most_models); ++m) {
    Json values = Json::array();
    for (const std::size_t r : models[m].rows)
      values.push_back({{"subject", table.at("subject").cell(r)},
                        {"t", brief(table.at("time").numbers[r])},
                        {"seen", table.at("event").numbers[r] > 0 ? "event" : "censored"},
                        {"martingale", brief(table.at("martingale").numbers[r])},
                        {"deviance", brief(table.at("deviance").numbers[r])}});
    Json panels = Json::array();
    for (const char* kind : {"martingale", "deviance"}) {
      const Json tip{{{"field", "subject"}}, {{"field", "t"}, {"title", "time"}}, {{"field", kind}, {"title", kind}}};
      panels.push_back(
          {{"width", 260},
           {"height", 190},
           {"layer", Json::array({zero_line(), points(quantity("t", "time"),
                                                      quantity(kind, std::string(kind) + " residual"), tip)})}});
    }
    const std::string alt =
        fmt::format("Martingale and deviance residuals of {} cases, {}", values.size(), name_of(models[m]));
    const std::string caption = fmt::format(
        "**Residuals of the Cox model, {} in {}.** Events seen less events expected (martingale), and the same made "
        "symmetric (deviance); a case far below zero lived longer than the model has it, one far above had its event "
        "early.",
        code(name_of(models[m])), code(block));
    Json spec{{"data", {{"values", values}}}, {"hconcat", panels}, {"spacing", 26}};
    out.push_back({stem("residuals", block, m), caption, alt, with_look(std::move(spec), alt)});
  }
  return out;
}

std::vector<ReportFigure> schoenfeld_figures(const std::string& block, const Table& table, const Table& coefficients) {
  std::vector<ReportFigure> out;
  if (table.find("scaled") == nullptr) return out;
  const auto models = models_of(table);
  const auto tests = models_of(coefficients);
  for (std::size_t m = 0; m < std::min(models.size(), most_models); ++m) {
    std::vector<std::string> variables;
    for (const std::size_t r : models[m].rows)
      if (const std::string v = table.at("variable").cell(r); std::ranges::find(variables, v) == variables.end())
        variables.push_back(v);
    const bool more = variables.size() > most_panels;
    // What is tested stands behind what is held fixed.
    if (more) variables.erase(variables.begin(), variables.end() - most_panels);
    const auto at = std::ranges::find(tests, models[m]);
    Json panels = Json::array();
    for (const auto& variable : variables) {
      Json values = Json::array();
      for (const std::size_t r : models[m].rows) {
        if (table.at("variable").cell(r) != variable || std::isnan(table.at("scaled").numbers[r])) continue;
        Json v{{"subject", table.at("subject").cell(r)},
               {"t", brief(table.at("time").numbers[r])},
               {"y", brief(table.at("scaled").numbers[r])}};
        for (const auto& [field, column] :
             {std::pair{"smooth", "smooth"}, std::pair{"low", "ci_low"}, std::pair{"high", "ci_high"}})
          if (const double number = table.at(column).numbers[r]; !std::isnan(number)) v[field] = brief(number);
        values.push_back(std::move(v));
      }
      if (values.empty()) continue;
      std::string title = variable;
      if (at != tests.end())
        for (const std::size_t r : at->rows)
          if (coefficients.at("variable").cell(r) == variable && !std::isnan(coefficients.at("ph_p").numbers[r]))
            title += fmt::format(" (p = {:.2g})", coefficients.at("ph_p").numbers[r]);
      const Json x = quantity("t", "time"), y = quantity("y", "coefficient at that time");
      const Json tip{
          {{"field", "subject"}}, {{"field", "t"}, {"title", "time"}}, {{"field", "y"}, {"title", "residual"}}};
      const Json filter = Json::array({Json{{"filter", "isValid(datum.smooth)"}}});
      Json layers = Json::array({zero_line()});
      layers.push_back(
          {{"transform", filter},
           {"mark", {{"type", "area"}, {"color", ink::sky}, {"opacity", 0.3}, {"aria", false}}},
           {"encoding", {{"x", x}, {"y", quantity("low", "coefficient at that time")}, {"y2", {{"field", "high"}}}}}});
      layers.push_back(
          {{"mark", {{"type", "point"}, {"filled", true}, {"size", 22}, {"color", "#55606f"}, {"aria", false}}},
           {"encoding", {{"x", x}, {"y", y}, {"tooltip", tip}}}});
      layers.push_back({{"transform", filter},
                        {"mark", {{"type", "line"}, {"color", ink::blue}, {"strokeWidth", 1.8}, {"aria", false}}},
                        {"encoding", {{"x", x}, {"y", quantity("smooth", "coefficient at that time")}}}});
      panels.push_back(
          {{"title", title}, {"width", 250}, {"height", 170}, {"data", {{"values", values}}}, {"layer", layers}});
    }
    if (panels.empty()) continue;
    const std::string alt =
        fmt::format("Scaled Schoenfeld residuals over time of {} coefficients, {}", panels.size(), name_of(models[m]));
    std::string caption = fmt::format(
        "**Change of the coefficients with time, {} in {}.** Scaled Schoenfeld residuals, about the coefficient at the "
        "time of each event, with a natural spline of four parameters and its 95 % band; the broken line is zero. p: "
        "test "
        "of proportional hazards.",
        code(name_of(models[m])), code(block));
    if (more) caption += fmt::format(" The last {} coefficients.", most_panels);
    Json spec = panels.size() == 1 ? panels.front() : Json{{"concat", panels}, {"columns", 2}, {"spacing", 24}};
    out.push_back({stem("schoenfeld", block, m), caption, alt, with_look(std::move(spec), alt)});
  }
  return out;
}

}  // namespace rgx::engine
