// Values by class: every case a point, a box over them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_case_panels.hpp"
#include "engine/figure_rows.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t fewest_of_box = 5;
constexpr const char* colours[most_case_classes] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                                    "#56b4e9", "#d55e00", "#999999", "#1c2430"};

// R's type 7, of sorted values.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

}  // namespace

CasePanel strip_panel(const CaseFinding& f) {
  CasePanel out;
  out.logarithm = by_logarithm(f.value);
  const auto to = [&](double v) { return out.logarithm ? std::log10(v) : v; };
  const auto back = [&](double v) { return brief(out.logarithm ? std::pow(10.0, v) : v); };
  Json points = Json::array(), boxes = Json::array(), names = Json::array();
  // Names of classes that are too long to stand side by side.
  constexpr double letter = 6;
  const bool slanted = std::any_of(f.classes.begin(), f.classes.end(), [&](const auto& name) {
    return letter * static_cast<double>(std::max<std::size_t>(name.size(), 7)) * static_cast<double>(f.classes.size()) >
           case_width;
  });
  for (std::size_t c = 0; c < f.classes.size(); ++c) {
    std::vector<double> values;
    for (std::size_t i = 0; i < f.value.size(); ++i)
      if (f.class_of[i] == c) values.push_back(to(f.value[i]));
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    names.push_back(slanted ? Json(fmt::format("{} ({})", f.classes[c], n))
                            : Json::array({f.classes[c], fmt::format("n = {}", n)}));
    const double middle = static_cast<double>(c);
    // Evenly by rank, both ends among them; each beside the place of its class by the golden ratio, so that neighbours
    // in value lie apart.
    const std::size_t places = std::min(n, most_case_points / f.classes.size());
    for (std::size_t k = 0; k < places; ++k) {
      const std::size_t i = places < 2 ? 0 : k * (n - 1) / (places - 1);
      const double turn = static_cast<double>(k) * 0.6180339887498949;
      points.push_back(
          {{"x", brief(middle + 0.56 * (turn - std::floor(turn) - 0.5))}, {"y", back(values[i])}, {"c", c}});
    }
    out.left_out += n - places;
    if (n < fewest_of_box) continue;
    const double q1 = quantile(values, 0.25), q3 = quantile(values, 0.75), reach = 1.5 * (q3 - q1);
    const double low = *std::lower_bound(values.begin(), values.end(), q1 - reach);
    const double high = *(std::upper_bound(values.begin(), values.end(), q3 + reach) - 1);
    boxes.push_back({{"x", middle},
                     {"left", middle - 0.34},
                     {"right", middle + 0.34},
                     {"q1", back(q1)},
                     {"median", back(quantile(values, 0.5))},
                     {"q3", back(q3)},
                     {"low", back(low)},
                     {"high", back(high)}});
  }
  const auto along = [&](const char* field) {
    Json x{{"field", field}, {"type", "quantitative"}};
    x["title"] = side_title(f);
    x["scale"] = {{"domain", {-0.5, static_cast<double>(f.classes.size()) - 0.5}}, {"nice", false}, {"zero", false}};
    Json ticks = Json::array();
    for (std::size_t c = 0; c < f.classes.size(); ++c) ticks.push_back(c);
    x["axis"] = {{"values", ticks},   {"labelExpr", names.dump() + "[datum.value]"},
                 {"labelLimit", 190}, {"labelOverlap", false},
                 {"grid", false},     {"ticks", false}};
    if (slanted) {
      x["axis"]["labelAngle"] = -35;
      x["axis"]["labelAlign"] = "right";
    }
    return x;
  };
  const auto up = [&](const char* field) { return case_axis(field, out.logarithm, nullptr, f.value); };
  const Json dark{{"type", "rule"}, {"color", ink::text}, {"aria", false}};
  Json thick = dark;
  thick["strokeWidth"] = 2;
  Json range = Json::array();
  for (std::size_t c = 0; c < f.classes.size(); ++c) range.push_back(colours[c]);
  Json domain = Json::array();
  for (std::size_t c = 0; c < f.classes.size(); ++c) domain.push_back(c);
  Json layers = Json::array();
  layers.push_back({{"data", {{"values", points}}},
                    {"mark", {{"type", "circle"}, {"size", 20}, {"opacity", 0.75}, {"aria", false}}},
                    {"encoding",
                     {{"x", along("x")},
                      {"y", up("y")},
                      {"color",
                       {{"field", "c"},
                        {"type", "nominal"},
                        {"legend", nullptr},
                        {"scale", {{"domain", domain}, {"range", range}}}}}}}});
  if (!boxes.empty())
    layers.push_back(
        {{"data", {{"values", boxes}}},
         {"layer",
          {{{"mark",
             {{"type", "rect"}, {"fillOpacity", 0}, {"stroke", ink::text}, {"strokeWidth", 1}, {"aria", false}}},
            {"encoding",
             {{"x", along("left")}, {"x2", {{"field", "right"}}}, {"y", up("q1")}, {"y2", {{"field", "q3"}}}}}},
           {{"mark", thick}, {"encoding", {{"x", along("left")}, {"x2", {{"field", "right"}}}, {"y", up("median")}}}},
           {{"mark", dark}, {"encoding", {{"x", along("x")}, {"y", up("low")}, {"y2", {{"field", "q1"}}}}}},
           {{"mark", dark}, {"encoding", {{"x", along("x")}, {"y", up("q3")}, {"y2", {{"field", "high"}}}}}}}}});
  out.view = {{"width", case_width}, {"height", case_height}, {"layer", layers}};
  return out;
}

}  // namespace rgx::engine
