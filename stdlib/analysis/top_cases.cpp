#include "stdlib/analysis/top_cases.hpp"

#include <algorithm>
#include <cmath>

#include "stdlib/analysis/design.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Json;
using engine::Table;

std::vector<std::size_t> rows_with_values(const std::vector<std::size_t>& rows,
                                          std::initializer_list<const std::vector<FrameColumn>*> columns) {
  std::vector<std::size_t> out;
  for (const std::size_t r : rows)
    if (std::all_of(columns.begin(), columns.end(), [&](const auto* some) {
          return std::all_of(some->begin(), some->end(), [&](const auto& column) { return has_value(column, r); });
        }))
      out.push_back(r);
  return out;
}

namespace {

// Cases in all: a run keeps no second copy of a large cohort for the sake of a figure.
constexpr std::size_t most_findings = 6, most_cases = 20000;

// log₁₀ p, finite: a perfect correlation has p = 0 and nothing behind it.
double strength(const ResultRow& row) {
  const double known = std::isnan(row.log10_p) ? std::log10(row.p) : row.log10_p;
  return std::isnan(row.p) ? row.p : std::max(known, -1e9);
}

}  // namespace

Json top_cases(const std::vector<ResultRow>& rows, const Frame& frame,
               const std::function<CaseSides(std::size_t row)>& sides) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!std::isnan(strength(rows[i])) && rows[i].term.empty()) order.push_back(i);
  const auto stronger = [&](std::size_t a, std::size_t b) {
    return std::pair(strength(rows[a]), a) < std::pair(strength(rows[b]), b);
  };
  const std::size_t looked_at = std::min(order.size(), 4 * most_findings);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(looked_at), order.end(), stronger);
  Json out = Json::array();
  std::size_t cases = 0;
  for (std::size_t k = 0; k < looked_at && out.size() < most_findings; ++k) {
    const ResultRow& row = rows[order[k]];
    const CaseSides of = sides(order[k]);
    if (of.value.empty() || (of.codes.empty() && of.number.empty())) continue;
    std::vector<std::size_t> used;
    for (const std::size_t r : of.rows)
      if (std::isfinite(of.value[r]) && (of.codes.empty() ? std::isfinite(of.number[r]) : of.codes[r] >= 0))
        used.push_back(r);
    cases += used.size();
    if (cases > most_cases) break;
    if (!of.codes.empty())
      std::stable_sort(used.begin(), used.end(), [&](auto a, auto b) { return of.codes[a] < of.codes[b]; });
    Json finding{{"first", row.first}, {"second", row.second}, {"group", row.group}, {"log10_p", strength(row)}};
    for (const char* list : {"cohort", "subject", "value", "class", "number"}) finding[list] = Json::array();
    for (const std::size_t r : used) {
      finding["cohort"].push_back(frame.cohort()[r]);
      finding["subject"].push_back(frame.subject()[r]);
      finding["value"].push_back(of.value[r]);
      if (of.codes.empty())
        finding["number"].push_back(of.number[r]);
      else
        finding["class"].push_back(of.levels[static_cast<std::size_t>(of.codes[r])]);
    }
    out.push_back(std::move(finding));
  }
  return out;
}

Table top_cases_table(const std::vector<const Table*>& results, const Table& block) {
  std::vector<const Json*> findings;
  for (const Table* result : results)
    if (const auto found = result->meta.find("top_cases"); found != result->meta.end())
      for (const Json& finding : *found) findings.push_back(&finding);
  std::stable_sort(findings.begin(), findings.end(), [](const Json* a, const Json* b) {
    return a->at("log10_p").get<double>() < b->at("log10_p").get<double>();
  });
  if (findings.size() > most_findings) findings.resize(most_findings);
  Table out;
  if (findings.empty()) return out;
  std::vector<std::string> first, second, cohort, group, subject, of_class;
  std::vector<double> value, number;
  for (const Json* finding : findings) {
    const std::size_t n = finding->at("value").size();
    const bool classes = !finding->at("class").empty();
    for (std::size_t i = 0; i < n; ++i) {
      first.push_back(finding->at("first").get<std::string>());
      second.push_back(finding->at("second").get<std::string>());
      cohort.push_back(finding->at("cohort")[i].get<std::string>());
      group.push_back(finding->at("group").get<std::string>());
      subject.push_back(finding->at("subject")[i].get<std::string>());
      value.push_back(finding->at("value")[i].get<double>());
      of_class.push_back(classes ? finding->at("class")[i].get<std::string>() : std::string());
      number.push_back(classes ? stats::missing : finding->at("number")[i].get<double>());
    }
  }
  out.columns = {Column::of_texts(block.columns[0].name, first),
                 Column::of_texts(block.columns[1].name, second),
                 Column::of_texts("cohort", cohort),
                 Column::of_texts("group", group),
                 Column::of_texts("subject", subject),
                 Column::of_numbers("value", value),
                 Column::of_texts("class", of_class),
                 Column::of_numbers("number", number)};
  return out;
}

}  // namespace rgx::stdlib
