#include "stdlib/models/curves.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <map>

#include "stats/base/describe.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/roc.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

namespace {

constexpr int kSteps = 50;

Eigen::VectorXd vector_of(const std::vector<double>& v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

// Sensitivity at a false positive rate, linear between the points of the curve.
double at_rate(const stats::RocCurve& curve, double rate) {
  double best = 0;
  for (Eigen::Index i = 0; i < curve.sensitivity.size(); ++i) {
    const double x = 1 - curve.specificity[i];
    if (x <= rate) best = std::max(best, curve.sensitivity[i]);
    if (i == 0 || x < rate) continue;
    const double before = 1 - curve.specificity[i - 1];
    if (before < rate && x > before)
      best = std::max(best, curve.sensitivity[i - 1] +
                                (curve.sensitivity[i] - curve.sensitivity[i - 1]) * (rate - before) / (x - before));
  }
  return best;
}

}  // namespace

Table roc_table(const Table& predictions, bool binary) {
  std::vector<double> rates, mean, low, high;
  if (binary) {
    std::map<double, std::pair<std::vector<double>, std::vector<double>>> repeats;
    const auto& repeat = predictions.at("repeat").numbers;
    for (std::size_t i = 0; i < repeat.size(); ++i) {
      repeats[repeat[i]].first.push_back(predictions.at("predicted").numbers[i]);
      repeats[repeat[i]].second.push_back(predictions.at("observed").numbers[i]);
    }
    std::vector<stats::RocCurve> curves;
    for (const auto& [number, pair] : repeats) {
      auto curve = stats::roc_curve(vector_of(pair.first), vector_of(pair.second));
      if (curve.reason.empty()) curves.push_back(std::move(curve));
    }
    for (int step = 0; step <= kSteps && !curves.empty(); ++step) {
      const double rate = static_cast<double>(step) / kSteps;
      std::vector<double> sensitivities;
      double sum = 0;
      for (const auto& curve : curves) sensitivities.push_back(at_rate(curve, rate));
      for (const double s : sensitivities) sum += s;
      rates.push_back(rate);
      mean.push_back(sum / static_cast<double>(sensitivities.size()));
      low.push_back(stats::quantile(sensitivities, 0.025));
      high.push_back(stats::quantile(sensitivities, 0.975));
    }
  }
  Table out;
  out.columns = {Column::of_numbers("false_positive_rate", rates), Column::of_numbers("sensitivity", mean),
                 Column::of_numbers("low", low), Column::of_numbers("high", high)};
  return out;
}

Table calibration_table(const Table& predictions, bool binary) {
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
  std::vector<double> predicted, observed, n, low, high;
  std::vector<double> means, outcomes;
  for (const auto& [key, sum] : cases) {
    means.push_back(sum.predicted / sum.n);
    outcomes.push_back(sum.observed);
  }
  if (binary) {
    for (const auto& g : stats::calibration_groups(vector_of(means), vector_of(outcomes))) {
      predicted.push_back(g.predicted);
      observed.push_back(g.observed);
      n.push_back(static_cast<double>(g.n));
      low.push_back(g.low);
      high.push_back(g.high);
    }
  } else {
    predicted = means;
    observed = outcomes;
    n.assign(means.size(), 1);
    low.assign(means.size(), std::numeric_limits<double>::quiet_NaN());
    high = low;
  }
  Table out;
  out.columns = {Column::of_numbers("predicted", predicted), Column::of_numbers("observed", observed),
                 Column::of_numbers("n", n), Column::of_numbers("ci_low", low), Column::of_numbers("ci_high", high)};
  return out;
}

}  // namespace rgx::stdlib
