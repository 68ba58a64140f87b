#include "stdlib/models/compare_models.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/random.hpp"
#include "stats/survival/concordance.hpp"
#include "stats/survival/time_auc.hpp"
#include "stats/validation/intervals.hpp"
#include "stats/validation/reclassification.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/models/held_out.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

using Key = std::tuple<double, double, std::string, std::string>;  // repeat, fold, cohort, subject

std::map<Key, std::vector<std::size_t>> rows_by_key(const Table& t) {
  std::map<Key, std::vector<std::size_t>> out;
  for (std::size_t r = 0; r < t.rows(); ++r)
    out[{t.at("repeat").numbers[r], t.at("fold").numbers[r], t.at("cohort").texts[r], t.at("subject").texts[r]}]
        .push_back(r);
  return out;
}

struct Both {
  HeldOut first, second;
  std::vector<Key> key;          // of each entry
  std::vector<std::size_t> who;  // place of each entry's subject
  std::size_t subjects = 0;
};

// The entries both have, in the same order.
Both aligned(const Table& a, const Table& b, const Json& meta, const std::string& split) {
  const auto of_a = rows_by_key(a), of_b = rows_by_key(b);
  std::vector<std::size_t> rows_a, rows_b;
  Both out;
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  for (const auto& [key, rows] : of_a) {
    const auto other = of_b.find(key);
    if (other == of_b.end() || other->second.size() != rows.size()) continue;
    rows_a.insert(rows_a.end(), rows.begin(), rows.end());
    rows_b.insert(rows_b.end(), other->second.begin(), other->second.end());
    out.key.insert(out.key.end(), rows.size(), key);
    const auto at = place.emplace(std::pair(std::get<2>(key), std::get<3>(key)), place.size()).first->second;
    out.who.insert(out.who.end(), rows.size(), at);
  }
  out.subjects = place.size();
  out.first = some_of(held_out_of_folds(a, meta, split), rows_a);
  out.second = some_of(held_out_of_folds(b, meta, split), rows_b);
  return out;
}

// Sum of the test parts' sizes over that of the training parts, in subjects of the split.
double test_to_train(const Table& split) {
  std::map<std::pair<double, double>, double> tested, drawn;
  std::map<double, std::set<std::pair<std::string, std::string>>> named;
  const engine::Column* draws = split.find("draws");
  for (std::size_t i = 0; i < split.rows(); ++i) {
    const double repeat = split.at("repeat").numbers[i];
    const std::pair place(repeat, split.at("fold").numbers[i]);
    const double times = draws == nullptr ? 0 : draws->numbers[i];
    (times == 0 ? tested : drawn)[place] += std::max(1.0, times);
    named[repeat].emplace(split.at("cohort").texts[i], split.at("subject").texts[i]);
  }
  double test = 0, train = 0;
  for (const auto& [place, n] : tested) {
    test += n;
    train += draws == nullptr ? static_cast<double>(named[place.first].size()) - n : drawn[place];
  }
  return train > 0 ? test / train : stats::missing;
}

ModelsCompared by_folds(const Both& both, const Table& split, const std::string& metric, const CompareOptions& o) {
  ModelsCompared out;
  out.method = "corrected resampled t";
  if (metric == "calibration_slope" || metric == "calibration_intercept" || metric == "ici" || metric == "e50" ||
      metric == "e90") {
    out.reason = "calibration has no value in a single fold";
    return out;
  }
  std::map<std::pair<double, double>, std::vector<std::size_t>> folds;
  for (std::size_t i = 0; i < both.key.size(); ++i)
    folds[{std::get<0>(both.key[i]), std::get<1>(both.key[i])}].push_back(i);
  const JudgeOptions options{o.horizon, 0, 0};
  std::vector<double> differences;
  for (const auto& [place, entries] : folds) {
    const double d = judge(some_of(both.first, entries), metric, options).estimate -
                     judge(some_of(both.second, entries), metric, options).estimate;
    if (std::isfinite(d)) differences.push_back(d);
  }
  const double ratio = test_to_train(split);
  if (differences.size() < 2 || std::isnan(ratio)) {
    out.reason = std::isnan(ratio) ? "size of the training part unknown" : "fewer than two folds have a value";
    return out;
  }
  const auto t = stats::corrected_resampled_t(
      Eigen::Map<const Eigen::VectorXd>(differences.data(), static_cast<Eigen::Index>(differences.size())), ratio,
      o.level);
  out.difference = t.mean;
  out.low = t.low;
  out.high = t.high;
  out.p = t.p;
  out.reason = t.reason;
  return out;
}

// Differences of losses case by case, by the paired t.
ModelsCompared by_losses(const Both& both, const std::string& metric, const CompareOptions& o) {
  ModelsCompared out;
  out.method = "paired t";
  const JudgeOptions options{o.horizon, 0, 0};
  const auto n = static_cast<Eigen::Index>(both.first.entries());
  Eigen::ArrayXd d(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::vector<std::size_t> one(1, static_cast<std::size_t>(i));
    d[i] = judge(some_of(both.first, one), metric, options).estimate -
           judge(some_of(both.second, one), metric, options).estimate;
  }
  if (n < 2) {
    out.reason = "too few cases";
    return out;
  }
  out.difference = d.mean();
  const double count = static_cast<double>(n), se = std::sqrt((d - d.mean()).square().sum() / (count - 1) / count);
  if (!(se > 0)) {
    out.reason = "no variation";
    return out;
  }
  out.low = out.difference - stats::t_margin(o.level, count - 1) * se;
  out.high = out.difference + stats::t_margin(o.level, count - 1) * se;
  out.p = stats::t_two_sided(out.difference / se, count - 1).p;
  return out;
}

ModelsCompared by_influence(const Both& both, const std::string& metric, const CompareOptions& o) {
  ModelsCompared out;
  const auto& of = both.first.survival;
  stats::CoxCases cases;
  cases.time = of.time;
  cases.event = of.event;
  Eigen::MatrixXd scores(of.score.size(), 2);
  scores << of.score, both.second.survival.score;
  std::vector<stats::Discrimination> found;
  if (metric == "time_auc") {
    const double at[] = {o.horizon};
    found = stats::time_aucs(cases, scores, at).front();
    out.method = "influence function";
  } else {
    stats::ConcordanceOptions options;
    if (metric == "uno_c") {
      options.weights = stats::ConcordanceWeights::uno;
      options.tau = o.horizon;
    }
    found = stats::concordances(cases, scores, options);
    out.method = "infinitesimal jackknife";
  }
  const auto d = stats::difference_of(found[0], found[1], o.level);
  out.difference = d.difference;
  out.low = d.ci.low;
  out.high = d.ci.high;
  out.p = d.tail.p;
  out.reason = std::string(stats::reason_name(d.reason));
  return out;
}

ModelsCompared on_one_set(const Both& both, const std::string& metric, const CompareOptions& o) {
  const TargetKind kind = both.first.kind;
  if (kind == TargetKind::survival && (metric == "c_index" || metric == "uno_c" || metric == "time_auc"))
    return by_influence(both, metric, o);
  if (metric == "brier" || metric == "log_loss" || metric == "accuracy") return by_losses(both, metric, o);
  ModelsCompared out;
  if (kind != TargetKind::binary || metric != "auc") {
    out.reason = "`" + metric + "` has no paired test on one test set";
    return out;
  }
  const auto d = stats::delong_difference(both.first.plain.predicted, both.second.plain.predicted,
                                          both.first.plain.observed, o.level);
  out.method = "DeLong";
  out.difference = d.difference;
  out.low = d.low;
  out.high = d.high;
  out.p = d.p;
  out.reason = d.reason;
  return out;
}

// Mean over folds of the AUC; of pairs that is the share of pairs.
double mean_area(const std::vector<std::vector<Eigen::Index>>& folds, const Eigen::VectorXd& score,
                 const Eigen::VectorXd& y) {
  double sum = 0, counted = 0;
  for (const auto& fold : folds) {
    const double area = stats::auc(score(fold), y(fold));
    if (!std::isnan(area)) sum += area, counted += 1;
  }
  return counted > 0 ? sum / counted : stats::missing;
}

ModelsCompared by_exchange(const Both& both, const std::string& metric, const CompareOptions& o) {
  ModelsCompared out;
  out.method = "permutation";
  if (both.first.kind != TargetKind::binary || metric != "auc") {
    out.reason = "only an `auc` is compared by permutation";
    return out;
  }
  std::map<std::pair<double, double>, std::vector<Eigen::Index>> by_place;
  for (std::size_t i = 0; i < both.key.size(); ++i)
    by_place[{std::get<0>(both.key[i]), std::get<1>(both.key[i])}].push_back(static_cast<Eigen::Index>(i));
  std::vector<std::vector<Eigen::Index>> folds;
  for (auto& [place, entries] : by_place) folds.push_back(std::move(entries));
  // Ranked within each model, so that both stand on one scale.
  const auto ranked = [](const Eigen::VectorXd& v) {
    const auto r = stats::mid_ranks({v.data(), static_cast<std::size_t>(v.size())});
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(r.data(), v.size()));
  };
  const Eigen::VectorXd a = ranked(both.first.plain.predicted), b = ranked(both.second.plain.predicted),
                        &y = both.first.plain.observed;
  out.difference = mean_area(folds, a, y) - mean_area(folds, b, y);
  if (std::isnan(out.difference)) {
    out.reason = "one class";
    return out;
  }
  const double observed = std::abs(out.difference) - 1e-12;
  std::size_t as_far = 0;
  for (std::uint32_t draw = 0; draw < o.draws; ++draw) {
    stats::Stream stream(o.key, draw);
    std::vector<bool> exchanged(both.subjects);
    for (std::size_t s = 0; s < both.subjects; ++s) exchanged[s] = stream.bernoulli(0.5);
    Eigen::VectorXd first = a, second = b;
    for (Eigen::Index i = 0; i < a.size(); ++i)
      if (exchanged[both.who[static_cast<std::size_t>(i)]]) std::swap(first[i], second[i]);
    as_far += std::abs(mean_area(folds, first, y) - mean_area(folds, second, y)) >= observed;
  }
  out.p = (1 + static_cast<double>(as_far)) / (1 + static_cast<double>(o.draws));
  return out;
}

ModelsCompared by_movement(const Both& both, const std::string& metric, const CompareOptions& o) {
  ModelsCompared out;
  if (both.first.kind != TargetKind::binary) {
    out.reason = "only probabilities of two classes are moved up and down";
    return out;
  }
  const auto &before = both.first.plain.predicted, &after = both.second.plain.predicted, &y = both.first.plain.observed;
  const stats::BootstrapOptions draws{2000, o.key, o.level};
  const bool net = metric != "idi";
  const auto r = net ? stats::net_reclassification(before, after, y, o.cuts, draws)
                     : stats::discrimination_improvement(before, after, y, draws);
  out.method = "normal, interval by BCa bootstrap";
  out.reason = r.reason;
  if (metric == "nri" || metric == "idi") {
    out.difference = 0 - r.estimate;
    out.low = -r.ci.high;
    out.high = -r.ci.low;
    out.p = r.p;
    return out;
  }
  const bool events = metric == "nri_events";
  const double z = stats::normal_margin(o.level), value = events ? r.events : r.others,
               half = z * (events ? r.events_se : r.others_se);
  out.method = "normal";
  out.difference = 0 - value;  // no -0 in a table
  out.low = -value - half;
  out.high = -value + half;
  return out;
}

}  // namespace

CompareBy compare_by(const std::string& step) {
  if (step == "corrected_resampled_t") return CompareBy::corrected_t;
  if (step == "delong") return CompareBy::delong;
  if (step == "permutation") return CompareBy::permutation;
  if (step == "nri" || step == "idi") return CompareBy::movement;
  throw Failure("wrong-test", "`" + step + "` compares no models");
}

ModelsCompared compare_models(const Table& first, const Table& second, const Json& meta, const Table* split,
                              const std::string& metric, CompareBy how, const CompareOptions& options) {
  const std::string kind = split == nullptr ? "" : split->meta.value("kind", "");
  // What is compared fold by fold is not refused for the folds it has.
  const Both both = aligned(first, second, meta, "");
  ModelsCompared out;
  if (both.key.empty()) {
    out.reason = "no case that both predict";
    return out;
  }
  if (how == CompareBy::permutation) {
    out = by_exchange(both, metric, options);
  } else if (how == CompareBy::delong) {
    out = on_one_set(both, metric, options);
  } else if (how == CompareBy::movement) {
    out = by_movement(both, metric, options);
  } else if (split == nullptr || kind == "leave_pair_out" || kind == "leave_one_out") {
    out.method = "corrected resampled t";
    out.reason = "there are no folds with a metric of their own";
  } else {
    out = by_folds(both, *split, metric, options);
  }
  out.n = both.subjects;
  return out;
}

}  // namespace rgx::stdlib
