// `evaluate`: models judged on cases of other cohorts, or compared on the folds they share.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/compare_models.hpp"
#include "stdlib/models/curves.hpp"
#include "stdlib/models/curves_more.hpp"
#include "stdlib/models/held_out.hpp"
#include "stdlib/models/operations.hpp"
#include "stdlib/models/recalibrate.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Context;
using engine::Json;
using engine::Table;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// One model on one set of cases.
struct Judged {
  std::string model, cohort;  // no cohort: the model's own folds
  const Bundle* bundle;       // its predictions, and what they are of
};

class Rows {
 public:
  void add(const Judged& of, const std::string& group, const std::string& metric, const stats::Performance& found) {
    push(of.model, of.cohort, group, metric);
    estimate_.back() = found.estimate;
    low_.back() = found.low;
    high_.back() = found.high;
    n_.back() = static_cast<double>(found.n);
    method_.back() = found.method;
    note_.back() = found.reason;
  }
  void add(const Judged& first, const Judged& second, const std::string& metric, const ModelsCompared& found) {
    push(second.model, second.cohort, "", metric);
    n_.back() = static_cast<double>(found.n);
    method_.back() = found.method;
    with_.back() = first.model;
    difference_.back() = -found.difference;
    difference_low_.back() = -found.high;
    difference_high_.back() = -found.low;
    p_.back() = found.p;
    note_.back() = found.reason;
  }
  void remark_all(const std::string& text) {
    for (auto& note : note_) note += (note.empty() ? "" : "; ") + text;
  }
  Table table() const {
    Table t;
    t.columns = {Column::of_texts("model", model_),
                 Column::of_texts("cohort", cohort_),
                 Column::of_texts("group", group_),
                 Column::of_texts("metric", metric_),
                 Column::of_numbers("estimate", estimate_),
                 Column::of_numbers("ci_low", low_),
                 Column::of_numbers("ci_high", high_),
                 Column::of_numbers("n", n_),
                 Column::of_texts("method", method_),
                 Column::of_texts("compared_with", with_),
                 Column::of_numbers("difference", difference_),
                 Column::of_numbers("p", p_),
                 Column::of_numbers("difference_low", difference_low_),
                 Column::of_numbers("difference_high", difference_high_),
                 Column::of_texts("note", note_)};
    return t;
  }

 private:
  void push(const std::string& model, const std::string& cohort, const std::string& group, const std::string& metric) {
    model_.push_back(model);
    cohort_.push_back(cohort);
    group_.push_back(group);
    metric_.push_back(metric);
    for (auto* column : {&estimate_, &low_, &high_, &n_, &difference_, &difference_low_, &difference_high_, &p_})
      column->push_back(kNone);
    for (auto* column : {&method_, &with_, &note_}) column->emplace_back();
  }
  std::vector<std::string> model_, cohort_, group_, metric_, method_, with_, note_;
  std::vector<double> estimate_, low_, high_, n_, difference_, difference_low_, difference_high_, p_;
};

// A table with the model and the cohort in front, behind what is there.
void append(Table& to, Table t, const Judged& of) {
  const std::size_t rows = t.rows();
  if (rows == 0) return;
  if (of.cohort.empty() == false && t.find("cohort") == nullptr)
    t.columns.insert(t.columns.begin(), Column::of_texts("cohort", std::vector<std::string>(rows, of.cohort)));
  t.columns.insert(t.columns.begin(), Column::of_texts("model", std::vector<std::string>(rows, of.model)));
  if (to.columns.empty()) {
    to = std::move(t);
    return;
  }
  for (std::size_t c = 0; c < to.columns.size(); ++c) {
    to.columns[c].numbers.insert(to.columns[c].numbers.end(), t.columns[c].numbers.begin(), t.columns[c].numbers.end());
    to.columns[c].texts.insert(to.columns[c].texts.end(), t.columns[c].texts.begin(), t.columns[c].texts.end());
  }
}

HeldOut predictions_of(const Judged& of, const std::string& split) {
  if (split.empty()) return held_out(of.bundle->tables.at("predictions"), {of.bundle}, "");
  return held_out_of_folds(of.bundle->tables.at("predictions"), of.bundle->meta, split);
}

// As the model's own assessment has it, with what it knows of its folds; else judged by its predictions.
stats::Performance performance_of(const Judged& of, const HeldOut& held, const std::string& metric,
                                  const JudgeOptions& options) {
  const auto assessed = of.bundle->tables.find("metrics");
  if (assessed == of.bundle->tables.end()) return judge(held, metric, options);
  const Table& t = assessed->second;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (t.at("metric").texts[r] == metric)
      return {t.at("estimate").numbers[r], t.at("ci_low").numbers[r],
              t.at("ci_high").numbers[r],  static_cast<std::size_t>(t.at("n").numbers[r]),
              t.at("method").texts[r],     0,
              t.at("note").texts[r]};
  return judge(held, metric, options);
}

// Levels of `by_group` by cohort and subject.
std::map<std::pair<std::string, std::string>, std::string> groups_of(const Context& context) {
  std::map<std::pair<std::string, std::string>, std::string> out;
  const auto selection = context.params.find("by_group");
  if (selection == context.params.end()) return out;
  const Frame frame(context);
  if (selection->at("from") == "cohort") {
    for (std::size_t r = 0; r < frame.rows(); ++r) out[{frame.cohort()[r], frame.subject()[r]}] = frame.cohort()[r];
    return out;
  }
  const FrameOutcome level = frame.outcome(*selection);
  for (std::size_t r = 0; r < frame.rows(); ++r)
    if (level.codes[r] >= 0)
      out[{frame.cohort()[r], frame.subject()[r]}] = level.levels.at(static_cast<std::size_t>(level.codes[r]));
  return out;
}

// Entries of each level, in the order of the levels' names.
std::map<std::string, std::vector<std::size_t>> entries_by_group(
    const Table& predictions, const std::map<std::pair<std::string, std::string>, std::string>& groups) {
  std::map<std::string, std::vector<std::size_t>> out;
  for (std::size_t r = 0; r < predictions.rows(); ++r) {
    const auto found = groups.find({predictions.at("cohort").texts[r], predictions.at("subject").texts[r]});
    if (found != groups.end()) out[found->second].push_back(r);
  }
  return out;
}

std::vector<std::string> texts(const Json& list) { return list.get<std::vector<std::string>>(); }

void add_recalibrated(const Judged& of, const std::string& how, const std::vector<std::string>& metrics,
                      const JudgeOptions& options, Rows& rows) {
  const bool binary = kind_of(of.bundle->meta) == TargetKind::binary;
  const auto again = recalibrate(of.bundle->tables.at("predictions"), binary, how);
  const auto number = [&](const char* name, const stats::CalibrationTerm& term) {
    stats::Performance p{term.estimate, term.low, term.high, again.predictions.rows(), "Wald", 0, term.reason};
    rows.add(of, "", name, p);
  };
  if (binary) {
    number("recalibration_intercept", again.intercept);
    if (how == "logistic") number("recalibration_slope", again.slope);
  }
  Bundle moved = *of.bundle;
  moved.tables["predictions"] = again.predictions;
  for (const auto& metric : metrics) {
    // Ranks do not change, and leaving one case out would turn them about; slopes are printed above.
    if (metric != "brier" && metric != "log_loss" && metric != "rmse" && metric != "r_squared") continue;
    if (!again.reason.empty()) {
      rows.add(of, "", "recalibrated." + metric, {kNone, kNone, kNone, 0, "", 0, again.reason});
      continue;
    }
    auto found = judge(held_out(moved.tables["predictions"], {&moved}, ""), metric, options);
    found.method += (found.method.empty() ? "" : ", ") + std::string("each case recalibrated by the others");
    rows.add(of, "", "recalibrated." + metric, found);
  }
}

// Net benefit at the thresholds of a step `decision_curve`, and that of acting on everybody as what it is compared
// with.
void add_net_benefit(const Judged& of, const HeldOut& held, const std::vector<double>& thresholds, Rows& rows) {
  const Table curve = decision_table(held, thresholds);
  for (std::size_t i = 0; i < curve.rows(); ++i) {
    stats::Performance p;
    p.estimate = curve.at("net_benefit").numbers[i];
    p.low = curve.at("ci_low").numbers[i];
    p.high = curve.at("ci_high").numbers[i];
    p.n = static_cast<std::size_t>(held.plain.predicted.size());
    p.method = fmt::format("acting at {}; acting on all: {:.4g}", thresholds[i], curve.at("treat_all").numbers[i]);
    rows.add(of, "", "net_benefit", p);
  }
}

engine::Output evaluate(const Context& context) {
  const auto models = texts(context.params.at("models")), cohorts = texts(context.params.at("judged_on"));
  const auto inputs = context.all("model");
  const bool on_folds = cohorts.empty();
  const Table* split = on_folds ? &context.input("split").as<Table>() : nullptr;
  const std::string kind_of_split = on_folds ? split->meta.value("kind", "kfold") : "";
  // Model by model, each on every cohort.
  std::vector<Judged> judged;
  for (std::size_t m = 0; m < models.size(); ++m)
    for (std::size_t c = 0; c < std::max<std::size_t>(cohorts.size(), 1); ++c)
      judged.push_back({models[m], on_folds ? std::string() : cohorts[c], &inputs.at(judged.size())->as<Bundle>()});
  const Json& meta = judged.front().bundle->meta;
  const TargetKind kind = kind_of(meta);
  auto metrics = texts(context.params.at("metrics"));
  if (metrics.empty()) metrics = default_metrics(kind, kind_of_split);
  JudgeOptions options;
  options.key = context.stream;
  if (const Json seconds = context.params.value("horizon", Json()); kind == TargetKind::survival && seconds.is_number())
    options.horizon = time_unit(meta.at("survival").at("unit").get<std::string>()).of(seconds.get<double>());

  const auto groups = groups_of(context);
  const std::string how = context.params.value("recalibrate", "none");
  Rows rows;
  Bundle out;
  for (const auto& one : judged) {
    const Table& predictions = one.bundle->tables.at("predictions");
    const HeldOut held = predictions_of(one, kind_of_split);
    for (const auto& metric : metrics) rows.add(one, "", metric, performance_of(one, held, metric, options));
    for (const auto& [level, entries] : entries_by_group(predictions, groups))
      for (const auto& metric : metrics) rows.add(one, level, metric, judge(some_of(held, entries), metric, options));
    if (how != "none") add_recalibrated(one, how, metrics, options, rows);
    for (const auto& step : context.params.at("compare"))
      if (step.at("op") == "decision_curve")
        add_net_benefit(one, held, step.at("params").at("thresholds").get<std::vector<double>>(), rows);
    append(out.tables["predictions"], predictions, one);
    const bool pairs = kind_of_split == "leave_pair_out", alone = kind_of_split == "leave_one_out";
    if (kind == TargetKind::binary && !pairs) {
      if (!alone) append(out.tables["roc"], roc_table(predictions, true), one);
      append(out.tables["decision"], decision_table(held), one);
    }
    if ((kind == TargetKind::binary || kind == TargetKind::continuous) && !pairs)
      append(out.tables["calibration"], calibration_table(predictions, kind == TargetKind::binary), one);
  }
  // Sources against all of them together, not each with each.
  const bool first_only = context.params.value("first_only", false);
  const std::size_t sets = std::max<std::size_t>(cohorts.size(), 1);
  for (const auto& step : context.params.at("compare")) {
    const std::string op = step.at("op");
    if (op == "decision_curve") continue;
    const std::vector<std::string> compared = op == "nri" ? std::vector<std::string>{"nri", "nri_events", "nri_others"}
                                              : op == "idi" ? std::vector<std::string>{"idi"}
                                                            : metrics;
    CompareOptions compare;
    if (const auto cuts = step.at("params").find("cuts"); cuts != step.at("params").end() && cuts->is_array())
      compare.cuts = cuts->get<std::vector<double>>();
    compare.horizon = options.horizon;
    compare.key = context.stream;
    const auto draws = step.at("params").find("draws");
    if (draws != step.at("params").end()) compare.draws = static_cast<std::uint32_t>(draws->get<double>());
    for (std::size_t c = 0; c < sets; ++c)
      for (std::size_t first = 0; first < (first_only ? std::min<std::size_t>(1, models.size()) : models.size());
           ++first)
        for (std::size_t second = first + 1; second < models.size(); ++second)
          for (const auto& metric : compared) {
            const Judged &a = judged[first * sets + c], &b = judged[second * sets + c];
            rows.add(a, b, metric,
                     compare_models(a.bundle->tables.at("predictions"), b.bundle->tables.at("predictions"), meta, split,
                                    metric, compare_by(op), compare));
          }
  }
  for (const auto& code : context.params.value("not_valid", Json::array()))
    rows.remark_all("not valid: " + code.get<std::string>());
  out.tables["evaluation"] = rows.table();
  out.meta = {{"models", models}, {"cohorts", cohorts}};
  return {std::move(out), {}};
}

}  // namespace

engine::Operation evaluate_operation() {
  return engine::Declare<Json>("evaluate", 2)
      .in("engine")
      .random("evaluate")
      .summary("metrics of models on other cohorts or on the folds they share, and their differences")
      .run([](const Json&, const Context& c) { return evaluate(c); });
}

}  // namespace rgx::stdlib
