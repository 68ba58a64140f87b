#include "engine/figure_dendrogram.hpp"

#include <algorithm>

#include "engine/figure_rows.hpp"

namespace rgx::engine {

namespace {

constexpr double tree = 56;  // pixels from the leaves to the root

}  // namespace

Json dendrogram_lines(const Dendrogram& of) {
  Json out = Json::array();
  const double highest = of.heights.empty() ? 0 : *std::max_element(of.heights.begin(), of.heights.end());
  if (highest <= 0) return out;
  std::vector<double> leaf(of.order.size());
  for (std::size_t i = 0; i < of.order.size(); ++i) leaf[of.order[i]] = static_cast<double>(i) + 0.5;
  std::vector<std::pair<double, double>> joint;  // along and height of each merge
  const auto at = [&](int name) {
    return name < 0 ? std::pair(leaf[static_cast<std::size_t>(-name - 1)], 0.0)
                    : joint[static_cast<std::size_t>(name - 1)];
  };
  const auto line = [&](double a, double h, double a2, double h2) {
    out.push_back({{"a", brief(a)}, {"h", brief(h)}, {"a2", brief(a2)}, {"h2", brief(h2)}});
  };
  for (std::size_t m = 0; m < of.merges.size(); ++m) {
    const auto left = at(of.merges[m].first), right = at(of.merges[m].second);
    const double height = of.heights[m] / highest;
    line(left.first, left.second, left.first, height);
    line(right.first, right.second, right.first, height);
    line(left.first, height, right.first, height);
    joint.emplace_back((left.first + right.first) / 2, height);
  }
  return out;
}

Json dendrogram_layer(const Json& lines, std::size_t leaves, bool columns, double pixels) {
  const auto along = [&](const char* field) {
    Json out{{"field", field}, {"type", "quantitative"}, {"axis", nullptr}};
    Json domain = columns ? Json{0, leaves} : Json{leaves, 0};
    out["scale"] = {{"domain", domain}, {"nice", false}, {"zero", false}};
    return out;
  };
  const auto height = [&](const char* field) {
    Json out{{"field", field}, {"type", "quantitative"}, {"axis", nullptr}};
    const Json range = columns ? Json{-5, -5 - tree} : Json{pixels + 5, pixels + 5 + tree};
    out["scale"] = {{"domain", {0, 1}}, {"range", range}, {"nice", false}};
    return out;
  };
  const Json end = {{"field", "a2"}}, top = {{"field", "h2"}};
  Json encoding = columns ? Json{{"x", along("a")}, {"x2", end}, {"y", height("h")}, {"y2", top}}
                          : Json{{"y", along("a")}, {"y2", end}, {"x", height("h")}, {"x2", top}};
  return {{"data", {{"values", lines}}},
          {"mark", {{"type", "rule"}, {"color", ink::text}, {"strokeWidth", 1}, {"aria", false}}},
          {"encoding", encoding}};
}

}  // namespace rgx::engine
