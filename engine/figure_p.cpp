// The p values of a block together: their histogram, and their quantiles against those of uniform ones.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/figure_tests.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

std::optional<ReportFigure> p_histogram(const std::string& block, const Table& table, const Table* counted_p) {
  constexpr std::size_t bins = 20, fewest = 20;
  if (table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::vector<double> counts(bins, 0);
  std::size_t all = 0, small = 0;
  // A map too large to list has its p values counted in hundredths.
  for (std::size_t r = 0; counted_p != nullptr && r < counted_p->rows(); ++r) {
    const double low = counted_p->at("p_low").numbers[r], n = counted_p->at("count").numbers[r];
    if (std::isnan(low)) continue;
    const auto bin = std::min(bins - 1, static_cast<std::size_t>(std::llround(low * 100)) / (100 / bins));
    counts[bin] += n;
    all += static_cast<std::size_t>(n);
    if (bin == 0) small += static_cast<std::size_t>(n);
  }
  for (std::size_t r = 0; counted_p == nullptr && r < rows.size(); ++r) {
    const double p = rows.p(r);
    if (std::isnan(p) || !rows.counts(r)) continue;
    ++all;
    small += p < 0.05;
    counts[std::min(bins - 1, static_cast<std::size_t>(p * bins))] += 1;
  }
  if (all < fewest) return std::nullopt;
  Json values = Json::array();
  for (std::size_t i = 0; i < bins; ++i)
    values.push_back(
        {{"from", static_cast<double>(i) / bins}, {"to", static_cast<double>(i + 1) / bins}, {"tests", counts[i]}});
  const std::string alt = fmt::format("Histogram of {} p values of {}: {} below 0.05", all, block, small);
  const Json spec{{"data", {{"values", values}}},
                  {"width", 330},
                  {"height", 300},
                  {"layer",
                   {{{"mark", {{"type", "bar"}, {"color", ink::sky}, {"stroke", "#ffffff"}, {"aria", false}}},
                     {"encoding",
                      {{"x",
                        {{"field", "from"},
                         {"type", "quantitative"},
                         {"title", "p"},
                         {"bin", {{"binned", true}, {"step", 0.05}}},
                         {"axis", {{"format", ".1f"}, {"values", {0, 0.2, 0.4, 0.6, 0.8, 1}}}}}},
                       {"x2", {{"field", "to"}}},
                       {"y", {{"field", "tests"}, {"type", "quantitative"}, {"title", "tests"}}},
                       {"tooltip",
                        {{{"field", "from"}, {"title", "p from"}},
                         {{"field", "to"}, {"title", "to"}},
                         {{"field", "tests"}, {"title", "tests"}}}}}}},
                    {{"mark", {{"type", "rule"}, {"strokeDash", {5, 4}}, {"color", ink::text}, {"aria", false}}},
                     {"encoding", {{"y", {{"datum", static_cast<double>(all) / bins}, {"type", "quantitative"}}}}}}}}};
  return ReportFigure{"p-values-" + stem_of(block),
                      fmt::format("**p values, {}.** {} tests, {:.1f} % below 0.05; the dashed line is what uniform p "
                                  "values (no effect anywhere) would give.",
                                  code(block), all, 100.0 * static_cast<double>(small) / static_cast<double>(all)),
                      alt, with_look(spec, alt), true};
}

std::optional<ReportFigure> qq_plot(const std::string& block, const Table& qq) {
  const Column *rank = qq.find("rank"), *expected = qq.find("expected"), *observed = qq.find("observed"),
               *low = qq.find("low"), *high = qq.find("high"), *tests = qq.find("tests"),
               *inflation = qq.find("lambda");
  for (const Column* c : {rank, expected, observed, low, high, tests, inflation})
    if (c == nullptr || c->kind != Column::Kind::number || c->size() < 2) return std::nullopt;
  Json points = Json::array(), band = Json::array();
  double most = 1, far = 1;
  std::size_t endless = 0;
  for (std::size_t i = 0; i < rank->size(); ++i) {
    const double x = expected->numbers[i];
    far = std::max(far, x);
    band.push_back({{"x", brief(x)}, {"low", brief(low->numbers[i])}, {"high", brief(high->numbers[i])}});
    most = std::max(most, high->numbers[i]);
    if (!std::isfinite(observed->numbers[i])) {
      ++endless;
      continue;
    }
    most = std::max(most, observed->numbers[i]);
    points.push_back({{"x", brief(x)}, {"y", brief(observed->numbers[i])}});
  }
  // The band is smooth: where points are dense, every so many of its corners suffice.
  Json corners = Json::array();
  double last = HUGE_VAL;
  for (std::size_t i = 0; i < band.size(); ++i) {
    const double x = band[i]["x"].get<double>();
    if (i > 0 && i + 1 < band.size() && last - x < far / 150) continue;
    last = x;
    corners.push_back(band[i]);
  }
  const auto all = static_cast<std::size_t>(tests->numbers[0]);
  const double lambda = inflation->numbers[0];
  const auto axis = [](const char* field, const char* title, double to) {
    Json out{{"field", field}, {"type", "quantitative"}, {"scale", {{"domain", {0, brief(to)}}, {"nice", false}}}};
    out["title"] = title;
    return out;
  };
  const double right = far * 1.03, top = most * 1.05;
  const Json x = axis("x", "expected −log₁₀ p", right);
  const double corner = std::min(right, top);
  const std::string said = fmt::format("λ = {:.2f}", lambda);
  const Json spec{
      {"width", 330},
      {"height", 300},
      {"layer",
       {{{"data", {{"values", corners}}},
         {"mark", {{"type", "area"}, {"color", ink::sky}, {"opacity", 0.35}, {"aria", false}}},
         {"encoding", {{"x", x}, {"y", axis("low", "observed −log₁₀ p", top)}, {"y2", {{"field", "high"}}}}}},
        {{"data", {{"values", {{{"x", 0}, {"y", 0}}, {{"x", brief(corner)}, {"y", brief(corner)}}}}}},
         {"mark",
          {{"type", "line"}, {"color", ink::text}, {"strokeDash", {4, 4}}, {"strokeWidth", 1}, {"aria", false}}},
         {"encoding", {{"x", x}, {"y", axis("y", "observed −log₁₀ p", top)}}}},
        {{"data", {{"values", points}}},
         {"mark", {{"type", "circle"}, {"color", ink::blue}, {"size", 18}, {"opacity", 0.9}, {"aria", false}}},
         {"encoding", {{"x", x}, {"y", axis("y", "observed −log₁₀ p", top)}}}},
        {{"data", {{"values", Json::array({Json{{"text", said}}})}}},
         {"mark",
          {{"type", "text"},
           {"align", "left"},
           {"baseline", "top"},
           {"fontSize", 13},
           {"color", ink::text},
           {"aria", false}}},
         {"encoding", {{"x", {{"value", 10}}}, {"y", {{"value", 10}}}, {"text", {{"field", "text"}}}}}}}}};
  const std::string alt = fmt::format("Quantile-quantile plot of {} p values of {}: {}", all, block, said);
  std::string caption = fmt::format(
      "**Quantiles of p, {}.** Observed −log₁₀ p against that of uniform p values; the band holds 95 % of those of {} "
      "independent tests, tests that go together leave it more easily. λ, the median χ² of the p values over its "
      "median "
      "under uniform ones, is {:.2f}.",
      code(block), all, lambda);
  if (all > rank->size()) {
    std::size_t strongest = 0;
    while (rank->numbers[strongest] == static_cast<double>(strongest + 1)) ++strongest;  // the last rank is `all`
    caption += thinned_words(rank->size(), all, strongest);
  }
  if (endless > 0) caption += fmt::format(" {} with p = 0 has no place on the axis.", counted(endless, "test"));
  return ReportFigure{"qq-" + stem_of(block), caption, alt, with_look(spec, alt), true};
}

}  // namespace rgx::engine
