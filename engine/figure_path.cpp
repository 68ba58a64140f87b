// Coefficient paths of a penalised model: every coefficient against the penalty, the chosen penalty marked.
#include "engine/figure_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/figure_rows.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_terms = 60, most_named = 7, most_places = 60;

struct Term {
  std::string name;
  std::vector<double> value;  // along the path
  double at_chosen = 0, largest = 0;
};

}  // namespace

std::optional<ReportFigure> path_figure(const std::string& result, const Table& table) {
  if (table.find("lambda") == nullptr || table.rows() == 0) return std::nullopt;
  std::vector<Term> terms;
  std::vector<double> lambda;
  double chosen = std::nan("");
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string name = cell(table, "term", r);
    if (terms.empty() || terms.back().name != name) terms.push_back({name, {}, 0, 0});
    Term& term = terms.back();
    const double v = number(table, "coefficient", r);
    term.value.push_back(v);
    term.largest = std::max(term.largest, std::abs(v));
    if (terms.size() == 1) lambda.push_back(number(table, "lambda", r));
    if (cell(table, "chosen", r) == "true") {
      chosen = number(table, "lambda", r);
      term.at_chosen = v;
    }
  }
  std::erase_if(terms, [&](const Term& t) { return t.value.size() != lambda.size(); });
  if (lambda.size() < 3 || terms.empty() || !(chosen > 0) || !(lambda.back() > 0)) return std::nullopt;
  const std::size_t all = terms.size();
  const auto in_model = static_cast<std::size_t>(
      std::count_if(terms.begin(), terms.end(), [](const Term& t) { return t.at_chosen != 0; }));
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
    if (a.at_chosen != b.at_chosen) return std::abs(a.at_chosen) > std::abs(b.at_chosen);
    return a.largest > b.largest;
  });
  if (terms.size() > most_terms) terms.resize(most_terms);
  const std::size_t named = std::min({most_named, terms.size(), std::max<std::size_t>(in_model, 1)});
  std::vector<std::string> full;
  for (const auto& t : terms) full.push_back(t.name);
  const auto shown = short_names(full, 44);

  std::set<std::size_t> places{0, lambda.size() - 1};
  for (std::size_t i = 0; i < most_places; ++i) places.insert(i * (lambda.size() - 1) / (most_places - 1));
  for (std::size_t i = 0; i < lambda.size(); ++i)
    if (lambda[i] == chosen) places.insert(i);
  Json values = Json::array(), legend = Json::array();
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const std::string label = t < named ? shown[t] : "";
    if (t < named) legend.push_back(label);
    for (const std::size_t i : places) {
      Json v{{"t", t}, {"x", brief(lambda[i])}, {"y", brief(terms[t].value[i], 4)}};
      if (t < named) v["name"] = label;
      values.push_back(std::move(v));
    }
  }
  const Json x{{"field", "x"},
               {"type", "quantitative"},
               {"title", "penalty λ (logarithmic; weaker to the left)"},
               {"scale", {{"type", "log"}, {"nice", false}, {"domain", {brief(lambda.back()), brief(lambda.front())}}}},
               {"axis", {{"grid", false}, {"tickCount", 6}, {"format", "~g"}, {"labelOverlap", true}}}};
  const Json y{{"field", "y"},
               {"type", "quantitative"},
               {"title", "coefficient"},
               {"axis", {{"tickCount", 6}, {"format", "~g"}}}};
  const Json told = Json::array({Json{{"field", "term"}, {"title", "term"}},
                                 Json{{"field", "y"}, {"title", "coefficient"}}, Json{{"field", "x"}, {"title", "λ"}}});
  const Json of_term{{"calculate", Json(full).dump() + "[datum.t]"}, {"as", "term"}};
  // Okabe and Ito's eight, the yellow left out for it fades on white, each with a dash of its own as well.
  const Json colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1c2430"};
  const Json dashes{{1, 0}, {6, 2}, {2, 2}, {8, 2, 2, 2}, {1, 0}, {6, 2}, {2, 2}, {8, 2, 2, 2}};
  const auto lines = [&](const char* filter, Json mark, Json encoding) {
    mark["type"] = "line";
    mark["aria"] = false;
    encoding["x"] = x;
    encoding["y"] = y;
    encoding["detail"] = {{"field", "t"}, {"type", "nominal"}};
    encoding["tooltip"] = told;
    return Json{{"transform", Json::array({Json{{"filter", filter}}, of_term})},
                {"mark", std::move(mark)},
                {"encoding", std::move(encoding)}};
  };
  Json layers = Json::array();
  if (terms.size() > named)
    layers.push_back(lines("!isValid(datum.name)", {{"color", "#b3bcc7"}, {"strokeWidth", 1}}, Json::object()));
  layers.push_back(lines(
      "isValid(datum.name)", {{"strokeWidth", 2}},
      {{"color",
        {{"field", "name"},
         {"type", "nominal"},
         {"title", "largest at the chosen λ"},
         {"sort", legend},
         {"scale", {{"domain", legend}, {"range", colours}}},
         {"legend",
          {{"orient", "bottom"}, {"columns", 2}, {"labelLimit", 300}, {"titleLimit", 400}, {"symbolType", "stroke"}}}}},
       {"strokeDash",
        {{"field", "name"},
         {"type", "nominal"},
         {"sort", legend},
         {"title", "largest at the chosen λ"},
         {"scale", {{"domain", legend}, {"range", dashes}}}}}}));
  layers.push_back(
      {{"data", {{"values", Json::array({Json{{"x", brief(chosen)}, {"label", "chosen λ = " + readable(chosen)}}})}}},
       {"encoding", {{"x", x}}},
       {"layer",
        {{{"mark", {{"type", "rule"}, {"color", ink::text}, {"strokeDash", {4, 3}}, {"aria", false}}}},
         {{"mark",
           {{"type", "text"},
            {"align", std::log(chosen) > 0.5 * (std::log(lambda.front()) + std::log(lambda.back())) ? "right" : "left"},
            {"dx", std::log(chosen) > 0.5 * (std::log(lambda.front()) + std::log(lambda.back())) ? -5 : 5},
            {"dy", 8},
            {"fontSize", 11},
            {"color", ink::text},
            {"aria", false}}},
          {"encoding", {{"y", {{"value", 0}}}, {"text", {{"field", "label"}}}}}}}}});
  const std::string alt =
      fmt::format("Coefficient paths of {}: {} terms against the penalty, chosen at {}", result, all, readable(chosen));
  std::string caption = fmt::format(
      "**Coefficient paths, {}.** Coefficients of the model of every case as the penalty falls, from right to left; "
      "dashed: the penalty chosen, where {} of {} that enter {} in the model.",
      code(result), in_model, counted(all, "term"), in_model == 1 ? "is" : "are");
  if (all > terms.size())
    caption += fmt::format(" Drawn are the {} largest; tables/{}.path.csv has more.", terms.size(), result);
  return ReportFigure{
      "path-" + stem_of(result), caption, alt,
      with_look({{"width", 560}, {"height", 300}, {"data", {{"values", values}}}, {"layer", layers}}, alt)};
}

}  // namespace rgx::engine
