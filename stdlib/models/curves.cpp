#include "stdlib/models/curves.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <map>

#include "stats/validation/calibration.hpp"
#include "stats/validation/roc.hpp"
#include "stdlib/models/mean_curve.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

namespace {

Eigen::VectorXd vector_of(const std::vector<double>& v) {
  return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<Eigen::Index>(v.size()));
}

std::vector<double> sensitivities(const Eigen::VectorXd& score, const Eigen::VectorXd& y) {
  const auto curve = stats::roc_curve(score, y);
  std::vector<double> out;
  if (!curve.reason.empty()) return out;
  for (int step = 0; step <= kCurveSteps; ++step)
    out.push_back(stats::sensitivity_at(curve, static_cast<double>(step) / kCurveSteps));
  return out;
}

}  // namespace

Table roc_table(const Table& predictions, bool binary) {
  std::map<double, std::pair<std::vector<double>, std::vector<double>>> repeats;
  if (binary) {
    const auto& repeat = predictions.at("repeat").numbers;
    for (std::size_t i = 0; i < repeat.size(); ++i) {
      repeats[repeat[i]].first.push_back(predictions.at("predicted").numbers[i]);
      repeats[repeat[i]].second.push_back(predictions.at("observed").numbers[i]);
    }
  }
  std::vector<std::pair<Eigen::VectorXd, Eigen::VectorXd>> parts;
  for (const auto& [number, pair] : repeats) parts.emplace_back(vector_of(pair.first), vector_of(pair.second));
  return mean_curve(parts, sensitivities, "false_positive_rate", "sensitivity");
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
