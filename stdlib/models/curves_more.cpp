#include "stdlib/models/curves_more.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "stats/validation/confusion.hpp"
#include "stats/validation/decision_curve.hpp"
#include "stats/validation/loess.hpp"
#include "stats/validation/multiclass.hpp"
#include "stats/validation/precision_recall.hpp"
#include "stdlib/models/mean_curve.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

namespace {

std::map<int, std::vector<Eigen::Index>> by_repeat(const std::vector<int>& repeat) {
  std::map<int, std::vector<Eigen::Index>> out;
  for (std::size_t i = 0; i < repeat.size(); ++i) out[repeat[i]].push_back(static_cast<Eigen::Index>(i));
  return out;
}

// Precision at the first threshold that reaches each recall; empty where a repeat has one class.
std::vector<double> precisions(const Eigen::VectorXd& score, const Eigen::VectorXd& y) {
  const auto curve = stats::precision_recall(score, y);
  std::vector<double> out;
  if (!curve.reason.empty()) return out;
  Eigen::Index at = 0;
  for (int step = 0; step <= kCurveSteps; ++step) {
    const double wanted = static_cast<double>(step) / kCurveSteps;
    while (at + 1 < curve.recall.size() && curve.recall[at] < wanted - 1e-12) ++at;
    out.push_back(curve.precision[at]);
  }
  return out;
}

}  // namespace

Table precision_recall_table(const HeldOut& p) {
  std::vector<std::pair<Eigen::VectorXd, Eigen::VectorXd>> parts;
  if (p.kind == TargetKind::binary)
    for (const auto& [repeat, rows] : by_repeat(p.plain.repeat))
      parts.emplace_back(p.plain.predicted(rows), p.plain.observed(rows));
  Table out = mean_curve(parts, precisions, "recall", "precision");
  out.columns.push_back(Column::of_numbers(
      "prevalence", std::vector<double>(out.rows(), p.kind == TargetKind::binary ? p.plain.observed.mean() : 0)));
  return out;
}

Table decision_table(const HeldOut& p) {
  std::vector<double> hundredths;
  for (int i = 1; i < 100; ++i) hundredths.push_back(i / 100.0);
  return decision_table(p, hundredths);
}

Table decision_table(const HeldOut& p, const std::vector<double>& at) {
  const Eigen::Map<const Eigen::VectorXd> thresholds(at.data(), static_cast<Eigen::Index>(at.size()));
  std::vector<std::vector<double>> columns(6);
  const auto repeats = by_repeat(p.plain.repeat);
  if (p.kind == TargetKind::binary && !repeats.empty()) {
    for (auto& c : columns) c.assign(at.size(), 0);
    for (const auto& [repeat, rows] : repeats) {
      const auto curve = stats::decision_curve(p.plain.predicted(rows), p.plain.observed(rows), thresholds);
      for (std::size_t i = 0; i < curve.size(); ++i) {
        const double values[] = {curve[i].model,     curve[i].low,        curve[i].high,
                                 curve[i].treat_all, curve[i].treat_none, curve[i].standardised};
        for (std::size_t c = 0; c < columns.size(); ++c)
          columns[c][i] += values[c] / static_cast<double>(repeats.size());
      }
    }
  }
  Table out;
  out.columns = {Column::of_numbers("threshold", columns.front().empty() ? std::vector<double>{} : at)};
  const char* names[] = {"net_benefit", "ci_low", "ci_high", "treat_all", "treat_none", "standardised"};
  for (std::size_t c = 0; c < columns.size(); ++c)
    out.columns.push_back(Column::of_numbers(names[c], std::move(columns[c])));
  return out;
}

Table confusion_table(const HeldOut& p, const std::vector<std::string>& levels) {
  const auto classes = static_cast<int>(levels.size());
  Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(classes, classes);
  double repeats = 0;
  if (p.kind == TargetKind::nominal) {
    repeats = static_cast<double>(by_repeat(p.classes.repeat).size());
    counts = stats::confusion_matrix(p.classes.observed, stats::most_probable(p.classes.probability), classes);
  } else if (p.kind == TargetKind::binary && p.entries() > 0) {
    repeats = static_cast<double>(by_repeat(p.plain.repeat).size());
    const auto c = stats::four_counts(p.plain.predicted, p.plain.observed, p.plain.threshold);
    counts << c.true_negative, c.false_positive, c.false_negative, c.true_positive;
  }
  std::vector<std::string> observed, predicted;
  std::vector<double> n, share;
  for (int i = 0; i < classes && repeats > 0; ++i)
    for (int k = 0; k < classes; ++k) {
      observed.push_back(levels[static_cast<std::size_t>(i)]);
      predicted.push_back(levels[static_cast<std::size_t>(k)]);
      n.push_back(counts(i, k) / repeats);
      share.push_back(counts(i, k) / counts.row(i).sum());
    }
  Table out;
  out.columns = {Column::of_texts("observed", observed), Column::of_texts("predicted", predicted),
                 Column::of_numbers("n", n), Column::of_numbers("share", share)};
  return out;
}

Table calibration_curve_table(const Table& predictions, TargetKind kind) {
  std::vector<double> predicted, observed, low, high;
  if (kind == TargetKind::binary || kind == TargetKind::continuous) {
    struct Sum {
      double predicted = 0, observed = 0, n = 0;
    };
    std::map<std::pair<std::string, std::string>, Sum> cases;
    for (std::size_t i = 0; i < predictions.rows(); ++i) {
      auto& sum = cases[{predictions.at("cohort").texts[i], predictions.at("subject").texts[i]}];
      sum.predicted += predictions.at("predicted").numbers[i];
      sum.observed = predictions.at("observed").numbers[i];
      sum.n += 1;
    }
    Eigen::VectorXd x(static_cast<Eigen::Index>(cases.size())), y(x.size());
    Eigen::Index next = 0;
    for (const auto& [key, sum] : cases) {
      x[next] = sum.predicted / sum.n;
      y[next++] = sum.observed;
    }
    if (x.size() >= 10 && x.maxCoeff() > x.minCoeff()) {
      const Eigen::VectorXd at = Eigen::VectorXd::LinSpaced(kCurveSteps, x.minCoeff(), x.maxCoeff());
      const auto band = stats::loess_band(x, y, at);
      const bool share = kind == TargetKind::binary;
      const auto cut = [&](double v) { return share && !std::isnan(v) ? std::clamp(v, 0.0, 1.0) : v; };
      for (Eigen::Index i = 0; i < at.size() && !band.fitted.hasNaN(); ++i) {
        predicted.push_back(at[i]);
        observed.push_back(cut(band.fitted[i]));
        low.push_back(cut(band.low[i]));
        high.push_back(cut(band.high[i]));
      }
    }
  }
  Table out;
  out.columns = {Column::of_numbers("predicted", predicted), Column::of_numbers("observed", observed),
                 Column::of_numbers("ci_low", low), Column::of_numbers("ci_high", high)};
  return out;
}

}  // namespace rgx::stdlib
