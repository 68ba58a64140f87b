// The cases behind the strongest findings: strips with boxes by class, scatter plots against a number.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_panels = 6, most_classes = 8, most_points = 360, fewest_of_box = 5;
constexpr double width = 200, height = 190;
constexpr const char* colours[] = {"#0072b2", "#e69f00", "#009e73", "#cc79a7",
                                   "#56b4e9", "#d55e00", "#999999", "#1c2430"};

struct Finding {
  std::string first, second, group;
  std::vector<double> value, number;
  std::vector<std::string> classes;   // in order
  std::vector<std::size_t> class_of;  // of each case; empty: against `number`
};

double number_in(const Column* column, std::size_t row) {
  return column != nullptr && column->kind == Column::Kind::number ? column->numbers[row] : std::nan("");
}

std::string text_in(const Column* column, std::size_t row) { return column == nullptr ? "" : column->cell(row); }

std::vector<Finding> findings_of(const Table& top) {
  std::vector<Finding> out;
  if (top.columns.size() < 3) return out;
  const Column *group = top.find("group"), *value = top.find("value"), *of_class = top.find("class"),
               *number = top.find("number");
  for (std::size_t r = 0; r < top.rows(); ++r) {
    const std::string first = top.columns[0].cell(r), second = top.columns[1].cell(r), in = text_in(group, r);
    if (out.empty() || out.back().first != first || out.back().second != second || out.back().group != in)
      out.push_back({first, second, in, {}, {}, {}, {}});
    Finding& f = out.back();
    const double v = number_in(value, r), w = number_in(number, r);
    const std::string name = text_in(of_class, r);
    if (!std::isfinite(v) || (name.empty() && !std::isfinite(w))) continue;
    f.value.push_back(v);
    if (name.empty()) {
      f.number.push_back(w);
      continue;
    }
    const auto at = std::find(f.classes.begin(), f.classes.end(), name);
    f.class_of.push_back(static_cast<std::size_t>(at - f.classes.begin()));
    if (at == f.classes.end()) f.classes.push_back(name);
  }
  std::erase_if(out, [](const Finding& f) {
    const bool whole = f.class_of.empty() ? f.number.size() == f.value.size() : f.class_of.size() == f.value.size();
    return !whole || f.value.size() < 2 || f.classes.size() > most_classes;
  });
  if (out.size() > most_panels) out.resize(most_panels);
  return out;
}

// Positive values that run over orders of magnitude are drawn by their logarithm.
bool by_logarithm(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.front() > 0 && values.back() > 20 * values[values.size() / 2];
}

// R's type 7, of sorted values.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

Json value_axis(const char* field, bool logarithm, const Json& title) {
  Json out{{"field", field}, {"type", "quantitative"}};
  out["title"] = title;
  out["scale"] = {{"nice", !logarithm}, {"type", logarithm ? "log" : "linear"}, {"padding", 6}};
  if (!logarithm) out["scale"]["zero"] = false;
  out["axis"] = {{"tickCount", 5}, {"labelExpr", number_label}, {"labelFlush", false}, {"labelOverlap", true}};
  return out;
}

// A name over lines of a panel's width, broken behind dots.
std::vector<std::string> over_lines(const std::string& name) {
  constexpr std::size_t longest = 32;
  std::vector<std::string> lines{""};
  std::size_t from = 0;
  while (from < name.size()) {
    const std::size_t to = std::min(name.find_first_of(". ", from), name.size() - 1) + 1;
    std::string part = name.substr(from, to - from);
    from = to;
    if (!lines.back().empty() && lines.back().size() + part.size() > longest) lines.emplace_back();
    lines.back() += part;
  }
  for (auto& line : lines)
    if (line.size() > longest + 8) line = short_names({line}, longest + 6).front();
  return lines;
}

std::string side_of(const Finding& f) { return f.group.empty() ? f.second : f.second + ", " + f.group; }

struct Panel {
  Json view;
  std::size_t left_out = 0;
  bool logarithm = false, line = false;
};

Panel strip(const Finding& f) {
  Panel out;
  out.logarithm = by_logarithm(f.value);
  const auto to = [&](double v) { return out.logarithm ? std::log10(v) : v; };
  const auto back = [&](double v) { return brief(out.logarithm ? std::pow(10.0, v) : v); };
  Json points = Json::array(), boxes = Json::array(), names = Json::array();
  // Names of classes that are too long to stand side by side.
  constexpr double letter = 6;
  const bool slanted = std::any_of(f.classes.begin(), f.classes.end(), [&](const auto& name) {
    return letter * static_cast<double>(std::max<std::size_t>(name.size(), 7)) * static_cast<double>(f.classes.size()) >
           width;
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
    const std::size_t places = std::min(n, most_points / f.classes.size());
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
    x["title"] = over_lines(side_of(f));
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
  const auto up = [&](const char* field) { return value_axis(field, out.logarithm, nullptr); };
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
  out.view = {{"width", width}, {"height", height}, {"layer", layers}};
  return out;
}

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

Panel scatter(const Finding& f, bool linear) {
  Panel out;
  const bool log_x = by_logarithm(f.value), log_y = by_logarithm(f.number);
  out.logarithm = log_x || log_y;
  std::vector<std::size_t> order(f.value.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return f.value[a] < f.value[b]; });
  const std::size_t places = std::min(order.size(), most_points);
  Json points = Json::array();
  for (std::size_t k = 0; k < places; ++k) {
    const std::size_t i = order[places < 2 ? 0 : k * (order.size() - 1) / (places - 1)];
    points.push_back({{"x", brief(f.value[i])}, {"y", brief(f.number[i])}});
  }
  out.left_out = order.size() - places;
  const Json x = value_axis("x", log_x, nullptr);
  const Json y = value_axis("y", log_y, over_lines(side_of(f)));
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
  out.view = {{"width", width}, {"height", height}, {"layer", layers}};
  return out;
}

}  // namespace

std::optional<ReportFigure> case_plots(const std::string& block, const Table& table, const Table& top, bool adjusted) {
  const auto findings = findings_of(top);
  if (findings.empty() || table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::map<std::vector<std::string>, std::size_t> row_of;
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (rows.term(r).empty() && rows.counts(r))
      row_of.emplace(std::vector{rows.first(r), rows.second(r), rows.group(r)}, r);
  std::vector<Json> views;
  std::size_t left_out = 0, strips = 0, lines = 0;
  bool logarithm = false;
  for (const auto& f : findings) {
    const auto at = row_of.find({f.first, f.second, f.group});
    const bool linear =
        at != row_of.end() && !adjusted && (rows.kind(at->second) == "pearson_r" || rows.kind(at->second) == "beta");
    const bool by_class = !f.class_of.empty();
    Panel panel = by_class ? strip(f) : scatter(f, linear);
    strips += by_class;
    lines += panel.line;
    left_out += panel.left_out;
    logarithm = logarithm || panel.logarithm;
    Json title{{"text", over_lines(f.first)}, {"fontSize", 11}, {"fontWeight", "bold"}, {"anchor", "start"}};
    if (at != row_of.end()) {
      std::string said = "p " + equals_p(rows.p(at->second), rows.log10_p(at->second));
      if (!std::isnan(rows.q(at->second))) said += ", q " + equals_p(rows.q(at->second), std::nan(""));
      title["subtitle"] = said;
    }
    panel.view["title"] = title;
    views.push_back(std::move(panel.view));
  }
  const std::size_t scatters = findings.size() - strips;
  Json spec = views.size() == 1 ? views.front() : Json{{"concat", views}, {"columns", 3}, {"spacing", 24}};
  if (views.size() > 1) spec["resolve"] = {{"scale", {{"color", "independent"}}}};
  const std::string alt = fmt::format("Cases behind the {} strongest tests of {}", findings.size(), block);
  std::string caption = fmt::format("**Cases, {}.** Of the {} with the smallest p, a point a case", code(block),
                                    counted(findings.size(), "test"));
  if (strips > 0)
    caption +=
        "; boxes reach from the first to the third quartile and show the median, whiskers lead to the farthest case "
        "within one and a half of their height";
  if (scatters > 0)
    caption +=
        strips > 0 ? "; numbers against each other are scattered" : "; the left side of the test lies horizontally";
  if (lines > 0) caption += "; lines by least squares";
  caption += ".";
  if (logarithm) caption += " Axes are logarithmic where values run over orders of magnitude.";
  if (adjusted) caption += " The tests held covariates fixed; the values here are as they are.";
  if (left_out > 0)
    caption += fmt::format(" {} not drawn: the others stand evenly for them by rank.",
                           counted(left_out, "case is", "cases are"));
  return ReportFigure{"cases-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

}  // namespace rgx::engine
