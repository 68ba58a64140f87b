// Manhattan plot: −log₁₀ p along the features, which stand in groups.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_labels.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t fewest_features = 200, most_points = 3000, most_groups = 40, most_told = 300, most_labels = 6;
constexpr double width = 760, height = 260;

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    parts.push_back(name.substr(at, dot - at));
    at = dot + 1;
  }
  return parts;
}

// The group of a feature, coarser with each level, by its name: region.scan.filter.family.feature or
// region.shape.feature; of another name what `part_of` says.
std::string group_of(const std::string& feature, int level, const std::map<std::string, std::string>& part_of) {
  const auto parts = parts_of(feature);
  const bool shape = parts.size() == 3;
  if (shape || parts.size() >= 5) {
    const std::string family = shape ? parts[1] : parts[3], filter = shape ? "" : parts[2];
    const std::string where = shape ? parts[0] : parts[0] + "." + parts[1];
    if (level == 0) return where + (filter.empty() ? "." : "." + filter + ".") + family;
    if (level == 1) return shape ? where + ".shape" : where + "." + filter;
    if (level == 2) return shape ? "shape" : filter;
    return {};
  }
  const auto known = part_of.find(feature);
  return known == part_of.end() || level > 2 ? std::string() : known->second;
}

// feature_9 before feature_10.
bool name_before(const std::string& a, const std::string& b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    const auto number = [&](const std::string& of, std::size_t& at) {
      while (at < of.size() && of[at] == '0') ++at;
      const std::size_t from = at;
      while (at < of.size() && digit(of[at])) ++at;
      return of.substr(from, at - from);
    };
    const std::string x = number(a, i), y = number(b, j);
    if (x != y) return x.size() != y.size() ? x.size() < y.size() : x < y;
  }
  return a.size() - i < b.size() - j;
}

// A table that is listed by p says nothing of where its features belong.
bool listed_by_p(const TestRows& rows) {
  double before = HUGE_VAL;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double y = rows.strength(r);
    if (std::isnan(y)) continue;
    if (y > before) return false;
    before = y;
  }
  return true;
}

struct Group {
  std::string name;
  std::vector<std::string> features;
  double from = 0;  // place of its first feature
};

// The finest groups that can be told apart in the width of a page, each in the order of the table.
std::vector<Group> groups_of(const std::vector<std::string>& features,
                             const std::map<std::string, std::string>& part_of) {
  std::vector<Group> groups;
  for (int level = 0; level <= 3; ++level) {
    groups.clear();
    std::map<std::string, std::size_t> place;
    for (const auto& feature : features) {
      const std::string name = group_of(feature, level, part_of);
      if (place.emplace(name, groups.size()).second) groups.push_back({name, {}, 0});
      groups[place[name]].features.push_back(feature);
    }
    if (groups.size() <= most_groups) break;
  }
  double at = 0;
  for (auto& group : groups) {
    group.from = at;
    at += static_cast<double>(group.features.size());
  }
  return groups;
}

// Names of the groups below the axis where they do not lie over each other, the widest group first.
Json group_names(const std::vector<Group>& groups, double features) {
  constexpr double apart = 13;
  std::vector<std::string> names;
  for (const auto& g : groups) names.push_back(g.name);
  std::vector<std::size_t> order(groups.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return groups[a].features.size() > groups[b].features.size(); });
  std::vector<double> taken;
  std::map<double, std::string> ticks;
  for (const std::size_t i : order) {
    const double middle = groups[i].from + static_cast<double>(groups[i].features.size()) / 2;
    const double pixel = middle * width / features;
    if (names[i].empty() ||
        std::any_of(taken.begin(), taken.end(), [&](double t) { return std::abs(t - pixel) < apart; }))
      continue;
    taken.push_back(pixel);
    ticks[middle] = names[i];
  }
  Json values = Json::array(), words = Json::array();
  for (const auto& [at, name] : ticks) {
    values.push_back(at);
    words.push_back(name);
  }
  return {{"values", values}, {"names", words}};
}

}  // namespace

std::optional<ReportFigure> manhattan(const std::string& block, const Table& table, const FamilyLine& family,
                                      const std::map<std::string, std::string>& part_of) {
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  // Along the side of more names: radiomic features against a few outcomes, or genes by a group.
  std::vector<std::string> first, second;
  std::set<std::string> known_first, known_second;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows.counts(r)) continue;
    if (const std::string name = rows.first(r); known_first.insert(name).second) first.push_back(name);
    if (const std::string name = rows.second(r); known_second.insert(name).second) second.push_back(name);
  }
  const bool along_first = first.size() >= fewest_features || first.size() >= second.size();
  auto& features = along_first ? first : second;
  if (features.size() < fewest_features) return std::nullopt;
  const bool by_name = listed_by_p(rows);
  if (by_name) std::stable_sort(features.begin(), features.end(), name_before);
  const auto groups = groups_of(features, part_of);
  std::map<std::string, std::pair<double, std::size_t>> place;  // feature → along the axis, and its group
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t i = 0; i < groups[g].features.size(); ++i)
      place[groups[g].features[i]] = {groups[g].from + static_cast<double>(i) + 0.5, g};

  std::vector<std::size_t> order;
  std::size_t endless = 0, marked = 0;
  bool decided = false;
  for (const std::size_t r : by_strength(rows)) {
    if (!std::isfinite(rows.strength(r))) {
      ++endless;
      continue;
    }
    order.push_back(r);
    marked += rows.rejected(r);
    decided = decided || rows.decided(r);
  }
  if (order.size() < 2) return std::nullopt;
  double top = std::max(1.0, rows.strength(order.front()));
  if (std::isfinite(family.strength)) top = std::max(top, family.strength);
  top = brief(top * 1.1);
  const auto along = static_cast<double>(features.size());

  Json values = Json::array();
  std::vector<std::size_t> drawn;
  for (const std::size_t i : thinned(order.size(), most_points)) drawn.push_back(order[i]);
  FigureLabels names_at(width, height);
  std::vector<std::string> named;
  const std::size_t candidates = std::min<std::size_t>(drawn.size(), 4 * most_labels);
  for (std::size_t i = 0; i < candidates; ++i) {
    const std::string name = along_first ? rows.tested(drawn[i]) : rows.second(drawn[i]);
    named.push_back(name + ((along_first ? second : first).size() > 1
                                ? " × " + (along_first ? rows.against(drawn[i]) : rows.tested(drawn[i]))
                                : ""));
  }
  named = short_names(named, 40);
  const auto pixel = [&](std::size_t r) {
    const double x = place[along_first ? rows.first(r) : rows.second(r)].first;
    return std::pair(x * width / along, height * (1 - rows.strength(r) / top));
  };
  for (const std::size_t r : drawn) names_at.avoid(pixel(r).first, pixel(r).second, 3);
  if (std::isfinite(family.strength)) names_at.avoid_row(height * (1 - family.strength / top));
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const std::size_t r = drawn[i];
    const auto& [x, group] = place[along_first ? rows.first(r) : rows.second(r)];
    Json v{{"x", x}, {"y", brief(rows.strength(r))}, {"c", rows.rejected(r) ? 2 : static_cast<int>(group % 2)}};
    if (i < most_told) add_told(v, rows, r);
    values.push_back(std::move(v));
    if (i < candidates && names_at.placed() < most_labels && rows.strength(r) > -std::log10(0.05))
      names_at.place(pixel(r).first, pixel(r).second, named[i]);
  }
  const Json ticks = group_names(groups, along);
  Json x{{"field", "x"}, {"type", "quantitative"}};
  x["title"] = nullptr;
  x["scale"] = {{"domain", {0, along}}, {"nice", false}, {"zero", false}};
  x["axis"] = {{"values", ticks["values"]},
               {"labelExpr", ticks["names"].dump() + "[indexof(" + ticks["values"].dump() + ", datum.value)]"},
               {"labelAngle", -45},
               {"labelAlign", "right"},
               {"labelBaseline", "middle"},
               {"labelLimit", 170},
               {"labelOverlap", false},
               {"labelFlush", false},
               {"grid", false}};
  if (ticks["values"].empty()) {
    x["axis"] = {{"labels", false}, {"ticks", false}, {"grid", false}};
    x["title"] = by_name ? "features in the order of their names" : "features in the order of the table";
  }
  const auto points = [&](int c, const char* shape, const char* color, int size) {
    return Json{{"transform", Json::array({Json{{"filter", fmt::format("datum.c === {}", c)}}})},
                {"mark",
                 {{"type", "point"},
                  {"filled", true},
                  {"shape", shape},
                  {"color", color},
                  {"size", size},
                  {"opacity", 0.9},
                  {"aria", false}}},
                {"encoding", {{"x", x}, {"y", strength_axis("y", top)}, {"tooltip", tooltip()}}}};
  };
  Json layers = Json::array();
  if (std::isfinite(family.strength))
    layers.push_back({{"data", one_mark()},
                      {"mark", {{"type", "rule"}, {"color", ink::orange}, {"strokeDash", {6, 4}}, {"aria", false}}},
                      {"encoding", {{"y", {{"datum", brief(family.strength)}, {"type", "quantitative"}}}}}});
  layers.push_back({{"data", {{"values", values}}},
                    {"layer", Json::array({points(0, "square", "#33506b", 12), points(1, "square", "#8fb3cf", 12),
                                           points(2, "circle", ink::orange, 34)})}});
  names_at.add_to(layers);
  const std::string alt = fmt::format("Manhattan plot of {}: minus log10 p of {} tests along {} features, {} rejected",
                                      block, order.size(), features.size(), marked);
  std::string caption = fmt::format("**Manhattan plot, {}.** −log₁₀ p of {} along {}", code(block),
                                    counted(order.size(), "test"), counted(features.size(), "feature"));
  const bool grouped = groups.size() > 1;
  caption += grouped ? fmt::format(" in {} (two blues take turns){}.", counted(groups.size(), "group"),
                                   ticks["values"].size() < groups.size() ? ", named where there is room" : "")
                     : std::string(by_name ? ", in the order of their names." : ", in the order of the table.");
  caption += marked_words(marked, decided, family);
  if (std::isfinite(family.strength)) caption += " Dashed orange: " + family.what + ".";
  caption += thinned_words(drawn.size(), order.size(), drawn.size() / 3);
  if (endless > 0)
    caption +=
        fmt::format(" {} with p = 0 {} above the axis.", counted(endless, "test"), endless == 1 ? "lies" : "lie");
  const Json spec{{"width", width}, {"height", height}, {"layer", layers}};
  return ReportFigure{"manhattan-" + stem_of(block), caption, alt, with_look(spec, alt)};
}

}  // namespace rgx::engine
