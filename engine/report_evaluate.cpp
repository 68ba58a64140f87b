#include "engine/report_evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_validation.hpp"
#include "engine/report_cells.hpp"

namespace rgx::engine {

namespace {

// One model on one cohort (none: its own folds), in the order of the table.
struct Set {
  std::string model, cohort;
  bool operator==(const Set&) const = default;
  std::string name() const { return cohort.empty() ? model : model + " on " + cohort; }
};

std::vector<Set> sets_of(const Table& t) {
  std::vector<Set> out;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (const Set set{cell(t, "model", r), cell(t, "cohort", r)}; std::find(out.begin(), out.end(), set) == out.end())
      out.push_back(set);
  return out;
}

// Rows of one of the block's tables that are of a set.
Table rows_of(const Table& t, const Set& set) {
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (cell(t, "model", r) == set.model && (set.cohort.empty() || cell(t, "cohort", r) == set.cohort))
      rows.push_back(r);
  return picked(t, rows);
}

bool of_all(const Table& t, std::size_t r) {
  return cell(t, "group", r).empty() && cell(t, "compared_with", r).empty();
}

std::string not_known(const Table& t, std::size_t r) {
  const std::string note = cell(t, "note", r);
  return note.empty() ? "not computed" : "not computed (" + plain(note) + ")";
}

// "The AUC of `forest` was higher than that of `linear` by 0.05 (95 % CI −0.01 to 0.12; p = 0.11, corrected resampled
// t): the interval holds no difference."
std::string difference_sentence(const Table& t, std::size_t r) {
  const double difference = number(t, "difference", r), low = number(t, "difference_low", r),
               high = number(t, "difference_high", r), p = number(t, "p", r);
  std::string text = "The " + printed_name(cell(t, "metric", r)) + " of " + code(cell(t, "model", r));
  if (const std::string cohort = cell(t, "cohort", r); !cohort.empty()) text += " on " + code(cohort);
  const std::string other = code(cell(t, "compared_with", r));
  if (std::isnan(difference)) return text + " less that of " + other + ": " + not_known(t, r) + ".";
  text += " less that of " + other + ": " + with_interval(difference, low, high);
  if (!std::isnan(p)) text += ", p " + equals_p(p, std::nan(""));
  text += " (" + plain(cell(t, "method", r)) + ")";
  if (low <= 0 && high >= 0) text += "; the interval holds no difference";
  return text + ".";
}

}  // namespace

std::vector<std::string> evaluate_sentences(const ReportView& view, const Json& block) {
  const std::string name = text_at(block, "name");
  const Table* t = view.table(name + ".csv");
  if (t == nullptr) return {"The run directory holds no table of it."};
  std::vector<std::string> out;
  for (const auto& set : sets_of(*t)) {
    std::vector<std::string> found;
    double n = 0;
    for (std::size_t r = 0; r < t->rows(); ++r) {
      if (!of_all(*t, r) || Set{cell(*t, "model", r), cell(*t, "cohort", r)} != set) continue;
      const double estimate = number(*t, "estimate", r);
      n = std::max(n, number(*t, "n", r));
      found.push_back(printed_name(cell(*t, "metric", r)) + " " +
                      (std::isnan(estimate)
                           ? not_known(*t, r)
                           : with_interval(estimate, number(*t, "ci_low", r), number(*t, "ci_high", r))));
    }
    if (found.empty()) continue;
    out.push_back(code(set.model) + " was judged on " +
                  (set.cohort.empty() ? "the held-out parts that the models share" : code(set.cohort)) +
                  fmt::format(" ({:.0f} cases): ", n) + listed(found) + ".");
  }
  for (std::size_t r = 0; r < t->rows(); ++r)
    if (!cell(*t, "compared_with", r).empty()) out.push_back(difference_sentence(*t, r));
  const auto codes = texts_of(list_at(block, "not_valid"));
  if (!codes.empty()) out.push_back("Every number of it is **not valid**: " + listed(codes, true) + " was accepted.");
  return out;
}

void show_evaluate(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  const Table* t = view.table(name + ".csv");
  if (t == nullptr) return;
  section.parts.push_back(ReportTable{"evaluation-" + stem_of(name), name + ": models judged", *t, t->rows(),
                                      name + ".csv", rows_in_markdown});
  for (const auto& set : sets_of(*t)) {
    // On its own folds a model has these figures already.
    if (set.cohort.empty()) continue;
    const Table metrics = rows_of(*t, set);
    const std::string title = name + ": " + set.name();
    if (const Table* roc = view.table(name + ".roc.csv")) add(section, roc_figure(title, rows_of(*roc, set), &metrics));
    if (const Table* c = view.table(name + ".calibration.csv"))
      add(section, calibration_figure(title, rows_of(*c, set)));
    if (const Table* d = view.table(name + ".decision.csv")) add(section, decision_figure(title, rows_of(*d, set)));
  }
}

}  // namespace rgx::engine
