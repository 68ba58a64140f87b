#include "stdlib/models/held_out.hpp"

#include <algorithm>
#include <utility>

#include "engine/failure.hpp"
#include "stdlib/models/survival_curves.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Failure;
using engine::Json;
using engine::Table;
using stats::ClassMetric;
using stats::Metric;
using stats::SurvivalMetric;

namespace {

const std::map<std::string, Metric>& plain_metrics() {
  static const std::map<std::string, Metric> all{{"auc", Metric::auc},
                                                 {"auprc", Metric::auprc},
                                                 {"brier", Metric::brier},
                                                 {"log_loss", Metric::log_loss},
                                                 {"accuracy", Metric::accuracy},
                                                 {"sensitivity", Metric::sensitivity},
                                                 {"specificity", Metric::specificity},
                                                 {"ppv", Metric::ppv},
                                                 {"npv", Metric::npv},
                                                 {"f1", Metric::f1},
                                                 {"mcc", Metric::mcc},
                                                 {"balanced_accuracy", Metric::balanced_accuracy},
                                                 {"calibration_intercept", Metric::calibration_intercept},
                                                 {"calibration_slope", Metric::calibration_slope},
                                                 {"ici", Metric::ici},
                                                 {"e50", Metric::e50},
                                                 {"e90", Metric::e90},
                                                 {"correlation", Metric::correlation},
                                                 {"r_squared", Metric::r_squared},
                                                 {"rmse", Metric::rmse}};
  return all;
}

const std::map<std::string, ClassMetric>& class_metrics() {
  static const std::map<std::string, ClassMetric> all{{"auc", ClassMetric::auc},
                                                      {"log_loss", ClassMetric::log_loss},
                                                      {"brier", ClassMetric::brier},
                                                      {"accuracy", ClassMetric::accuracy},
                                                      {"balanced_accuracy", ClassMetric::balanced_accuracy},
                                                      {"mcc", ClassMetric::mcc}};
  return all;
}

const std::map<std::string, SurvivalMetric>& survival_metrics() {
  static const std::map<std::string, SurvivalMetric> all{{"c_index", SurvivalMetric::c_index},
                                                         {"uno_c", SurvivalMetric::uno_c},
                                                         {"time_auc", SurvivalMetric::time_auc},
                                                         {"hazard_ratio", SurvivalMetric::hazard_ratio},
                                                         {"calibration_slope", SurvivalMetric::calibration_slope},
                                                         {"integrated_brier", SurvivalMetric::integrated_brier}};
  return all;
}

template <class T>
T metric_of(const std::map<std::string, T>& known, const std::string& name, const char* outcome) {
  const auto at = known.find(name);
  if (at == known.end()) throw Failure("wrong-metric", "`" + name + "` does not fit " + outcome);
  return at->second;
}

Eigen::VectorXd numbers(const Table& t, const char* name) {
  const auto& v = t.at(name).numbers;
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

std::vector<int> whole_numbers(const Table& t, const char* name) {
  std::vector<int> out;
  for (const double v : t.at(name).numbers) out.push_back(static_cast<int>(v));
  return out;
}

stats::ClassOutOfFold classes_of(const Table& t, const std::vector<std::string>& levels) {
  stats::ClassOutOfFold out{whole_numbers(t, "repeat"), whole_numbers(t, "fold"), {}, {}, {}};
  out.probability.resize(static_cast<Eigen::Index>(t.rows()), static_cast<Eigen::Index>(levels.size()));
  std::map<std::string, int> place;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    place[levels[k]] = static_cast<int>(k);
    out.probability.col(static_cast<Eigen::Index>(k)) = numbers(t, ("p_" + levels[k]).c_str());
  }
  for (const auto& name : t.at("observed").texts) out.observed.push_back(place.at(name));
  return out;
}

// Curves are kept in the order of their fold's entries.
void take_curves(const stats::SurvivalOutOfFold& all, const std::vector<std::size_t>& entries,
                 stats::SurvivalOutOfFold& out) {
  if (all.survival.empty()) return;
  using Place = std::pair<int, int>;
  std::map<Place, Eigen::Index> seen;
  std::vector<Eigen::Index> within(all.repeat.size());
  for (std::size_t i = 0; i < within.size(); ++i) within[i] = seen[Place(all.repeat[i], all.fold[i])]++;
  std::map<Place, std::vector<Eigen::Index>> rows;
  for (const std::size_t i : entries) rows[Place(all.repeat[i], all.fold[i])].push_back(within[i]);
  for (const auto& [place, some] : rows)
    if (const auto own = all.survival.find(place); own != all.survival.end())
      out.survival[place] = {own->second.time, own->second.survival(some, Eigen::all)};
}

// An area needs both classes, or two times, in one test part.
bool of_pairs(const std::string& metric) {
  return metric == "auc" || metric == "auprc" || metric == "correlation" || metric == "c_index" || metric == "uno_c" ||
         metric == "time_auc";
}

}  // namespace

TargetKind kind_of(const Json& meta) {
  if (meta.contains("survival")) return TargetKind::survival;
  if (meta.value("nominal", false)) return TargetKind::nominal;
  return meta.at("binary").get<bool>() ? TargetKind::binary : TargetKind::continuous;
}

std::size_t HeldOut::entries() const {
  return kind == TargetKind::nominal    ? classes.observed.size()
         : kind == TargetKind::survival ? survival.repeat.size()
                                        : plain.repeat.size();
}

HeldOut held_out(const Table& predictions, const std::vector<const Bundle*>& folds, const std::string& split) {
  HeldOut out;
  out.split = split;
  out.kind = kind_of(folds.front()->meta);
  std::vector<std::size_t> train;
  for (const auto* b : folds)
    train.insert(train.end(), b->tables.at("predictions").rows(), b->meta.at("train").get<std::size_t>());
  // Every test part may be empty: samples that drew everyone.
  if (predictions.columns.empty()) return out;
  if (out.kind == TargetKind::nominal) {
    out.classes = classes_of(predictions, folds.front()->meta.at("levels").get<std::vector<std::string>>());
    out.classes.train_size = train;
    return out;
  }
  if (out.kind == TargetKind::survival) {
    out.survival = {whole_numbers(predictions, "repeat"),
                    whole_numbers(predictions, "fold"),
                    numbers(predictions, "observed"),
                    whole_numbers(predictions, "event"),
                    numbers(predictions, "predicted"),
                    train,
                    {},
                    {}};
    for (const auto* b : folds) {
      const Table& hazard = b->tables.at("baseline");
      const std::pair place(b->meta.at("repeat").get<int>(), b->meta.at("fold").get<int>());
      out.survival.baseline[place].curves = {{0, 0, hazard.at("time").numbers, hazard.at("cumulative_hazard").numbers}};
      read_curves(*b, place, out.survival);
    }
    return out;
  }
  out.plain = {whole_numbers(predictions, "repeat"), whole_numbers(predictions, "fold"),
               numbers(predictions, "observed"),     numbers(predictions, "predicted"),
               numbers(predictions, "threshold"),    train};
  return out;
}

HeldOut held_out_of_folds(const Table& predictions, const Json& meta, const std::string& split) {
  Bundle all;
  all.meta = meta;
  all.meta["train"] = 1;
  all.meta["repeat"] = all.meta["fold"] = 0;
  all.tables["predictions"] = predictions;
  all.tables["baseline"].columns = {engine::Column::of_numbers("time", {}),
                                    engine::Column::of_numbers("cumulative_hazard", {})};
  HeldOut out = held_out(predictions, {&all}, split);
  out.plain.train_size.clear();
  out.classes.train_size.clear();
  out.survival.train_size.clear();
  return out;
}

HeldOut some_of(const HeldOut& all, const std::vector<std::size_t>& entries) {
  HeldOut out{all.kind, all.split, {}, {}, {}};
  const std::vector<Eigen::Index> rows(entries.begin(), entries.end());
  const auto take = [&](const auto& from, auto& to) {
    if (from.empty()) return;  // sizes of training parts that are not known
    for (const std::size_t i : entries) to.push_back(from[i]);
  };
  if (all.kind == TargetKind::nominal) {
    take(all.classes.repeat, out.classes.repeat);
    take(all.classes.fold, out.classes.fold);
    take(all.classes.observed, out.classes.observed);
    take(all.classes.train_size, out.classes.train_size);
    out.classes.probability = all.classes.probability(rows, Eigen::all);
  } else if (all.kind == TargetKind::survival) {
    take(all.survival.repeat, out.survival.repeat);
    take(all.survival.fold, out.survival.fold);
    take(all.survival.event, out.survival.event);
    take(all.survival.train_size, out.survival.train_size);
    out.survival.time = all.survival.time(rows);
    out.survival.score = all.survival.score(rows);
    out.survival.baseline = all.survival.baseline;
    take_curves(all.survival, entries, out.survival);
  } else {
    take(all.plain.repeat, out.plain.repeat);
    take(all.plain.fold, out.plain.fold);
    take(all.plain.train_size, out.plain.train_size);
    out.plain.observed = all.plain.observed(rows);
    out.plain.predicted = all.plain.predicted(rows);
    out.plain.threshold = all.plain.threshold(rows);
  }
  return out;
}

std::vector<std::string> default_metrics(TargetKind kind, const std::string& split) {
  std::vector<std::string> out;
  switch (kind) {
    case TargetKind::binary:
      out = {"auc", "brier"};
      break;
    case TargetKind::nominal:
      out = {"auc", "accuracy"};
      break;
    case TargetKind::continuous:
      out = {"r_squared", "rmse"};
      break;
    case TargetKind::survival:
      out = {"c_index", "hazard_ratio"};
      break;
  }
  if (split == "leave_one_out") std::erase_if(out, of_pairs);
  if (split == "leave_pair_out") out = {"auc"};
  return out;
}

stats::Performance judge(const HeldOut& p, const std::string& metric, const JudgeOptions& o) {
  if (p.split == "leave_one_out" && of_pairs(metric))
    throw Failure("wrong-metric", "`" + metric + "` cannot be had from test parts of one case",
                  "pooled over folds it is biased below 0.5; `leave_pair_out` or folds give it");
  if (p.split == "leave_pair_out" && metric != "auc")
    throw Failure("wrong-metric", "`leave_pair_out` gives an `auc`, and no `" + metric + "`",
                  "the same case is tested in many pairs; use folds");
  const stats::PerformanceOptions options{0.95, o.replicates, o.key};
  if (p.kind == TargetKind::nominal)
    return stats::class_performance(p.classes, metric_of(class_metrics(), metric, "an outcome of several classes"),
                                    options);
  if (metric == "calibration_slope" && !p.survival.survival.empty())
    return {stats::missing, stats::missing, stats::missing, p.entries(), "", 0, "the score is no log hazard"};
  if (p.kind == TargetKind::survival)
    return stats::survival_performance(p.survival, metric_of(survival_metrics(), metric, "survival"), o.horizon);
  const bool of_numbers = metric == "r_squared" || metric == "rmse" || metric == "correlation",
             binary = p.kind == TargetKind::binary;
  const char* outcome = binary ? "a binary outcome" : "a numeric outcome";
  if (of_numbers == binary) throw Failure("wrong-metric", "`" + metric + "` does not fit " + outcome);
  auto found = stats::performance(p.plain, metric_of(plain_metrics(), metric, outcome), options);
  if (p.split != "leave_pair_out" || !found.reason.empty()) return found;
  // The pairs share their cases, and so do the training parts: no formula knows how much.
  found.low = found.high = stats::missing;
  found.method = "share of pairs";
  return found;
}

Good good_of(const std::string& metric) {
  if (metric == "calibration_intercept" || metric == "calibration_slope") return Good::neither;
  for (const char* loss : {"brier", "log_loss", "rmse", "integrated_brier", "ici", "e50", "e90"})
    if (metric == loss) return Good::low;
  return Good::high;
}

}  // namespace rgx::stdlib
