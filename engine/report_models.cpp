#include "engine/report_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_path.hpp"
#include "engine/figure_validation.hpp"
#include "engine/report_cells.hpp"

namespace rgx::engine {

namespace {

// ", permutation p 0.012" where the pipeline was permuted.
std::string permutation_p(const Table& metrics, std::size_t row) {
  const double p = metrics.find("p") == nullptr ? std::nan("") : number(metrics, "p", row);
  return std::isnan(p) ? std::string() : ", permutation p " + equals_p(p, std::log10(p));
}

}  // namespace

std::vector<std::string> model_sentences(const ReportView& view, const Json& block) {
  const std::string name = text_at(block, "name");
  std::vector<std::string> out;
  for (const auto& stem : view.results_of_model(name)) {
    std::string text = stem == name ? listed(names_in(block, "predict"), true) : code(stem.substr(name.size() + 1));
    if (const Table* p = view.table(stem + ".predictions.csv"); p != nullptr && p->rows() > 0) {
      std::set<std::string> subjects, positive;
      bool binary = true;
      for (std::size_t r = 0; r < p->rows(); ++r) {
        const std::string who = cell(*p, "cohort", r) + "\n" + cell(*p, "subject", r);
        const double observed = number(*p, "observed", r);
        subjects.insert(who);
        binary = binary && (observed == 0 || observed == 1);
        if (observed == 1) positive.insert(who);
      }
      text += " predicted for " + counted(subjects.size(), "case");
      if (binary) text += fmt::format(" ({} positive)", positive.size());
    } else {
      text += " predicted";
    }
    const Table* metrics = view.table(stem + ".metrics.csv");
    std::vector<std::string> found;
    for (std::size_t r = 0; metrics != nullptr && r < metrics->rows(); ++r)
      found.push_back(printed_name(cell(*metrics, "metric", r)) + " " +
                      with_interval(number(*metrics, "estimate", r), number(*metrics, "ci_low", r),
                                    number(*metrics, "ci_high", r)) +
                      permutation_p(*metrics, r));
    if (!found.empty()) text += ": " + listed(found);
    out.push_back(text + ".");
  }
  if (out.empty()) out.emplace_back("The run directory holds no table of it.");
  const auto codes = texts_of(list_at(block, "not_valid"));
  if (!codes.empty()) out.push_back("Every number of it is **not valid**: " + listed(codes, true) + " was accepted.");
  return out;
}

void show_model(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  for (const auto& stem : view.results_of_model(name)) {
    if (stem != name) section.parts.push_back(ReportText{"#### " + plain(stem.substr(name.size() + 1))});
    const Table* metrics = view.table(stem + ".metrics.csv");
    section.parts.push_back(ReportTable{"metrics-" + stem_of(stem), stem + ": performance", *metrics, metrics->rows(),
                                        stem + ".metrics.csv", 100});
    if (const Table* t = view.table(stem + ".roc.csv")) add(section, roc_figure(stem, *t, metrics));
    if (const Table* t = view.table(stem + ".pr.csv")) add(section, precision_recall_figure(stem, *t, metrics));
    if (const Table* t = view.table(stem + ".calibration.csv"))
      add(section, calibration_figure(stem, *t, view.table(stem + ".calibration_curve.csv")));
    if (const Table* t = view.table(stem + ".decision.csv")) add(section, decision_figure(stem, *t));
    if (const Table* t = view.table(stem + ".confusion.csv")) add(section, confusion_figure(stem, *t));
    if (const Table* t = view.table(stem + ".importance.csv")) add(section, importance_figure(stem, *t));
    if (const Table* t = view.table(stem + ".coefficients.csv")) {
      add(section, coefficient_figure(stem, *t));
      // Terms that neither the refit nor a training part kept say nothing.
      std::vector<std::size_t> rows;
      for (std::size_t r = 0; r < t->rows(); ++r)
        if (number(*t, "coefficient", r) != 0 || number(*t, "selected_share", r) > 0) rows.push_back(r);
      const auto strength = [&](std::size_t r) {
        const double share = number(*t, "selected_share", r);
        return std::pair(std::isnan(share) ? 0.0 : share, std::abs(number(*t, "coefficient", r)));
      };
      std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return strength(a) > strength(b); });
      if (rows.size() > rows_in_html) rows.resize(rows_in_html);
      section.parts.push_back(ReportTable{"coefficients-" + stem_of(stem),
                                          stem + ": coefficients of the refit on every case, and how often each was in "
                                                 "the model of a training part",
                                          picked(*t, rows), t->rows(), stem + ".coefficients.csv", rows_in_markdown});
    }
    if (const Table* t = view.table(stem + ".by_group.csv"))
      section.parts.push_back(ReportTable{"by-group-" + stem_of(stem), stem + ": all held-out cases, then by group", *t,
                                          t->rows(), stem + ".by_group.csv", rows_in_markdown});
    if (const Table* t = view.table(stem + ".path.csv")) add(section, path_figure(stem, *t));
    const Table* tuning = view.table(stem + ".tuning.csv");
    if (tuning == nullptr || tuning->rows() == 0) continue;
    add(section, tuning_figure(stem, *tuning));
    std::vector<std::pair<std::string, std::size_t>> chosen;
    std::size_t parts = 0;
    for (std::size_t r = 0; r < tuning->rows(); ++r) {
      if (cell(*tuning, "chosen", r) != "true" || number(*tuning, "repeat", r) == 0) continue;
      ++parts;
      const std::string what = cell(*tuning, "parameters", r);
      auto at = std::find_if(chosen.begin(), chosen.end(), [&](const auto& c) { return c.first == what; });
      if (at == chosen.end()) at = chosen.insert(chosen.end(), {what, 0});
      ++at->second;
    }
    RowTable rows({"setting", "#chosen in training parts", "#share"});
    for (const auto& [what, n] : chosen)
      if (!what.empty())
        rows.add({what, std::to_string(n), shortest(static_cast<double>(n) / static_cast<double>(parts))});
    if (rows.rows() > 0)
      section.parts.push_back(ReportTable{"tuning-" + stem_of(stem),
                                          stem + ": what the inner folds chose, by training part", rows.table(),
                                          rows.rows(), stem + ".tuning.csv", rows_in_markdown});
  }
  if (const Table* t = view.table(name + ".sources.csv"))
    section.parts.push_back(ReportTable{"sources-" + stem_of(name),
                                        name + ": each source alone, in pairs, and all together (the first rows); "
                                               "differences are less all together",
                                        *t, t->rows(), name + ".sources.csv", rows_in_markdown});
}

}  // namespace rgx::engine
