// Values against a number.
#include <algorithm>
#include <optional>

#include "engine/figure_case_panels.hpp"
#include "engine/figure_rows.hpp"

namespace rgx::engine {

namespace {

// Least squares of y by x.
std::optional<std::pair<double, double>> fitted(const std::vector<double>& x, const std::vector<double>& y) {
  double mean_x = 0, mean_y = 0, both = 0, own = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / static_cast<double>(x.size());
    mean_y += y[i] / static_cast<double>(x.size());
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    both += (x[i] - mean_x) * (y[i] - mean_y);
    own += (x[i] - mean_x) * (x[i] - mean_x);
  }
  if (!(own > 0)) return std::nullopt;
  return std::pair(mean_y - both / own * mean_x, both / own);
}

}  // namespace

CasePanel scatter_panel(const CaseFinding& f, bool linear) {
  CasePanel out;
  const bool log_x = by_logarithm(f.value), log_y = by_logarithm(f.number);
  out.logarithm = log_x || log_y;
  std::vector<std::size_t> order(f.value.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return f.value[a] < f.value[b]; });
  const std::size_t places = std::min(order.size(), most_case_points);
  Json points = Json::array();
  for (std::size_t k = 0; k < places; ++k) {
    const std::size_t i = order[places < 2 ? 0 : k * (order.size() - 1) / (places - 1)];
    points.push_back({{"x", brief(f.value[i])}, {"y", brief(f.number[i])}});
  }
  out.left_out = order.size() - places;
  const Json x = case_axis("x", log_x, nullptr, f.value);
  const Json y = case_axis("y", log_y, side_title(f), f.number);
  Json layers = Json::array(
      {Json{{"data", {{"values", points}}},
            {"mark", {{"type", "circle"}, {"size", 24}, {"opacity", 0.75}, {"color", ink::blue}, {"aria", false}}},
            {"encoding", {{"x", x}, {"y", y}}}}});
  if (const auto line = fitted(f.value, f.number); linear && line && !out.logarithm) {
    Json ends = Json::array();
    for (const double v : {f.value[order.front()], f.value[order.back()]})
      ends.push_back({{"x", brief(v)}, {"y", brief(line->first + line->second * v)}});
    layers.push_back({{"data", {{"values", ends}}},
                      {"mark", {{"type", "line"}, {"color", ink::text}, {"strokeWidth", 1.2}, {"aria", false}}},
                      {"encoding", {{"x", x}, {"y", y}}}});
    out.line = true;
  }
  out.view = {{"width", case_width}, {"height", case_height}, {"layer", layers}};
  return out;
}

}  // namespace rgx::engine
