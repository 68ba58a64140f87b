#include "stats/learning/penalise_cox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/learning/penalise_cox_curve.hpp"
#include "stats/learning/penalise_path.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::string refusal(const CoxCases& cases, ConstMatrix x, const PathOptions& o) {
  const Index n = x.rows();
  const auto fits = [&](auto size) { return size == 0 || static_cast<Index>(size) == n; };
  if (cases.size() != n || static_cast<Index>(cases.event.size()) != n || !fits(cases.entry.size()) ||
      !fits(cases.stratum.size()) || !fits(cases.weight.size()) || !fits(cases.offset.size()))
    return "wrong sizes";
  if (o.weights.size() > 0 || o.offset.size() > 0) return "weights and offset belong to the cases";
  const std::string reason = detail::refused_options(x, o);
  if (!reason.empty()) return reason;
  const auto negative = [](int code) { return code < 0; };
  if (!cases.time.allFinite() || !cases.weight.allFinite() || !cases.offset.allFinite() || cases.entry.hasNaN() ||
      std::ranges::any_of(cases.event, negative) || std::ranges::any_of(cases.stratum, negative))
    return "missing value";
  if (cases.weight.size() > 0 && cases.weight.minCoeff() < 0) return "negative weight";
  if (cases.entry.size() > 0 && (cases.entry.array() >= cases.time.array()).any())
    return "an entry is not before its time";
  if (cases.weight.size() > 0 && cases.weight.maxCoeff() == 0) return "no cases";
  return "";
}

// Several strata or late entries are another routine of glmnet, with stops of its own that come to the same.
constexpr detail::Stops stops{1e-3, detail::Stops::Beside::explained, 4, 0.99};

}  // namespace

ElasticNetPath cox_elastic_net(const CoxCases& cases, ConstMatrix x, const PathOptions& options, CoxTies ties) {
  ElasticNetPath path;
  PathOptions cox = options;
  path.family = cox.family = PenalisedFamily::cox;
  cox.intercept = false;
  path.reason = refusal(cases, x, options);
  if (!path.reason.empty()) return path;
  const std::vector<Index> rows = detail::weighted_rows(x.rows(), cases.weight);
  CoxOrder order = cox_order(cases, rows);
  if (order.events == 0) {
    path.reason = "no events";
    return path;
  }
  const detail::Prepared data = detail::prepare(x, order.place, order.weight, cox, true);
  order.weight = data.w;
  detail::CoxCurve curve(order, ties);
  return detail::path_of(data, curve, cox, {}, stops);
}

VectorXd cox_deviance(const CoxCases& cases, ConstMatrix log_hazard, CoxTies ties) {
  const std::vector<Index> rows = detail::weighted_rows(cases.size(), cases.weight);
  const CoxOrder order = cox_order(cases, rows);
  VectorXd out = VectorXd::Constant(log_hazard.cols(), std::numeric_limits<double>::quiet_NaN());
  if (order.events == 0) return out;
  detail::CoxCurve curve(order, ties);
  for (Index k = 0; k < out.size(); ++k) {
    curve.at(log_hazard.col(k)(order.place));
    out[k] = 2 * curve.value();
  }
  return out;
}

VectorXd held_out_cox_deviance(const CoxCases& cases, ConstMatrix log_hazard, std::span<const Index> train,
                               CoxTies ties) {
  std::vector<bool> inside(static_cast<std::size_t>(cases.size()), false);
  for (const Index i : train) inside[static_cast<std::size_t>(i)] = true;
  double weight = 0;
  for (Index i = 0; i < cases.size(); ++i)
    if (!inside[static_cast<std::size_t>(i)] && cases.event[static_cast<std::size_t>(i)] > 0)
      weight += cases.weight.size() > 0 ? cases.weight[i] : 1;
  if (!(weight > 0)) return VectorXd::Constant(log_hazard.cols(), std::numeric_limits<double>::quiet_NaN());
  const std::vector<Index> rows(train.begin(), train.end());
  const VectorXd all = cox_deviance(cases, log_hazard, ties);
  const VectorXd seen = cox_deviance(cox_subset(cases, train), log_hazard(rows, Eigen::all), ties);
  return (all - seen) / weight;
}

CoxCases cox_subset(const CoxCases& cases, std::span<const Index> rows) {
  CoxCases out;
  const std::vector<Index> at(rows.begin(), rows.end());
  const auto numbers = [&](const VectorXd& v) { return v.size() > 0 ? VectorXd(v(at)) : v; };
  const auto codes = [&](const std::vector<int>& v) {
    std::vector<int> some;
    if (!v.empty())
      for (const Index i : at) some.push_back(v[static_cast<std::size_t>(i)]);
    return some;
  };
  out.time = numbers(cases.time);
  out.event = codes(cases.event);
  out.entry = numbers(cases.entry);
  out.stratum = codes(cases.stratum);
  out.cluster = codes(cases.cluster);
  out.weight = numbers(cases.weight);
  out.offset = numbers(cases.offset);
  return out;
}

}  // namespace rgx::stats
