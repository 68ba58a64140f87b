#include "stdlib/models/bootstrap_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "stats/base/describe.hpp"
#include "stats/validation/bootstrap_error.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Table;

namespace {

// Entries of one replicate's predictions of everyone, each as often as `times` says.
HeldOut repeated(const HeldOut& everyone, const std::vector<double>& draws, bool sample) {
  std::vector<std::size_t> entries;
  for (std::size_t i = 0; i < draws.size(); ++i)
    for (int k = 0; k < (sample ? static_cast<int>(draws[i]) : 1); ++k) entries.push_back(i);
  return some_of(everyone, entries);
}

// Metrics that are a mean of one loss (or share) a case, of classes or probabilities.
bool of_cases(const std::string& metric) { return metric == "brier" || metric == "log_loss" || metric == "accuracy"; }

// Area, C and balanced accuracy of a score that says nothing.
bool half_says_nothing(const std::string& metric) {
  for (const char* one : {"auc", "c_index", "uno_c", "time_auc", "balanced_accuracy"})
    if (metric == one) return true;
  return false;
}

std::vector<double> case_losses(const HeldOut& all, const std::string& metric) {
  std::vector<double> out;
  const JudgeOptions options{stats::missing, 0, 0};
  for (std::size_t i = 0; i < all.entries(); ++i) out.push_back(judge(some_of(all, {i}), metric, options).estimate);
  return out;
}

// Mean over all pairs of an outcome and a prediction of the refit.
double no_information(const HeldOut& refit, const std::string& metric) {
  const JudgeOptions options{stats::missing, 0, 0};
  HeldOut turned = refit;
  if (refit.kind == TargetKind::binary) {
    const double share = refit.plain.observed.mean();
    turned.plain.observed.setOnes();
    const double if_event = judge(turned, metric, options).estimate;
    turned.plain.observed.setZero();
    return stats::no_information_error(share, if_event, judge(turned, metric, options).estimate);
  }
  double sum = 0;
  const auto n = static_cast<double>(refit.entries());
  for (int k = 0; k < static_cast<int>(refit.classes.probability.cols()); ++k) {
    const auto count = std::count(refit.classes.observed.begin(), refit.classes.observed.end(), k);
    if (count == 0) continue;
    std::fill(turned.classes.observed.begin(), turned.classes.observed.end(), k);
    sum += static_cast<double>(count) / n * judge(turned, metric, options).estimate;
  }
  return sum;
}

struct Sample {
  HeldOut everyone, drawn, left;
  std::vector<std::size_t> left_places;  // of the cases left out, among everyone
};

Sample sample_of(const Bundle& b) {
  Sample out;
  const Table& table = b.tables.at("everyone");
  const auto& draws = table.at("draws").numbers;
  Bundle alone;  // sizes of the training part are asked for by `predictions`
  alone.tables["predictions"] = table;
  if (b.tables.contains("baseline")) alone.tables["baseline"] = b.tables.at("baseline");
  if (b.tables.contains("everyone_curves")) alone.tables["curves"] = b.tables.at("everyone_curves");
  alone.meta = b.meta;
  out.everyone = held_out(table, {&alone}, "");
  out.drawn = repeated(out.everyone, draws, true);
  for (std::size_t i = 0; i < draws.size(); ++i)
    if (draws[i] == 0) out.left_places.push_back(i);
  out.left = some_of(out.everyone, out.left_places);
  return out;
}

}  // namespace

std::vector<BootstrapMetric> bootstrap_metrics(const std::vector<const Bundle*>& samples, const Bundle& refit,
                                               const std::vector<std::string>& metrics, const JudgeOptions& wanted) {
  JudgeOptions options = wanted;
  options.replicates = 0;
  const HeldOut whole = held_out(refit.tables.at("predictions"), {&refit}, "");
  std::vector<Sample> all;
  for (const auto* b : samples) all.push_back(sample_of(*b));
  std::vector<BootstrapMetric> out;
  for (const auto& metric : metrics) {
    Eigen::VectorXd on_sample(static_cast<Eigen::Index>(all.size())), on_all = on_sample;
    std::vector<double> of_left;
    std::vector<std::size_t> who;
    std::vector<double> losses;
    const bool by_case = of_cases(metric);
    for (std::size_t b = 0; b < all.size(); ++b) {
      on_sample[static_cast<Eigen::Index>(b)] = judge(all[b].drawn, metric, options).estimate;
      on_all[static_cast<Eigen::Index>(b)] = judge(all[b].everyone, metric, options).estimate;
      if (all[b].left_places.empty()) continue;
      if (by_case) {
        const auto own = case_losses(all[b].left, metric);
        losses.insert(losses.end(), own.begin(), own.end());
        who.insert(who.end(), all[b].left_places.begin(), all[b].left_places.end());
      } else if (half_says_nothing(metric)) {
        const double value = judge(all[b].left, metric, options).estimate;
        if (!std::isnan(value)) of_left.push_back(value);
      }
    }
    BootstrapMetric m{metric, {}, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    m.apparent = judge(whole, metric, options).estimate;
    const auto optimism = stats::optimism_corrected(m.apparent, on_sample, on_all);
    m.on_sample = optimism.on_sample;
    m.on_all = optimism.on_all;
    m.optimism = optimism.optimism;
    m.corrected = optimism.corrected;
    m.replicates = optimism.replicates;
    m.left_out_replicates = optimism.left_out;
    m.left_out = m.no_information = m.overfitting = m.e632 = m.e632_plus = stats::missing;
    if (by_case) {
      m.left_out = stats::left_out_error(
          who, Eigen::Map<const Eigen::VectorXd>(losses.data(), static_cast<Eigen::Index>(losses.size())),
          whole.entries());
      m.no_information = no_information(whole, metric);
    } else if (half_says_nothing(metric) && !of_left.empty()) {
      m.left_out = 0;
      for (const double v : of_left) m.left_out += v / static_cast<double>(of_left.size());
      m.no_information = 0.5;
    }
    m.printed = {m.corrected,       optimism.low,   optimism.high, whole.entries(), "optimism-corrected bootstrap",
                 optimism.left_out, optimism.reason};
    if (!std::isnan(m.no_information)) {
      const auto e = stats::bootstrap_632(m.apparent, m.left_out, m.no_information);
      m.overfitting = e.overfitting;
      m.e632 = e.plain;
      m.e632_plus = e.plus;
      // The percentiles of the samples, laid about what is printed.
      m.printed.low += e.plus - m.corrected;
      m.printed.high += e.plus - m.corrected;
      m.printed.estimate = e.plus;
      m.printed.method = ".632+ bootstrap";
      if (m.printed.low < 0) m.printed.low = 0;
      const double most = metric == "log_loss" ? std::numeric_limits<double>::infinity()
                          : metric == "brier" && whole.kind == TargetKind::nominal ? 2.0
                                                                                   : 1.0;
      if (m.printed.high > most) m.printed.high = most;
    }
    out.push_back(std::move(m));
  }
  return out;
}

Table bootstrap_table(const std::vector<BootstrapMetric>& metrics) {
  std::vector<std::string> name;
  std::vector<std::vector<double>> columns(11);
  for (const auto& m : metrics) {
    name.push_back(m.metric);
    const double values[] = {m.apparent,
                             m.left_out,
                             m.no_information,
                             m.overfitting,
                             m.e632,
                             m.e632_plus,
                             m.on_sample,
                             m.on_all,
                             m.optimism,
                             m.corrected,
                             static_cast<double>(m.replicates)};
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(values[c]);
  }
  const char* names[] = {"apparent",  "left_out", "no_information", "overfitting", "e632",      "e632_plus",
                         "on_sample", "on_all",   "optimism",       "corrected",   "replicates"};
  Table out;
  out.columns = {Column::of_texts("metric", name)};
  for (std::size_t c = 0; c < columns.size(); ++c)
    out.columns.push_back(Column::of_numbers(names[c], std::move(columns[c])));
  return out;
}

}  // namespace rgx::stdlib
