#include "engine/figure_clusters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_rows.hpp"
#include "engine/report_cells.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_cells = 200;

std::string chosen_by(const Table& summary) {
  const std::string by = summary.rows() == 0 ? "" : cell(summary, "chosen_by", 0);
  return by == "given" ? "silhouette" : by;
}

}  // namespace

std::string printed_cluster_choice(const std::string& by) {
  if (by == "bic") return "BIC";
  if (by == "pac") return "proportion of ambiguous clustering";
  return by == "silhouette" ? "mean silhouette width" : by;
}

std::optional<ReportFigure> cluster_choice_figure(const std::string& block, const Table& summary) {
  const std::string by = chosen_by(summary);
  Json values = Json::array();
  std::size_t different = 0;
  double last = std::nan("");
  for (std::size_t r = 0; r < summary.rows(); ++r) {
    const double y = number(summary, by.c_str(), r), k = number(summary, "k", r);
    if (std::isnan(y)) continue;
    if (k != last) ++different;
    last = k;
    Json v{{"k", k}, {"y", brief(y)}, {"chosen", cell(summary, "chosen", r) == "true"}};
    if (const std::string model = cell(summary, "model", r); !model.empty()) v["model"] = model;
    if (const double se = number(summary, "gap_se", r); by == "gap" && !std::isnan(se)) {
      v["low"] = brief(y - se);
      v["high"] = brief(y + se);
    }
    values.push_back(std::move(v));
  }
  if (different < 2) return std::nullopt;
  const std::string what = printed_cluster_choice(by);
  const Json x{{"field", "k"}, {"type", "ordinal"}, {"title", "number of clusters"}, {"axis", {{"labelAngle", 0}}}};
  Json y{{"field", "y"}, {"type", "quantitative"}, {"title", what}, {"scale", {{"zero", false}}}};
  Json line{{"x", x}, {"y", y}}, point = line;
  const bool models = summary.find("model") != nullptr;
  if (models)
    line["color"] = point["color"] = {{"field", "model"}, {"type", "nominal"}, {"title", "covariance"}};
  else
    line["color"] = point["color"] = {{"value", ink::blue}};
  point["fill"] = {{"condition", {{"test", "datum.chosen"}, {"value", ink::orange}}}, {"value", "#ffffff"}};
  Json layers = Json::array();
  if (by == "gap")
    layers.push_back({{"mark", {{"type", "rule"}, {"color", ink::blue}}},
                      {"encoding",
                       {{"x", x},
                        {"y", {{"field", "low"}, {"type", "quantitative"}, {"title", what}}},
                        {"y2", {{"field", "high"}}}}}});
  layers.push_back({{"mark", {{"type", "line"}, {"strokeWidth", 1.5}}}, {"encoding", line}});
  layers.push_back({{"mark", {{"type", "point"}, {"size", 60}, {"opacity", 1}}}, {"encoding", point}});
  const std::string alt = fmt::format("{} by number of clusters, {}", what, block);
  return ReportFigure{
      "choice-" + stem_of(block),
      fmt::format("**Choice of the number of clusters, {}.** The {} of each that was tried{}; the chosen "
                  "one is filled.",
                  code(block), what, by == "gap" ? ", with its standard error" : ""),
      alt, with_look({{"width", 320}, {"height", 240}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

std::optional<ReportFigure> silhouette_figure(const std::string& block, const Table& labels) {
  if (labels.find("silhouette") == nullptr || labels.rows() < 2) return std::nullopt;
  std::vector<std::size_t> order(labels.rows());
  for (std::size_t r = 0; r < order.size(); ++r) order[r] = r;
  const auto key = [&](std::size_t r) {
    return std::pair(std::stoi(cell(labels, "cluster", r)), -number(labels, "silhouette", r));
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
  Json values = Json::array();
  for (std::size_t i = 0; i < order.size(); ++i)
    values.push_back({{"place", i},
                      {"cluster", cell(labels, "cluster", order[i])},
                      {"width", brief(number(labels, "silhouette", order[i]), 3)},
                      {"subject", cell(labels, "subject", order[i])}});
  const std::string alt = "Silhouette widths of " + block;
  const Json spec{{"width", 320},
                  {"height", 300},
                  {"data", {{"values", values}}},
                  {"mark", {{"type", "bar"}}},
                  {"encoding",
                   {{"y", {{"field", "place"}, {"type", "ordinal"}, {"axis", nullptr}}},
                    {"x", {{"field", "width"}, {"type", "quantitative"}, {"title", "silhouette width"}}},
                    {"color", {{"field", "cluster"}, {"type", "nominal"}}},
                    {"tooltip", {{{"field", "subject"}}, {{"field", "cluster"}}, {{"field", "width"}}}}}}};
  return ReportFigure{
      "silhouette-" + stem_of(block),
      fmt::format("**Silhouettes, {}.** A bar a case: how much nearer its own cluster lies than the next one; "
                  "below 0 the next one lies nearer.",
                  code(block)),
      alt, with_look(spec, alt), true};
}

std::optional<ReportFigure> consensus_figure(const std::string& block, const Table& consensus) {
  const std::size_t n = consensus.rows();
  if (n < 2 || n > most_cells || consensus.columns.size() != n + 2) return std::nullopt;
  Json values = Json::array();
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < n; ++i)
      values.push_back({{"i", i}, {"j", j}, {"v", brief(consensus.columns[j + 2].numbers[i], 3)}});
  const std::string alt = "Consensus matrix of " + block;
  const auto axis = [](const char* field) { return Json{{"field", field}, {"type", "ordinal"}, {"axis", nullptr}}; };
  const Json spec{{"width", 320},
                  {"height", 320},
                  {"data", {{"values", values}}},
                  {"mark", {{"type", "rect"}}},
                  {"encoding",
                   {{"x", axis("j")},
                    {"y", axis("i")},
                    {"color",
                     {{"field", "v"},
                      {"type", "quantitative"},
                      {"title", "consensus"},
                      {"scale", {{"scheme", "viridis"}, {"domain", {0, 1}}}}}}}}};
  return ReportFigure{
      "consensus-" + stem_of(block),
      fmt::format("**Consensus matrix, {}.** How often two cases fell into one cluster when both were drawn, "
                  "in the order of the tree of 1 − consensus.",
                  code(block)),
      alt, with_look(spec, alt), true};
}

std::optional<ReportFigure> distribution_figure(const std::string& block, const Table& distribution) {
  if (distribution.rows() == 0) return std::nullopt;
  Json values = Json::array();
  for (std::size_t r = 0; r < distribution.rows(); ++r)
    values.push_back({{"k", cell(distribution, "k", r)},
                      {"x", number(distribution, "consensus", r)},
                      {"y", brief(number(distribution, "share", r), 4)}});
  const std::string alt = "Distribution of the consensus, " + block;
  const Json spec{{"width", 320},
                  {"height", 240},
                  {"data", {{"values", values}}},
                  {"mark", {{"type", "line"}, {"interpolate", "step-after"}}},
                  {"encoding",
                   {{"x", {{"field", "x"}, {"type", "quantitative"}, {"title", "consensus"}}},
                    {"y", {{"field", "y"}, {"type", "quantitative"}, {"title", "share of pairs at or below"}}},
                    {"color", {{"field", "k"}, {"type", "nominal"}, {"title", "clusters"}}}}}};
  return ReportFigure{
      "distribution-" + stem_of(block),
      fmt::format("**Distribution of the consensus, {}.** Flat between 0.1 and 0.9 where pairs are either "
                  "together or apart.",
                  code(block)),
      alt, with_look(spec, alt), true};
}

std::optional<ReportFigure> delta_area_figure(const std::string& block, const Table& summary) {
  Json values = Json::array();
  for (std::size_t r = 0; r < summary.rows(); ++r)
    if (const double y = number(summary, "delta_area", r); !std::isnan(y))
      values.push_back({{"k", number(summary, "k", r)},
                        {"y", brief(y)},
                        {"area", brief(number(summary, "area", r))},
                        {"chosen", cell(summary, "chosen", r) == "true"}});
  if (values.size() < 2) return std::nullopt;
  const Json x{{"field", "k"}, {"type", "ordinal"}, {"title", "number of clusters"}, {"axis", {{"labelAngle", 0}}}};
  const Json y{{"field", "y"}, {"type", "quantitative"}, {"title", "relative change of the area"}};
  Json point{{"x", x},
             {"y", y},
             {"tooltip",
              {{{"field", "k"}},
               {{"field", "area"}, {"title", "area"}, {"format", ".3f"}},
               {{"field", "y"}, {"title", "change"}, {"format", ".3f"}}}}};
  point["fill"] = {{"condition", {{"test", "datum.chosen"}, {"value", ink::orange}}}, {"value", "#ffffff"}};
  const Json line_mark{{"type", "line"}, {"strokeWidth", 1.5}, {"color", ink::blue}};
  const Json point_mark{{"type", "point"}, {"size", 60}, {"opacity", 1}, {"color", ink::blue}};
  const Json layers = Json::array(
      {Json{{"mark", line_mark}, {"encoding", {{"x", x}, {"y", y}}}}, Json{{"mark", point_mark}, {"encoding", point}}});
  const std::string alt = "Change of the area below the distribution of the consensus, " + block;
  return ReportFigure{
      "delta-" + stem_of(block),
      fmt::format("**Delta area, {}.** How much the area below the distribution function grows from one number of "
                  "clusters to the next (of the smallest: the area itself); the chosen one is filled.",
                  code(block)),
      alt, with_look({{"width", 320}, {"height", 240}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

}  // namespace rgx::engine
