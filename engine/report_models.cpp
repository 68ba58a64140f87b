#include "engine/report_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/figure.hpp"
#include "engine/figure_path.hpp"
#include "engine/figure_validation.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_numbers.hpp"

namespace rgx::engine {

namespace {

// ", permutation p = 0.012" where the pipeline was permuted.
std::string permutation_p(const Table& metrics, std::size_t row) {
  const double p = metrics.find("p") == nullptr ? std::nan("") : number(metrics, "p", row);
  return std::isnan(p) ? std::string() : ", permutation p " + equals_p(p, std::log10(p));
}

bool ranks(const std::string& metric) {  // 0.5 is what no information gives
  return metric == "auc" || metric == "c_index" || metric == "time_auc" || metric == "uno_c";
}

// Who was predicted: cases, and how many of them positive where the outcome is of two classes.
std::string whom(const Table* predictions) {
  if (predictions == nullptr || predictions->rows() == 0) return {};
  std::set<std::string> cases, positive;
  bool binary = true;
  for (std::size_t r = 0; r < predictions->rows(); ++r) {
    const std::string who = cell(*predictions, "cohort", r) + "\n" + cell(*predictions, "subject", r);
    const double observed = number(*predictions, "observed", r);
    cases.insert(who);
    binary = binary && (observed == 0 || observed == 1);
    if (observed == 1) positive.insert(who);
  }
  std::string out = " for " + counted(cases.size(), "case");
  if (binary) out += fmt::format(" ({} positive)", positive.size());
  return out;
}

// "Judged in the held-out parts of `folds` (5-fold cross-validation, 20 repeats)".
std::string where_judged(const ReportView& view, const Json& block) {
  const auto validate = names_in(block, "validate");
  if (validate.empty())
    return applied_as_published(block) ? "Applied as published" : "On the very cases it was fitted to (apparent)";
  std::string how;
  if (const Json* split = view.block(validate.front()))
    for (const auto& use : list_at(*split, "steps")) {
      const auto value = [&](const char* name) {
        const Json* p = parameter(use, name);
        return p == nullptr ? std::string() : words((*p)["value"], name);
      };
      const std::string op = text_at(use, "op"), repeats = value("repeats");
      how = op == "nested_cv"   ? fmt::format("nested cross-validation, {} outer folds", value("outer"))
            : op == "kfold"     ? fmt::format("{}-fold cross-validation", value("folds"))
            : op == "bootstrap" ? fmt::format("bootstrap, {} samples", value("times"))
            : op == "holdout"   ? fmt::format("hold-out of {}", value("test"))
                                : printed_name(op);
      if (!repeats.empty() && repeats != "1") how += ", " + repeats + " repeats";
    }
  return "In the held-out parts of " + listed(validate, true) + (how.empty() ? "" : " (" + plain(how) + ")");
}

// "AUC 0.63 (95 % CI 0.53 to 0.74)", each metric; whether what ranks is better than chance.
std::string numbers_of(const Table& metrics) {
  std::vector<std::string> found;
  std::string chance;
  for (std::size_t r = 0; r < metrics.rows(); ++r) {
    const std::string name = cell(metrics, "metric", r), note = cell(metrics, "note", r);
    const double estimate = number(metrics, "estimate", r), low = number(metrics, "ci_low", r),
                 high = number(metrics, "ci_high", r);
    std::string one = printed_name(name) + " " + with_interval(estimate, low, high) + permutation_p(metrics, r);
    if (std::isnan(estimate) && !note.empty()) one += " (" + plain(note) + ")";
    found.push_back(std::move(one));
    if (ranks(name) && low <= 0.5 && high >= 0.5)
      chance = fmt::format(" The interval of the {} holds 0.5: no better than chance cannot be excluded.",
                           printed_name(name));
  }
  return listed(found) + "." + chance;
}

// Of a model with `sources`: the first metric of each source alone and of each pair, beside all together.
std::string sources_sentence(const ReportView& view, const std::string& name) {
  const Table* t = view.table(name + ".sources.csv");
  if (t == nullptr || t->rows() == 0) return {};
  const std::string first = cell(*t, "metric", 0);
  std::vector<std::string> found;
  for (std::size_t r = 0; r < t->rows(); ++r) {
    std::string of = cell(*t, "model", r);
    if (of == name || cell(*t, "metric", r) != first || !cell(*t, "compared_with", r).empty()) continue;
    of = of.substr(std::min(of.size(), name.size() + 1));
    if (of.ends_with(']')) of.pop_back();
    std::string one =
        code(of) + " " + with_interval(number(*t, "estimate", r), number(*t, "ci_low", r), number(*t, "ci_high", r));
    for (std::size_t d = 0; d < t->rows(); ++d)
      if (cell(*t, "model", d) == cell(*t, "model", r) && cell(*t, "metric", d) == first &&
          cell(*t, "compared_with", d) == name && !std::isnan(number(*t, "difference", d)))
        one += fmt::format(", {} against all together, p {}", signed_size(number(*t, "difference", d)),
                           equals_p(number(*t, "p", d), std::nan("")));
    found.push_back(std::move(one));
  }
  return found.empty()
             ? std::string()
             : fmt::format("{} of the sources by themselves: {}.", printed_name(first), fmt::join(found, "; "));
}

}  // namespace

std::vector<std::string> model_sentences(const ReportView& view, const Json& block) {
  const std::string name = text_at(block, "name");
  const auto stems = view.results_of_model(name);
  const bool by_source = view.table(name + ".sources.csv") != nullptr;
  std::vector<std::string> out;
  for (const auto& stem : stems) {
    if (by_source && stem != name) continue;
    const Table& metrics = *view.table(stem + ".metrics.csv");
    std::string text = stem == name ? listed(names_in(block, "predict"), true) : code(stem.substr(name.size() + 1));
    out.push_back(text + " was predicted" + whom(view.table(stem + ".predictions.csv")) + ".");
    if (metrics.rows() > 0) out.push_back(where_judged(view, block) + ": " + numbers_of(metrics));
  }
  if (const std::string alone = sources_sentence(view, name); !alone.empty()) out.push_back(alone);
  if (stems.empty()) out.emplace_back("The run directory holds no table of it.");
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
