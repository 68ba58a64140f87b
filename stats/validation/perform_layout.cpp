#include "stats/validation/perform_layout.hpp"

#include <algorithm>
#include <limits>

namespace rgx::stats {

using Eigen::Index;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

std::string refusal(const OutOfFold& o, Metric metric) {
  const auto n = static_cast<Index>(o.repeat.size());
  const auto absent_or = [&](std::size_t size) { return size == 0 || static_cast<Index>(size) == n; };
  if (static_cast<Index>(o.fold.size()) != n || o.observed.size() != n || o.predicted.size() != n ||
      !absent_or(static_cast<std::size_t>(o.threshold.size())) || !absent_or(o.train_size.size()))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!o.observed.allFinite() || !o.predicted.allFinite() || o.threshold.hasNaN()) return "missing value";
  if (metric == Metric::correlation || metric == Metric::r_squared || metric == Metric::rmse) return "";
  if (((o.observed.array() != 0) && (o.observed.array() != 1)).any()) return "outcome is not 0/1";
  // An area needs an order only; every other metric of classes needs probabilities.
  if (metric != Metric::auc && metric != Metric::auprc && (o.predicted.minCoeff() < 0 || o.predicted.maxCoeff() > 1))
    return "prediction outside [0, 1]";
  return "";
}

Layout lay_out(const OutOfFold& o) {
  Layout layout;
  for (std::size_t i = 0; i < o.repeat.size(); ++i) {
    layout.folds[{o.repeat[i], o.fold[i]}].push_back(static_cast<Index>(i));
    layout.repeats[o.repeat[i]].push_back(static_cast<Index>(i));
  }
  double test = 0, train = 0;
  for (const auto& [place, entries] : layout.folds) {
    const std::size_t in_repeat = layout.repeats[place.first].size();
    layout.cases = std::max(layout.cases, in_repeat);
    test += static_cast<double>(entries.size());
    train += static_cast<double>(o.train_size.empty() ? in_repeat - entries.size() : o.train_size[entries[0]]);
  }
  layout.test_to_train = train > 0 ? test / train : infinity;
  return layout;
}

}  // namespace rgx::stats
