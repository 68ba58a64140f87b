#include "engine/report_robust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/report_numbers.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_rows = 200, in_markdown = 25;

}  // namespace

// Which features are kept, by measure: how many meet its limit of those it judged.
std::vector<std::string> robust_sentences(const ReportView& view, const Json& block) {
  const std::string name = text_at(block, "name");
  const Table* table = view.table(name + ".csv");
  if (table == nullptr || table->find("kept") == nullptr) return {"The run directory holds no table of it."};
  std::vector<std::string> order;
  std::map<std::string, std::pair<std::size_t, std::size_t>> met;  // statistic → met, judged
  std::map<std::string, double> limit;
  std::map<std::string, std::vector<double>> values;  // of the features judged
  double least = HUGE_VAL, most = 0, repeats = 0;
  for (std::size_t r = 0; r < table->rows(); ++r) {
    const std::string kept = table->at("kept").cell(r), what = table->at("statistic").cell(r);
    least = std::min(least, table->at("n").numbers[r]);
    most = std::max(most, table->at("n").numbers[r]);
    repeats = table->at("repeats").numbers[r];
    if (kept.empty()) continue;
    if (!met.contains(what)) order.push_back(what);
    ++met[what].second;
    met[what].first += kept == "yes";
    limit[what] = table->at("limit").numbers[r];
    if (const double v = table->at("estimate").numbers[r]; !std::isnan(v)) values[what].push_back(v);
  }
  std::vector<std::string> out;
  if (most > 0)
    out.push_back(least == most
                      ? fmt::format("Agreement was judged on {:.0f} subjects with {:.0f} repeats.", most, repeats)
                      : fmt::format("Agreement was judged on {:.0f} to {:.0f} subjects with {:.0f} repeats.", least,
                                    most, repeats));
  for (const auto& what : order) {
    out.push_back(fmt::format("{} of {} features meet the limit of {} for `{}`.", met[what].first, met[what].second,
                              shortest(limit[what]), what));
    auto& v = values[what];
    if (v.size() < 3) continue;
    std::sort(v.begin(), v.end());
    const double median = (v[(v.size() - 1) / 2] + v[v.size() / 2]) / 2;
    out.push_back(fmt::format("Over the features `{}` has a median of {} and runs from {} to {}.", what,
                              effect_size(median), effect_size(v.front()), effect_size(v.back())));
  }
  if (order.empty()) out.emplace_back("No limit was set.");
  return out;
}

void show_robust(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  const Table* table = view.table(name + ".csv");
  if (table == nullptr || table->find("kept") == nullptr) return;
  if (auto figure = agreement_bars(name, *table)) section.parts.push_back(std::move(*figure));
  if (const Table* pairs = view.table(name + ".pairs.csv"))
    if (auto figure = bland_altman_figure(name, *table, *pairs)) section.parts.push_back(std::move(*figure));
  Table shown = *table;
  for (auto& c : shown.columns) {
    c.numbers.resize(std::min(c.numbers.size(), most_rows));
    c.texts.resize(std::min(c.texts.size(), most_rows));
  }
  section.parts.push_back(ReportTable{"agreement-" + stem_of(name), name + ": agreement of each feature",
                                      std::move(shown), table->rows(), name + ".csv", in_markdown});
}

}  // namespace rgx::engine
