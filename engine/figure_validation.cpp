#include "engine/figure_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/figure_rows.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

// Without a title it takes that of the other layers.
Json quantitative(const char* field, const Json& title) {
  Json out{{"field", field}, {"type", "quantitative"}};
  if (!title.is_null()) out["title"] = title;
  return out;
}

Json unit(const char* field, const Json& title) {
  Json out = quantitative(field, title);
  out["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  return out;
}

}  // namespace

std::string metric_text(const Table* metrics, const std::string& wanted) {
  if (metrics == nullptr || metrics->find("metric") == nullptr) return {};
  for (std::size_t r = 0; r < metrics->rows(); ++r) {
    // Of `evaluate`: rows that compare two models hold no value of one.
    if (metrics->find("compared_with") != nullptr && !cell(*metrics, "compared_with", r).empty()) continue;
    if (const std::string name = cell(*metrics, "metric", r); name == wanted || name == "apparent." + wanted)
      return printed_name(name) + " " +
             with_interval(number(*metrics, "estimate", r), number(*metrics, "ci_low", r),
                           number(*metrics, "ci_high", r));
  }
  return {};
}

std::optional<ReportFigure> precision_recall_figure(const std::string& result, const Table& pr, const Table* metrics) {
  if (pr.rows() < 2) return std::nullopt;
  Json values = Json::array();
  double widest = 0;
  for (std::size_t r = 0; r < pr.rows(); ++r) {
    const double y = number(pr, "precision", r);
    if (std::isnan(y)) continue;
    Json v{{"x", number(pr, "recall", r)}, {"y", brief(y)}};
    if (const double low = number(pr, "low", r), high = number(pr, "high", r); !std::isnan(low) && !std::isnan(high)) {
      v["low"] = brief(low);
      v["high"] = brief(high);
      widest = std::max(widest, high - low);
    }
    values.push_back(std::move(v));
  }
  if (values.size() < 2) return std::nullopt;
  const double share = number(pr, "prevalence", 0);
  Json layers = Json::array();
  if (!std::isnan(share))
    layers.push_back({{"data", {{"values", Json::array({Json{{"y", share}}})}}},
                      {"mark", {{"type", "rule"}, {"color", ink::grey}, {"strokeDash", {4, 4}}, {"aria", false}}},
                      {"encoding", {{"y", unit("y", nullptr)}}}});
  if (widest > 0)
    layers.push_back(
        {{"mark", {{"type", "area"}, {"color", ink::blue}, {"opacity", 0.18}, {"aria", false}}},
         {"encoding", {{"x", unit("x", nullptr)}, {"y", unit("low", nullptr)}, {"y2", {{"field", "high"}}}}}});
  layers.push_back({{"mark", {{"type", "line"}, {"color", ink::blue}, {"strokeWidth", 2}, {"aria", false}}},
                    {"encoding", {{"x", unit("x", "recall (sensitivity)")}, {"y", unit("y", "precision")}}}});
  const std::string area = metric_text(metrics, "auprc");
  const std::string alt = "Precision against recall of " + result + (area.empty() ? "" : ": " + area);
  std::string caption = fmt::format("**Precision and recall, {}.**", code(result));
  if (!area.empty()) caption += " " + area + ".";
  if (widest > 0)
    caption +=
        " Mean of the repeats' curves of held-out predictions; the band holds 95 % of the repeats, or, where there is "
        "one, of bootstrap samples of its cases.";
  caption += " The dashed line is what a score without information reaches.";
  return ReportFigure{
      "pr-" + stem_of(result), caption, alt,
      with_look({{"width", 340}, {"height", 340}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

std::optional<ReportFigure> decision_figure(const std::string& result, const Table& decision) {
  if (decision.rows() < 2) return std::nullopt;
  Json values = Json::array(), band = Json::array();
  double top = 0, least = 0;
  for (std::size_t r = 0; r < decision.rows(); ++r) {
    const double t = number(decision, "threshold", r), model = number(decision, "net_benefit", r),
                 all = number(decision, "treat_all", r);
    if (std::isnan(model)) continue;
    top = std::max({top, model, all});
    least = std::min(least, model);
    values.push_back({{"t", t}, {"y", brief(model)}, {"what", "model"}});
    values.push_back({{"t", t}, {"y", brief(all)}, {"what", "everyone"}});
    values.push_back({{"t", t}, {"y", 0}, {"what", "no one"}});
    if (const double low = number(decision, "ci_low", r), high = number(decision, "ci_high", r);
        !std::isnan(low) && !std::isnan(high))
      band.push_back({{"t", t}, {"low", brief(low)}, {"high", brief(high)}});
  }
  if (values.size() < 6 || top <= 0) return std::nullopt;
  // Far below zero nobody would act by the model, nor read the rest.
  const double low_end = std::max(-top / 2, std::min(least, -top / 5));
  Json x = quantitative("t", "threshold of the probability at which one would act");
  x["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  const auto y = [&](const char* field, const Json& title) {
    Json out = quantitative(field, title);
    out["scale"] = {{"domain", {brief(low_end), brief(top * 1.05)}}, {"nice", false}, {"clamp", true}};
    return out;
  };
  Json layers = Json::array();
  if (!band.empty())
    layers.push_back({{"data", {{"values", band}}},
                      {"mark", {{"type", "area"}, {"color", ink::blue}, {"opacity", 0.18}, {"aria", false}}},
                      {"encoding", {{"x", x}, {"y", y("low", nullptr)}, {"y2", {{"field", "high"}}}}}});
  const Json names{"model", "everyone", "no one"};
  layers.push_back({{"mark", {{"type", "line"}, {"strokeWidth", 2}, {"clip", true}, {"aria", false}}},
                    {"encoding",
                     {{"x", x},
                      {"y", y("y", "net benefit")},
                      {"color",
                       {{"field", "what"},
                        {"type", "nominal"},
                        {"title", "act on"},
                        {"legend", {{"orient", "top"}}},
                        {"scale", {{"domain", names}, {"range", {ink::blue, ink::orange, ink::grey}}}}}},
                      {"strokeDash",
                       {{"field", "what"},
                        {"type", "nominal"},
                        {"title", "act on"},
                        {"scale", {{"domain", names}, {"range", {{1, 0}, {6, 3}, {2, 3}}}}}}}}}});
  const std::string alt = "Decision curve of " + result;
  return ReportFigure{
      "decision-" + stem_of(result),
      fmt::format("**Decision curve, {}.** Net benefit of acting on those whose predicted probability is at least the "
                  "threshold, beside acting on everyone and on no one{}.",
                  code(result), band.empty() ? "" : "; the band is the 95 % interval of one repeat's cases"),
      alt, with_look({{"width", 340}, {"height", 280}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

std::optional<ReportFigure> confusion_figure(const std::string& result, const Table& confusion) {
  if (confusion.rows() < 4) return std::nullopt;
  Json values = Json::array(), order = Json::array();
  for (std::size_t r = 0; r < confusion.rows(); ++r) {
    const std::string observed = cell(confusion, "observed", r);
    if (std::find(order.begin(), order.end(), Json(observed)) == order.end()) order.push_back(observed);
    values.push_back({{"observed", observed},
                      {"predicted", cell(confusion, "predicted", r)},
                      {"n", fmt::format("{:.4g}", number(confusion, "n", r))},
                      {"share", brief(number(confusion, "share", r), 3)}});
  }
  const auto axis = [&](const char* field) {
    return Json{{"field", field}, {"type", "nominal"}, {"sort", order}, {"title", field}};
  };
  const double side = std::min(56.0 * static_cast<double>(order.size()), 420.0);
  Json x = axis("predicted");
  x["axis"] = {{"labelAngle", order.size() > 4 ? -40 : 0}};
  const Json layers = Json::array(
      {Json{{"mark", {{"type", "rect"}, {"aria", false}}},
            {"encoding",
             {{"x", x},
              {"y", axis("observed")},
              {"color",
               {{"field", "share"},
                {"type", "quantitative"},
                {"title", "of the observed"},
                {"scale", {{"scheme", "blues"}, {"domain", {0, 1}}}},
                {"legend", {{"format", ".0%"}}}}}}}},
       Json{{"mark", {{"type", "text"}, {"fontSize", 12}, {"aria", false}}},
            {"encoding",
             {{"x", x},
              {"y", axis("observed")},
              {"text", {{"field", "n"}}},
              {"color",
               {{"condition", {{"test", "datum.share > 0.55"}, {"value", "#ffffff"}}}, {"value", ink::text}}}}}}});
  const std::string alt = "Confusion matrix of " + result;
  return ReportFigure{
      "confusion-" + stem_of(result),
      fmt::format("**Confusion matrix, {}.** Held-out cases by observed and predicted class (mean over repeats); the "
                  "colour is the share of the observed class.",
                  code(result)),
      alt, with_look({{"width", side}, {"height", side}, {"data", {{"values", values}}}, {"layer", layers}}, alt),
      true};
}

std::optional<ReportFigure> importance_figure(const std::string& result, const Table& importance) {
  constexpr std::size_t most = 25;
  if (importance.rows() == 0) return std::nullopt;
  // The kind whose values say most first: permutation is on the scale of the error.
  std::vector<std::string> kinds;
  for (std::size_t r = 0; r < importance.rows(); ++r)
    if (const std::string kind = cell(importance, "kind", r);
        std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      kinds.push_back(kind);
  Json panels = Json::array();
  std::size_t all = 0;
  for (const auto& kind : kinds) {
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < importance.rows(); ++r)
      if (cell(importance, "kind", r) == kind && std::isfinite(number(importance, "importance", r)) &&
          number(importance, "importance", r) != 0)
        rows.push_back(r);
    all = std::max(all, rows.size());
    std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) {
      return number(importance, "importance", a) > number(importance, "importance", b);
    });
    if (rows.size() > most) rows.resize(most);
    if (rows.empty()) continue;
    std::vector<std::string> full;
    for (const std::size_t r : rows) full.push_back(cell(importance, "term", r));
    const auto names = short_names(full, 36);
    Json values = Json::array(), order = Json::array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Json v{{"term", names[i]}, {"whole", full[i]}, {"x", brief(number(importance, "importance", rows[i]))}};
      const double mean = number(importance, "fold_mean", rows[i]), sd = number(importance, "fold_sd", rows[i]);
      if (!std::isnan(mean)) v["mean"] = brief(mean);
      if (!std::isnan(sd)) {
        v["low"] = brief(mean - sd);
        v["high"] = brief(mean + sd);
      }
      order.push_back(names[i]);
      values.push_back(std::move(v));
    }
    const Json y{
        {"field", "term"}, {"type", "nominal"}, {"sort", order}, {"title", nullptr}, {"axis", {{"labelLimit", 230}}}};
    panels.push_back({{"title", kind},
                      {"width", 220},
                      {"height", {{"step", 16}}},
                      {"data", {{"values", values}}},
                      {"layer",
                       {{{"mark", {{"type", "bar"}, {"color", ink::sky}, {"aria", false}}},
                         {"encoding",
                          {{"y", y},
                           {"x", quantitative("x", "importance")},
                           {"tooltip",
                            {{{"field", "whole"}, {"title", "column"}},
                             {{"field", "x"}, {"title", "refit"}, {"format", ".3g"}},
                             {{"field", "mean"}, {"title", "mean of training parts"}, {"format", ".3g"}}}}}}},
                        {{"mark", {{"type", "rule"}, {"color", ink::text}, {"aria", false}}},
                         {"encoding", {{"y", y}, {"x", quantitative("low", nullptr)}, {"x2", {{"field", "high"}}}}}},
                        {{"mark", {{"type", "tick"}, {"color", ink::text}, {"height", 8}, {"aria", false}}},
                         {"encoding", {{"y", y}, {"x", quantitative("mean", nullptr)}}}}}}});
  }
  if (panels.empty()) return std::nullopt;
  const std::string alt = "Importance of the columns of " + result;
  std::string caption = fmt::format(
      "**Importance, {}.** Bars: of the model fitted on every case; ticks and lines: mean and "
      "standard deviation over the training parts.",
      code(result));
  if (all > most) caption += fmt::format(" The {} largest of {}.", most, all);
  return ReportFigure{"importance-" + stem_of(result), caption, alt,
                      with_look({{"concat", panels}, {"columns", 2}}, alt)};
}

std::optional<ReportFigure> tuning_figure(const std::string& result, const Table& tuning) {
  struct Sum {
    double total = 0, square = 0, n = 0, lambda = std::nan("");
  };
  std::map<std::string, std::map<std::size_t, Sum>> curves;  // parameters → place along lambda
  std::map<std::pair<double, double>, std::map<std::string, std::size_t>> place;
  std::string criterion;
  std::vector<std::string> order;
  bool path = false;
  for (std::size_t r = 0; r < tuning.rows(); ++r) {
    const double repeat = number(tuning, "repeat", r), value = number(tuning, "value", r);
    if (repeat == 0) continue;  // the refit's own search
    criterion = cell(tuning, "criterion", r);
    const std::string what = cell(tuning, "parameters", r);
    if (std::find(order.begin(), order.end(), what) == order.end()) order.push_back(what);
    const std::size_t at = place[{repeat, number(tuning, "fold", r)}][what]++;
    if (std::isnan(value)) continue;
    Sum& sum = curves[what][at];
    sum.total += value;
    sum.square += value * value;
    sum.n += 1;
    const double lambda = number(tuning, "lambda", r);
    if (!std::isnan(lambda)) {
      sum.lambda = std::isnan(sum.lambda) ? std::log10(lambda) : sum.lambda + std::log10(lambda);
      path = true;
    }
  }
  if (order.empty() || (order.size() < 2 && !path)) return std::nullopt;
  Json values = Json::array();
  for (const auto& what : order)
    for (const auto& [at, sum] : curves[what]) {
      const double mean = sum.total / sum.n;
      const double sd = sum.n > 1 ? std::sqrt(std::max(0.0, (sum.square - sum.n * mean * mean) / (sum.n - 1))) : 0;
      values.push_back({{"what", what.empty() ? "all" : what},
                        {"x", path ? Json(brief(std::pow(10, sum.lambda / sum.n))) : Json(what)},
                        {"y", brief(mean)},
                        {"low", brief(mean - sd)},
                        {"high", brief(mean + sd)},
                        {"parts", sum.n}});
    }
  if (values.size() < 2) return std::nullopt;
  const std::string title = printed_name(criterion) + " of inner folds";
  Json x{{"field", "x"}, {"title", path ? "penalty λ" : "candidate"}};
  x["type"] = path ? "quantitative" : "nominal";
  if (path)
    x["scale"] = {{"type", "log"}, {"nice", false}};
  else
    x["sort"] = order;
  Json y = quantitative("y", title);
  y["scale"] = {{"zero", false}};
  Json encoding{{"x", x},
                {"y", y},
                {"tooltip",
                 {{{"field", "what"}, {"title", "setting"}},
                  {{"field", "x"}, {"title", path ? "λ" : "candidate"}},
                  {{"field", "y"}, {"title", title}, {"format", ".3f"}},
                  {{"field", "parts"}, {"title", "training parts"}}}}};
  if (path && order.size() > 1)
    encoding["color"] = {{"field", "what"}, {"type", "nominal"}, {"title", nullptr}, {"legend", {{"labelLimit", 320}}}};
  Json layers = Json::array();
  if (path) {
    Json band{{"x", x}, {"y", quantitative("low", title)}, {"y2", {{"field", "high"}}}};
    if (order.size() > 1) band["color"] = encoding["color"];
    if (order.size() <= 3)
      layers.push_back({{"mark", {{"type", "area"}, {"opacity", 0.12}, {"aria", false}}}, {"encoding", band}});
    layers.push_back({{"mark", {{"type", "line"}, {"strokeWidth", 1.5}, {"aria", false}}}, {"encoding", encoding}});
  } else {
    layers.push_back({{"mark", {{"type", "rule"}, {"color", ink::blue}, {"aria", false}}},
                      {"encoding", {{"x", x}, {"y", quantitative("low", title)}, {"y2", {{"field", "high"}}}}}});
    layers.push_back(
        {{"mark", {{"type", "point"}, {"filled", true}, {"size", 50}, {"color", ink::blue}, {"aria", false}}},
         {"encoding", encoding}});
  }
  const std::string alt = "Tuning of " + result + ": " + title;
  return ReportFigure{
      "tuning-" + stem_of(result),
      fmt::format(
          "**Tuning, {}.** Mean {} of each candidate over the training parts{}. None of these numbers is of cases "
          "that validate the model.",
          code(result), title, order.size() > 3 && path ? "" : ", with its standard deviation"),
      alt, with_look({{"width", 380}, {"height", 260}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

}  // namespace rgx::engine
