#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/natural_spline.hpp"
#include "stats/survival/cox_residuals.hpp"
#include "stats/survival/cox_risk.hpp"
#include "stats/survival/cox_time_scale.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// Events, and the mean of the columns at risk at each, place by place of the order.
struct Events {
  std::vector<Index> place;    // by stratum, earliest first; ties as in the data
  std::vector<Index> group;    // of each
  std::vector<Index> stratum;  // of each, counted from 0
  RowMatrix mean;              // one row a group
  MatrixXd information;
};

Events events_of(const CoxOrder& order, CoxTies ties, const RowMatrix& x, const VectorXd& log_hazard) {
  Events out;
  const Index groups = static_cast<Index>(order.groups.size()), p = x.cols();
  out.mean = RowMatrix::Zero(groups, p);
  out.information = MatrixXd::Zero(p, p);
  std::vector<double> count(order.groups.size(), 0);
  for_each_risk_set(order, cox_terms(order, ties), x, log_hazard,
                    [&](const CoxTerm& term, double, const VectorXd& mean, const MatrixXd& variance) {
                      out.mean.row(static_cast<Index>(term.group)) += mean.transpose();
                      ++count[term.group];
                      out.information += term.mass * variance;
                    });
  Index first = 0;
  for (Index stratum = 0; first < groups; ++stratum) {
    Index last = first + 1;
    while (last < groups && !order.groups[last].new_stratum) ++last;
    for (Index g = last; g-- > first;) {
      const CoxOrder::Group& group = order.groups[g];
      if (group.events > 0) out.mean.row(g) /= count[g];
      for (Index k = group.first; k < group.first + group.events; ++k) {
        out.place.push_back(k);
        out.group.push_back(g);
        out.stratum.push_back(stratum);
      }
    }
    first = last;
  }
  return out;
}

// Events of each stratum, 0 for columns that do not vary in it.
MatrixXd used_events(const CoxOrder& order, const Events& events, const RowMatrix& x) {
  MatrixXd used = MatrixXd::Zero(events.stratum.back() + 1, x.cols());
  for (const Index s : events.stratum) used.row(s).array() += 1;
  Index stratum = -1;
  std::vector<bool> varies;
  const auto close = [&] {
    if (stratum < 0 || stratum >= used.rows()) return;
    for (Index j = 0; j < x.cols(); ++j)
      if (!varies[j]) used(stratum, j) = 0;
  };
  for (const CoxOrder::Group& group : order.groups) {
    if (group.new_stratum) {
      close();
      ++stratum;
      varies.assign(static_cast<std::size_t>(x.cols()), false);
    }
    for (Index k = group.first; k < group.last; ++k)
      for (Index j = 0; j < x.cols(); ++j)
        if (x(k, j) != 0) varies[j] = true;  // columns are centred within strata
  }
  close();
  return used;
}

}  // namespace

CoxSchoenfeld cox_schoenfeld(const CoxCases& cases, ConstMatrix design, const CoxFit& fit, const CoxOptions& options) {
  CoxSchoenfeld out;
  out.reason = fit.reason;
  if (!fit.converged) return out;
  const CoxOrder order = cox_order(cases, cox_rows(cases, design));
  std::vector<Index> kept;
  for (Index j = 0; j < design.cols(); ++j)
    if (!fit.aliased[j]) kept.push_back(j);
  const Index p = static_cast<Index>(kept.size());
  // In units of the standard errors.
  const VectorXd unit = fit.se(kept);
  const RowMatrix x = order.centred(design)(Eigen::all, kept) * unit.asDiagonal();
  const VectorXd coefficient = fit.coefficient(kept).cwiseQuotient(unit);
  const Events events = events_of(order, options.ties, x, order.offset + x * coefficient);
  const VectorXd scale = cox_time_scale(order, false);
  const Index count = static_cast<Index>(events.place.size());
  out.time.resize(count);
  out.scale.resize(count);
  out.residual = out.scaled = out.smooth = out.low = out.high = MatrixXd::Constant(count, design.cols(), missing);
  if (p == 0) return out;

  // The mean variance of x at an event, each pair of columns over the events of the strata in which both vary.
  const MatrixXd used = used_events(order, events, x);
  MatrixXd variance = events.information;
  for (Index i = 0; i < p; ++i)
    for (Index j = 0; j < p; ++j) variance(i, j) /= std::max(1.0, used.col(i).cwiseMin(used.col(j)).sum());
  for (Index e = 0; e < count; ++e) {
    const Index k = events.place[e], g = events.group[e];
    out.row.push_back(order.place[k]);
    out.time[e] = order.groups[g].time;
    out.scale[e] = scale[g];
    const VectorXd residual = (x.row(k) - events.mean.row(g)).transpose();
    std::vector<Index> varying;
    for (Index j = 0; j < p; ++j)
      if (used(events.stratum[e], j) > 0) varying.push_back(j);
    for (Index j = 0; j < p; ++j) out.residual(e, kept[j]) = residual[j] / unit[j];
    if (varying.empty()) continue;
    const MatrixXd own = variance(varying, varying);
    const VectorXd scaled = own.ldlt().solve(VectorXd(residual(varying)));
    for (std::size_t v = 0; v < varying.size(); ++v) {
      const Index j = varying[v];
      out.scaled(e, kept[j]) = (scaled[static_cast<Index>(v)] + coefficient[j]) * unit[j];
    }
  }

  const std::vector<double> on_scale(out.scale.begin(), out.scale.end());
  const std::array knots = {quantile(on_scale, 0), quantile(on_scale, 1.0 / 3), quantile(on_scale, 2.0 / 3),
                            quantile(on_scale, 1)};
  if (std::ranges::adjacent_find(knots) != knots.end()) return out;
  const MatrixXd basis = natural_spline_basis(out.scale, knots);
  const VectorXd spread = variance.ldlt().solve(MatrixXd::Identity(p, p)).diagonal();
  const double margin = normal_margin(options.level);
  for (Index j = 0; j < p; ++j) {
    std::vector<Index> rows;
    for (Index e = 0; e < count; ++e)
      if (!std::isnan(out.scaled(e, kept[j]))) rows.push_back(e);
    const MatrixXd own = basis(rows, Eigen::all);
    const Eigen::ColPivHouseholderQR<MatrixXd> qr(own);
    if (qr.rank() < basis.cols()) continue;
    const VectorXd value = basis * qr.solve(VectorXd(out.scaled(rows, kept[j])));
    const MatrixXd inverse = (own.transpose() * own).ldlt().solve(basis.transpose());
    for (const Index e : rows) {
      const double half = margin * std::sqrt(spread[j] * basis.row(e).dot(inverse.col(e))) * unit[j];
      out.smooth(e, kept[j]) = value[e];
      out.low(e, kept[j]) = value[e] - half;
      out.high(e, kept[j]) = value[e] + half;
    }
  }
  return out;
}

}  // namespace rgx::stats
