// Figures of a model: ROC, calibration, coefficients.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure.hpp"
#include "engine/figure_validation.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

const std::vector<double>* numbers(const Table& t, const char* column) {
  const Column* c = t.find(column);
  return c != nullptr && c->kind == Column::Kind::number && !c->numbers.empty() ? &c->numbers : nullptr;
}

Json quantitative(const char* field, const char* title) {
  Json out{{"field", field}, {"type", "quantitative"}};
  if (title != nullptr) out["title"] = title;
  return out;
}

Json unit(const char* field, const char* title) {
  Json out = quantitative(field, title);
  out["scale"] = {{"domain", {0, 1}}, {"nice", false}};
  return out;
}

Json diagonal() {
  return {
      {"data", {{"values", {{{"x", 0}, {"y", 0}}, {{"x", 1}, {"y", 1}}}}}},
      {"mark", {{"type", "line"}, {"color", "#8a95a3"}, {"strokeDash", {4, 4}}, {"strokeWidth", 1}, {"aria", false}}},
      {"encoding", {{"x", unit("x", nullptr)}, {"y", unit("y", nullptr)}}}};
}

}  // namespace

std::optional<ReportFigure> roc_figure(const std::string& result, const Table& roc, const Table* metrics) {
  const auto *rate = numbers(roc, "false_positive_rate"), *mean = numbers(roc, "sensitivity"),
             *low = numbers(roc, "low"), *high = numbers(roc, "high");
  if (rate == nullptr || mean == nullptr || rate->size() < 2) return std::nullopt;
  Json values = Json::array();
  double widest = 0;
  for (std::size_t i = 0; i < rate->size(); ++i) {
    Json v{{"x", (*rate)[i]}, {"y", (*mean)[i]}};
    if (low != nullptr && high != nullptr) {
      v["low"] = (*low)[i];
      v["high"] = (*high)[i];
      widest = std::max(widest, (*high)[i] - (*low)[i]);
    }
    values.push_back(std::move(v));
  }
  const std::string area = metric_text(metrics, "auc");
  Json layers = Json::array({diagonal()});
  if (widest > 0)
    layers.push_back(
        {{"mark", {{"type", "area"}, {"color", "#0072b2"}, {"opacity", 0.18}, {"aria", false}}},
         {"encoding", {{"x", unit("x", nullptr)}, {"y", unit("low", nullptr)}, {"y2", {{"field", "high"}}}}}});
  layers.push_back({{"mark", {{"type", "line"}, {"color", "#0072b2"}, {"strokeWidth", 2}, {"aria", false}}},
                    {"encoding",
                     {{"x", unit("x", "1 − specificity")},
                      {"y", unit("y", "sensitivity")},
                      {"tooltip",
                       {{{"field", "x"}, {"title", "1 − specificity"}, {"format", ".2f"}},
                        {{"field", "y"}, {"title", "sensitivity"}, {"format", ".2f"}}}}}}});
  if (!area.empty())
    layers.push_back(
        {{"data", {{"values", Json::array({Json{{"x", 0.97}, {"y", 0.06}, {"text", area}}})}}},
         {"mark", {{"type", "text"}, {"align", "right"}, {"fontSize", 12}, {"color", "#1c2430"}, {"aria", false}}},
         {"encoding", {{"x", unit("x", nullptr)}, {"y", unit("y", nullptr)}, {"text", {{"field", "text"}}}}}});
  const std::string alt = "Receiver operating characteristic of " + result + (area.empty() ? "" : ": " + area);
  std::string caption = fmt::format("**Receiver operating characteristic, {}.**", code(result));
  if (widest > 0)
    caption +=
        " Mean of the repeats' curves of held-out predictions; the band holds 95 % of the repeats, or, where there is "
        "one, of bootstrap samples of its cases.";
  return ReportFigure{
      "roc-" + stem_of(result), caption, alt,
      with_look({{"width", 340}, {"height", 340}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

std::optional<ReportFigure> calibration_figure(const std::string& result, const Table& calibration,
                                               const Table* curve) {
  const auto *predicted = numbers(calibration, "predicted"), *observed = numbers(calibration, "observed"),
             *n = numbers(calibration, "n"), *low = numbers(calibration, "ci_low"),
             *high = numbers(calibration, "ci_high");
  if (predicted == nullptr || observed == nullptr || predicted->size() < 2) return std::nullopt;
  Json values = Json::array();
  double least = 0, most = 1;
  bool intervals = false;
  for (std::size_t i = 0; i < predicted->size(); ++i) {
    if (!std::isfinite((*predicted)[i]) || !std::isfinite((*observed)[i])) continue;
    Json v{{"x", (*predicted)[i]}, {"y", (*observed)[i]}, {"n", n == nullptr ? 1 : (*n)[i]}};
    if (low != nullptr && high != nullptr && !std::isnan((*low)[i]) && !std::isnan((*high)[i])) {
      v["low"] = (*low)[i];
      v["high"] = (*high)[i];
      intervals = true;
    }
    least = std::min({least, (*predicted)[i], (*observed)[i]});
    most = std::max({most, (*predicted)[i], (*observed)[i]});
    values.push_back(std::move(v));
  }
  const bool probabilities = least == 0 && most == 1;
  if (values.size() < 2) return std::nullopt;
  if (!probabilities) {  // a number was predicted: the axes follow the values
    least = HUGE_VAL;
    most = -HUGE_VAL;
    for (const auto& v : values)
      for (const char* side : {"x", "y"}) {
        least = std::min(least, v.at(side).get<double>());
        most = std::max(most, v.at(side).get<double>());
      }
  }
  const Json scale{{"domain", {least, most}}, {"nice", false}, {"zero", false}};
  const auto axis = [&](const char* field, const char* title) {
    Json out = quantitative(field, title);
    out["scale"] = scale;
    return out;
  };
  Json layers = Json::array(
      {{{"data", {{"values", {{{"x", least}, {"y", least}}, {{"x", most}, {"y", most}}}}}},
        {"mark", {{"type", "line"}, {"color", "#8a95a3"}, {"strokeDash", {4, 4}}, {"strokeWidth", 1}, {"aria", false}}},
        {"encoding", {{"x", axis("x", nullptr)}, {"y", axis("y", nullptr)}}}}});
  bool smooth = false;
  if (const auto* at = curve == nullptr ? nullptr : numbers(*curve, "predicted"); at != nullptr && at->size() > 1) {
    const auto &of = curve->at("observed").numbers, &from = curve->at("ci_low").numbers,
               &to = curve->at("ci_high").numbers;
    Json line = Json::array();
    for (std::size_t i = 0; i < at->size(); ++i)
      if (std::isfinite(of[i]) && std::isfinite(from[i]) && std::isfinite(to[i]))
        line.push_back({{"x", (*at)[i]},
                        {"y", std::clamp(of[i], least, most)},
                        {"low", std::clamp(from[i], least, most)},
                        {"high", std::clamp(to[i], least, most)}});
    smooth = line.size() > 1;
    if (smooth) {
      layers.push_back(
          {{"data", {{"values", line}}},
           {"mark", {{"type", "area"}, {"color", "#d55e00"}, {"opacity", 0.15}, {"aria", false}}},
           {"encoding", {{"x", axis("x", nullptr)}, {"y", axis("low", nullptr)}, {"y2", {{"field", "high"}}}}}});
      layers.push_back({{"data", {{"values", line}}},
                        {"mark", {{"type", "line"}, {"color", "#d55e00"}, {"strokeWidth", 2}, {"aria", false}}},
                        {"encoding", {{"x", axis("x", nullptr)}, {"y", axis("y", nullptr)}}}});
    }
  }
  if (intervals)
    layers.push_back(
        {{"mark", {{"type", "rule"}, {"color", "#0072b2"}, {"aria", false}}},
         {"encoding", {{"x", axis("x", nullptr)}, {"y", axis("low", nullptr)}, {"y2", {{"field", "high"}}}}}});
  layers.push_back({{"mark",
                     {{"type", "point"},
                      {"filled", true},
                      {"size", probabilities ? 70 : 30},
                      {"color", "#0072b2"},
                      {"opacity", 1},
                      {"aria", false}}},
                    {"encoding",
                     {{"x", axis("x", probabilities ? "predicted probability" : "predicted")},
                      {"y", axis("y", probabilities ? "observed proportion" : "observed")},
                      {"tooltip",
                       {{{"field", "x"}, {"title", "predicted"}, {"format", ".3f"}},
                        {{"field", "y"}, {"title", "observed"}, {"format", ".3f"}},
                        {{"field", "n"}, {"title", "n"}}}}}}});
  const std::string alt = "Calibration of " + result + ": observed against predicted";
  return ReportFigure{
      "calibration-" + stem_of(result),
      fmt::format("**Calibration, {}.** Observed against predicted{}{}; the dashed line is perfect calibration.",
                  code(result), intervals ? " in groups of cases, with 95 % intervals" : "",
                  smooth ? ", and its smooth (loess) with a 95 % band" : ""),
      alt, with_look({{"width", 340}, {"height", 340}, {"data", {{"values", values}}}, {"layer", layers}}, alt), true};
}

std::optional<ReportFigure> coefficient_figure(const std::string& result, const Table& table) {
  constexpr std::size_t most = 30;
  const Column* term = table.find("term");
  const auto* estimate = numbers(table, "coefficient");
  if (term == nullptr || estimate == nullptr) return std::nullopt;
  const auto *low = numbers(table, "ci_low"), *high = numbers(table, "ci_high"),
             *share = numbers(table, "selected_share");
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (term->cell(r) != "(intercept)" && std::isfinite((*estimate)[r]) && (*estimate)[r] != 0) rows.push_back(r);
  if (rows.empty()) return std::nullopt;
  const std::size_t all = rows.size();
  std::stable_sort(rows.begin(), rows.end(),
                   [&](auto a, auto b) { return std::abs((*estimate)[a]) > std::abs((*estimate)[b]); });
  if (rows.size() > most) rows.resize(most);
  Json values = Json::array(), order = Json::array();
  bool shares = false, intervals = false;
  for (const std::size_t r : rows) {
    Json v{{"term", term->cell(r)}, {"x", (*estimate)[r]}};
    if (share != nullptr && !std::isnan((*share)[r])) {
      v["share"] = (*share)[r];
      shares = true;
    }
    if (low != nullptr && high != nullptr && std::isfinite((*low)[r]) && std::isfinite((*high)[r])) {
      v["low"] = (*low)[r];
      v["high"] = (*high)[r];
      intervals = true;
    }
    order.push_back(term->cell(r));
    values.push_back(std::move(v));
  }
  const Json y{
      {"field", "term"}, {"type", "nominal"}, {"sort", order}, {"title", nullptr}, {"axis", {{"labelLimit", 330}}}};
  Json coefficient_axis = quantitative("x", "coefficient");
  coefficient_axis["axis"] = {{"format", "~g"}, {"tickCount", 6}};
  Json bar{{"mark", {{"type", "bar"}, {"color", "#0072b2"}, {"height", 13}, {"aria", false}}},
           {"encoding",
            {{"y", y},
             {"x", coefficient_axis},
             {"tooltip",
              {{{"field", "term"}, {"title", "term"}},
               {{"field", "x"}, {"title", "coefficient"}, {"format", ".4g"}},
               {{"field", "share"}, {"title", "share of training parts"}, {"format", ".0%"}}}}}}};
  if (shares)
    bar["encoding"]["color"] = {{"field", "share"},
                                {"type", "quantitative"},
                                {"title", "in training parts"},
                                {"scale", {{"scheme", "viridis"}, {"domain", {0, 1}}, {"reverse", true}}},
                                {"legend", {{"format", ".0%"}}}};
  Json layers = Json::array({bar});
  if (intervals)
    layers.push_back({{"mark", {{"type", "rule"}, {"color", "#1c2430"}, {"aria", false}}},
                      {"encoding", {{"y", y}, {"x", quantitative("low", nullptr)}, {"x2", {{"field", "high"}}}}}});
  const std::string alt = fmt::format("Coefficients of {}: {} terms", result, rows.size());
  std::string caption = fmt::format("**Coefficients, {}.** Of the model fitted on every case", code(result));
  if (intervals) caption += ", with 95 % intervals";
  if (shares) caption += "; the colour is the share of training parts whose model had the term";
  caption += ".";
  if (all > rows.size()) caption += fmt::format(" The {} largest of {}.", rows.size(), all);
  return ReportFigure{
      "coefficients-" + stem_of(result), caption, alt,
      with_look({{"width", 380}, {"height", {{"step", 19}}}, {"data", {{"values", values}}}, {"layer", layers}}, alt)};
}

}  // namespace rgx::engine
