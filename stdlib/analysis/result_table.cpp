#include "stdlib/analysis/result_table.hpp"

#include <cmath>

namespace rgx::stdlib {

using engine::Column;

void ResultRow::take(const stats::TestResult& r) {
  test = r.test;
  n = subjects = r.n;
  statistic = r.statistic;
  df = r.df;
  estimate = r.estimate;
  estimate_kind = r.estimate_kind;
  ci_low = r.ci_low;
  ci_high = r.ci_high;
  p = r.p;
  log10_p = r.log10_p;
  if (r.reason != stats::Reason::none)
    add_note(std::string(stats::reason_name(r.reason)));
  else if (r.ci_reason != stats::Reason::none)
    add_note("interval: " + std::string(stats::reason_name(r.ci_reason)));
  if (r.small_expected) add_note("small expected counts");
}

void ResultRow::add_note(const std::string& text) {
  if (!text.empty()) note += (note.empty() ? "" : "; ") + text;
}

engine::Table result_table(const std::vector<ResultRow>& rows, const std::pair<std::string, std::string>& names) {
  const auto texts = [&](const std::string& name, auto&& of) {
    std::vector<std::string> v;
    v.reserve(rows.size());
    for (const auto& r : rows) v.push_back(of(r));
    return Column::of_texts(name, std::move(v));
  };
  const auto numbers = [&](const std::string& name, auto&& of) {
    std::vector<double> v;
    v.reserve(rows.size());
    for (const auto& r : rows) v.push_back(of(r));
    return Column::of_numbers(name, std::move(v));
  };
  const auto none = [](const ResultRow&) { return stats::missing; };
  engine::Table t;
  t.columns = {texts(names.first, [](const ResultRow& r) { return r.first; }),
               texts(names.second, [](const ResultRow& r) { return r.second; }),
               texts("cohort", [](const ResultRow& r) { return r.cohort; }),
               texts("group", [](const ResultRow& r) { return r.group; }),
               texts("term", [](const ResultRow& r) { return r.term; }),
               texts("test", [](const ResultRow& r) { return r.test; }),
               numbers("n", [](const ResultRow& r) { return static_cast<double>(r.n); }),
               numbers("subjects", [](const ResultRow& r) { return static_cast<double>(r.subjects); }),
               texts("groups", [](const ResultRow& r) { return r.groups; }),
               numbers("statistic", [](const ResultRow& r) { return r.statistic; }),
               numbers("df", [](const ResultRow& r) { return r.df; }),
               numbers("estimate", [](const ResultRow& r) { return r.estimate; }),
               texts("estimate_kind", [](const ResultRow& r) { return r.estimate_kind; }),
               numbers("ci_low", [](const ResultRow& r) { return r.ci_low; }),
               numbers("ci_high", [](const ResultRow& r) { return r.ci_high; }),
               numbers("p", [](const ResultRow& r) { return r.p; }),
               numbers("log10_p", [](const ResultRow& r) { return r.log10_p; }),
               numbers("q", none),
               texts("rejected", [](const ResultRow&) { return std::string(); }),
               numbers("adjusted_estimate", [](const ResultRow& r) { return r.adjusted_estimate; }),
               numbers("icc", [](const ResultRow& r) { return r.icc; }),
               texts("family", [](const ResultRow& r) { return r.family; }),
               texts("note", [](const ResultRow& r) { return r.note; })};
  return t;
}

}  // namespace rgx::stdlib
