// `assess`: what the out-of-fold predictions of a model are worth, and what the refit on every case looks like.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stats/validation/permuted_outcome.hpp"
#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/bootstrap_summary.hpp"
#include "stdlib/models/bundles.hpp"
#include "stdlib/models/curves.hpp"
#include "stdlib/models/curves_more.hpp"
#include "stdlib/models/held_out.hpp"
#include "stdlib/models/importance_table.hpp"
#include "stdlib/models/operations.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Tuning of every fold, with the fold in front.
Table tuning(const std::vector<const Bundle*>& bundles) {
  Table out = stacked(bundles, "tuning");
  std::vector<double> repeat, fold;
  for (const auto* bundle : bundles)
    for (std::size_t r = 0; r < bundle->tables.at("tuning").rows(); ++r) {
      repeat.push_back(bundle->meta.at("repeat").get<double>());
      fold.push_back(bundle->meta.at("fold").get<double>());
    }
  out.columns.insert(out.columns.begin(), Column::of_numbers("fold", fold));
  out.columns.insert(out.columns.begin(), Column::of_numbers("repeat", repeat));
  return out;
}

// The refit's coefficients, and beside each how often the training parts had it and how much it varied there.
Table coefficients(const Bundle& refit, const std::vector<const Bundle*>& folds) {
  Table out = refit.tables.at("coefficients");
  std::map<std::string, std::vector<double>> seen;
  for (const auto* fold : folds) {
    const Table& t = fold->tables.at("coefficients");
    for (std::size_t r = 0; r < t.rows(); ++r)
      if (t.at("coefficient").numbers[r] != 0) seen[t.at("term").texts[r]].push_back(t.at("coefficient").numbers[r]);
  }
  // Terms that only training parts had stand behind, so that what was unstable can be seen.
  std::vector<double> share, mean, sd;
  auto& terms = out.columns[0].texts;
  for (const auto& [term, values] : seen) {
    if (std::find(terms.begin(), terms.end(), term) != terms.end()) continue;
    terms.push_back(term);
    for (std::size_t c = 1; c < out.columns.size(); ++c) out.columns[c].numbers.push_back(c == 1 ? 0 : kNone);
  }
  for (const auto& term : terms) {
    const auto& v = seen[term];
    double sum = 0, square = 0;
    for (const double x : v) sum += x;
    const double m = v.empty() ? kNone : sum / static_cast<double>(v.size());
    for (const double x : v) square += (x - m) * (x - m);
    share.push_back(folds.empty() ? kNone : static_cast<double>(v.size()) / static_cast<double>(folds.size()));
    mean.push_back(m);
    sd.push_back(v.size() > 1 ? std::sqrt(square / static_cast<double>(v.size() - 1)) : kNone);
  }
  out.columns.push_back(Column::of_numbers("selected_share", share));
  out.columns.push_back(Column::of_numbers("fold_mean", mean));
  out.columns.push_back(Column::of_numbers("fold_sd", sd));
  return out;
}

struct MetricRows {
  std::vector<std::string> metric, method, note;
  std::vector<double> estimate, low, high, n, p;

  void add(const std::string& name, const stats::Performance& found, bool apparent) {
    metric.push_back(apparent ? "apparent." + name : name);
    estimate.push_back(found.estimate);
    low.push_back(apparent ? kNone : found.low);
    high.push_back(apparent ? kNone : found.high);
    n.push_back(static_cast<double>(found.n));
    method.push_back(apparent ? "apparent" : found.method);
    std::string text = found.reason;
    if (found.left_out > 0)
      text += (text.empty() ? "" : "; ") + std::to_string(found.left_out) + " folds or repeats left out";
    note.push_back(text);
    p.push_back(kNone);
  }
  void remark(std::size_t row, const std::string& text) { note[row] += (note[row].empty() ? "" : "; ") + text; }
  // p: of the permutation test, where there was one.
  Table table(bool permuted) const {
    Table out;
    out.columns = {Column::of_texts("metric", metric), Column::of_numbers("estimate", estimate),
                   Column::of_numbers("ci_low", low),  Column::of_numbers("ci_high", high),
                   Column::of_numbers("n", n),         Column::of_texts("method", method),
                   Column::of_texts("note", note)};
    if (permuted) out.columns.push_back(Column::of_numbers("p", p));
    return out;
  }
};

// Estimates under permuted outcomes, one row a permutation and metric; p of each metric that can be better or worse.
Table permutations(const Context& context, MetricRows& rows) {
  Table out;
  for (const auto* artifact : context.all("permuted")) {
    const Table& t = artifact->as<Table>();
    if (out.columns.empty()) {
      out = t;
      continue;
    }
    for (std::size_t c = 0; c < out.columns.size(); ++c) {
      out.columns[c].numbers.insert(out.columns[c].numbers.end(), t.columns[c].numbers.begin(),
                                    t.columns[c].numbers.end());
      out.columns[c].texts.insert(out.columns[c].texts.end(), t.columns[c].texts.begin(), t.columns[c].texts.end());
    }
  }
  for (std::size_t r = 0; r < rows.metric.size() && out.rows() > 0; ++r) {
    std::vector<double> values;
    for (std::size_t i = 0; i < out.rows(); ++i)
      if (out.at("metric").texts[i] == rows.metric[r]) values.push_back(out.at("estimate").numbers[i]);
    const Good good = good_of(rows.metric[r]);
    if (good == Good::neither) {
      rows.remark(r, "no permutation p: neither high nor low is better");
      continue;
    }
    const auto found = stats::permuted_p(
        rows.estimate[r], Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size())),
        good == Good::high);
    rows.p[r] = found.p;
    rows.remark(
        r, std::to_string(found.as_good) + " of " + std::to_string(found.permuted) + " permutations at least as good");
  }
  return out;
}

std::vector<std::string> metrics_of(const Json& settings, TargetKind kind, const std::string& split) {
  const Json named = settings.value("metrics", Json());
  if (named.is_string()) return {named.get<std::string>()};
  if (named.is_array() && !named.empty()) return named.get<std::vector<std::string>>();
  return default_metrics(kind, split);
}

engine::Output assess(const Context& context) {
  const bool validated = context.params.at("validated").get<bool>();
  // A model that learned nothing was not fitted on the cases it is judged by.
  const bool apparent = !validated && !context.params.value("fixed", false);
  std::vector<Bundle> apart;
  const std::vector<const Bundle*> folds = fold_bundles(context.all("fold"), apart);
  const Bundle& refit = context.input("refit").as<Bundle>();
  const TargetKind kind = kind_of(refit.meta);
  const bool binary = kind == TargetKind::binary, survival = kind == TargetKind::survival;
  const std::string split = validated ? context.input("split").as<Table>().meta.value("kind", "") : "";
  const Json& settings = context.params.at("settings");
  const auto wanted = metrics_of(settings, kind, split);

  JudgeOptions options;
  options.key = context.stream;
  if (const Json seconds = settings.value("horizon", Json()); survival && seconds.is_number())
    options.horizon = time_unit(refit.meta["survival"].at("unit").get<std::string>()).of(seconds.get<double>());

  Bundle out;
  const std::vector<const Bundle*> judged = validated ? folds : std::vector<const Bundle*>(1, &refit);
  if (judged.empty()) throw Failure("no-data", "the split gives no test part");
  out.tables["predictions"] = stacked(judged, "predictions");
  const HeldOut predictions = held_out(out.tables["predictions"], judged, split);
  MetricRows rows;
  if (split == "bootstrap") {
    const auto found = bootstrap_metrics(folds, refit, wanted, options);
    for (const auto& m : found) rows.add(m.metric, m.printed, false);
    out.tables["bootstrap"] = bootstrap_table(found);
  } else {
    for (const auto& name : wanted) rows.add(name, judge(predictions, name, options), apparent);
  }
  const bool permuted = !context.all("permuted").empty();
  if (permuted) out.tables["permutation"] = permutations(context, rows);
  for (const auto& code : context.params.value("not_valid", Json::array()))
    for (std::size_t r = 0; r < rows.note.size(); ++r) rows.remark(r, "not valid: " + code.get<std::string>());
  out.tables["metrics"] = rows.table(permuted);
  if (survival) out.tables["baseline"] = refit.tables.at("baseline");
  // Several classes have no one curve; log hazards have no calibration against times. Pairs test a case many times, and
  // scores of as many models as cases have no common order.
  const bool pairs = split == "leave_pair_out", single_cases = split == "leave_one_out";
  const Table none;
  const Table& drawn = (binary || kind == TargetKind::continuous) && !pairs ? out.tables["predictions"] : none;
  const bool ordered = binary && !pairs && !single_cases;
  out.tables["roc"] = roc_table(drawn, ordered);
  out.tables["calibration"] = calibration_table(drawn, binary);
  if (!survival && kind != TargetKind::nominal) out.tables["calibration_curve"] = calibration_curve_table(drawn, kind);
  if (ordered) out.tables["pr"] = precision_recall_table(predictions);
  if (binary && !pairs) out.tables["decision"] = decision_table(predictions);
  if ((binary && !pairs) || kind == TargetKind::nominal)
    out.tables["confusion"] = confusion_table(predictions, refit.meta.at("levels").get<std::vector<std::string>>());
  out.tables["coefficients"] = coefficients(refit, folds);
  out.tables["importance"] = importance_over_folds(refit, folds);
  // A model of another study brings one or the other.
  if (context.params.value("fitted", false))
    for (const char* table : {"coefficients", "importance"})
      if (out.tables[table].rows() == 0) out.tables.erase(table);
  auto searched = folds;
  searched.push_back(&refit);  // repeat 0, fold 0
  out.tables["tuning"] = tuning(searched);

  std::size_t constant = 0, unseen = 0;
  for (const auto* f : folds) {
    constant += f->meta.at("constant_left_out").get<std::size_t>();
    unseen += f->meta.at("unseen_levels").get<std::size_t>();
  }
  out.meta = refit.meta;
  out.meta["folds"] = folds.size();
  out.meta["constant_left_out"] = constant;
  out.meta["unseen_levels"] = unseen;
  engine::Output result{std::move(out), {}};
  if (unseen > 0)
    result.notes.push_back({"warning", "", "unseen-level",
                            std::to_string(unseen) + " test cells had a level that their training part did not: "
                                                     "coded as the reference level"});
  if (constant > 0)
    result.notes.push_back({"warning", "", "constant-column",
                            std::to_string(constant) + " columns over all folds were constant in a training "
                                                       "part and left out there"});
  return result;
}

}  // namespace

engine::Operation assess_operation() {
  return engine::Declare<Json>("assess", 2)
      .in("engine")
      .random("intervals")
      .summary("metrics with intervals from held-out predictions, coefficients of the refit, tuning of every fold")
      .run([](const Json&, const Context& c) { return assess(c); });
}

}  // namespace rgx::stdlib
