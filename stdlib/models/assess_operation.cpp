// `assess`: what the out-of-fold predictions of a model are worth, and what the refit on every case looks like.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stats/learning/survival_performance.hpp"
#include "stdlib/analysis/time_unit.hpp"
#include "stdlib/models/curves.hpp"
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

const std::map<std::string, stats::Metric> kMetrics{{"auc", stats::Metric::auc},
                                                    {"brier", stats::Metric::brier},
                                                    {"log_loss", stats::Metric::log_loss},
                                                    {"accuracy", stats::Metric::accuracy},
                                                    {"sensitivity", stats::Metric::sensitivity},
                                                    {"specificity", stats::Metric::specificity},
                                                    {"calibration_intercept", stats::Metric::calibration_intercept},
                                                    {"calibration_slope", stats::Metric::calibration_slope},
                                                    {"r_squared", stats::Metric::r_squared},
                                                    {"rmse", stats::Metric::rmse}};

Table stacked(const std::vector<const Bundle*>& bundles, const std::string& name) {
  Table out;
  for (const auto* bundle : bundles) {
    const Table& t = bundle->tables.at(name);
    if (t.rows() == 0) continue;
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
  return out;
}

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

stats::OutOfFold out_of_fold(const Table& predictions, const std::vector<const Bundle*>& bundles) {
  stats::OutOfFold out;
  const auto n = static_cast<Eigen::Index>(predictions.rows());
  const auto vector = [&](const char* name) {
    return Eigen::Map<const Eigen::VectorXd>(predictions.at(name).numbers.data(), n);
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    out.repeat.push_back(static_cast<int>(vector("repeat")[i]));
    out.fold.push_back(static_cast<int>(vector("fold")[i]));
  }
  out.observed = vector("observed");
  out.predicted = vector("predicted");
  out.threshold = vector("threshold");
  for (const auto* b : bundles)
    out.train_size.insert(out.train_size.end(), b->tables.at("predictions").rows(),
                          b->meta.at("train").get<std::size_t>());
  return out;
}

// The survival metrics, each of its own predictions and baselines.
const std::map<std::string, stats::SurvivalMetric> kSurvivalMetrics{
    {"c_index", stats::SurvivalMetric::c_index},
    {"time_auc", stats::SurvivalMetric::time_auc},
    {"hazard_ratio", stats::SurvivalMetric::hazard_ratio},
    {"integrated_brier", stats::SurvivalMetric::integrated_brier}};

stats::SurvivalOutOfFold survival_out_of_fold(const Table& predictions, const std::vector<const Bundle*>& bundles) {
  const stats::OutOfFold all = out_of_fold(predictions, bundles);
  stats::SurvivalOutOfFold out{all.repeat, all.fold, all.observed, {}, all.predicted, all.train_size, {}};
  for (const double event : predictions.at("event").numbers) out.event.push_back(static_cast<int>(event));
  for (const auto* b : bundles) {
    const Table& hazard = b->tables.at("baseline");
    const std::pair place(static_cast<int>(b->meta.at("repeat").get<double>()),
                          static_cast<int>(b->meta.at("fold").get<double>()));
    out.baseline[place].curves = {{0, 0, hazard.at("time").numbers, hazard.at("cumulative_hazard").numbers}};
  }
  return out;
}

struct MetricRows {
  std::vector<std::string> metric, method, note;
  std::vector<double> estimate, low, high, n;
};

void add_metric(MetricRows& rows, const std::string& name, const stats::Performance& p, bool apparent) {
  rows.metric.push_back(apparent ? "apparent." + name : name);
  rows.estimate.push_back(p.estimate);
  rows.low.push_back(apparent ? kNone : p.low);
  rows.high.push_back(apparent ? kNone : p.high);
  rows.n.push_back(static_cast<double>(p.n));
  rows.method.push_back(apparent ? "apparent" : p.method);
  std::string note = p.reason;
  if (p.left_out > 0) note += (note.empty() ? "" : "; ") + std::to_string(p.left_out) + " folds or repeats left out";
  rows.note.push_back(note);
}

engine::Output assess(const Context& context) {
  const bool validated = context.params.at("validated").get<bool>();
  // A model that learned nothing was not fitted on the cases it is judged by.
  const bool apparent = !validated && !context.params.value("fixed", false);
  std::vector<const Bundle*> folds;
  for (const auto* a : context.all("fold")) folds.push_back(&a->as<Bundle>());
  const Bundle& refit = context.input("refit").as<Bundle>();
  const bool binary = refit.meta.at("binary").get<bool>(), survival = refit.meta.contains("survival");

  std::vector<std::string> wanted;
  const Json& settings = context.params.at("settings");
  const Json named = settings.value("metrics", Json());
  if (named.is_string()) wanted = {named.get<std::string>()};
  if (named.is_array()) wanted = named.get<std::vector<std::string>>();
  if (wanted.empty())
    wanted = survival ? std::vector<std::string>{"c_index", "hazard_ratio"}
             : binary ? std::vector<std::string>{"auc", "brier"}
                      : std::vector<std::string>{"r_squared", "rmse"};

  Bundle out;
  const std::vector<const Bundle*> judged = validated ? folds : std::vector<const Bundle*>{&refit};
  out.tables["predictions"] = stacked(judged, "predictions");
  MetricRows rows;
  if (survival) {
    const auto predictions = survival_out_of_fold(out.tables["predictions"], judged);
    const Json seconds = settings.value("horizon", Json());
    const double horizon =
        seconds.is_number() ? time_unit(refit.meta["survival"].at("unit").get<std::string>()).of(seconds.get<double>())
                            : kNone;
    for (const auto& name : wanted) {
      const auto metric = kSurvivalMetrics.find(name);
      if (metric == kSurvivalMetrics.end()) throw Failure("wrong-metric", "`" + name + "` does not fit survival");
      add_metric(rows, name, stats::survival_performance(predictions, metric->second, horizon), apparent);
    }
    wanted.clear();
    out.tables["baseline"] = refit.tables.at("baseline");
  }
  const auto predictions = out_of_fold(out.tables["predictions"], judged);
  for (const auto& name : wanted) {
    const auto metric = kMetrics.find(name);
    if (metric == kMetrics.end()) throw Failure("not-built", "the metric `" + name + "` is not built yet");
    const bool of_numbers = name == "r_squared" || name == "rmse";
    if (of_numbers == binary)
      throw Failure("wrong-metric", "`" + name + "` does not fit a " + (binary ? "binary" : "numeric") + " outcome");
    add_metric(rows, name, stats::performance(predictions, metric->second), apparent);
  }
  for (const auto& code : context.params.value("not_valid", Json::array()))
    for (auto& note : rows.note)
      note += (note.empty() ? "" : "; ") + std::string("not valid: ") + code.get<std::string>();
  Table& metrics = out.tables["metrics"];
  metrics.columns = {Column::of_texts("metric", rows.metric), Column::of_numbers("estimate", rows.estimate),
                     Column::of_numbers("ci_low", rows.low),  Column::of_numbers("ci_high", rows.high),
                     Column::of_numbers("n", rows.n),         Column::of_texts("method", rows.method),
                     Column::of_texts("note", rows.note)};
  out.tables["roc"] = roc_table(out.tables["predictions"], binary);
  // Log hazards have no calibration against times.
  out.tables["calibration"] = calibration_table(survival ? Table() : out.tables["predictions"], binary);
  out.tables["coefficients"] = coefficients(refit, folds);
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
  return engine::Declare<Json>("assess", 1)
      .in("engine")
      .summary("metrics with intervals from held-out predictions, coefficients of the refit, tuning of every fold")
      .run([](const Json&, const Context& c) { return assess(c); });
}

}  // namespace rgx::stdlib
