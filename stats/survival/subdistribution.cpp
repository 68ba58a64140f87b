#include "stats/survival/subdistribution.hpp"

#include <cmath>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// Σ risk, Σ risk x, Σ risk x x'.
struct Moments {
  double zeroth = 0;
  VectorXd first;
  MatrixXd second;
  explicit Moments(Index p) : first(VectorXd::Zero(p)), second(MatrixXd::Zero(p, p)) {}
  void add(double risk, const Eigen::Ref<const Eigen::RowVectorXd>& x) {
    zeroth += risk;
    first += risk * x.transpose();
    second.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose(), risk);
  }
};

}  // namespace

Subdistribution subdistribution(const CompetingCases& cases, std::span<const Index> rows, int cause) {
  CoxCases own;
  own.time = cases.time;
  own.event.reserve(cases.cause.size());
  for (const int c : cases.cause) own.event.push_back(c == cause);
  Subdistribution out;
  out.order = cox_order(own, rows);
  const std::size_t groups = out.order.groups.size();
  for (const Index i : out.order.place) out.other.push_back(cases.cause[i] != 0 && cases.cause[i] != cause);
  out.at_risk.resize(groups);
  out.censored.assign(groups, 0);
  out.kept.resize(groups);
  double survival = 1;
  for (std::size_t g = groups; g-- > 0;) {
    const CoxOrder::Group& group = out.order.groups[g];
    out.at_risk[g] = static_cast<double>(group.last);
    for (Index k = group.first + group.events; k < group.last; ++k) out.censored[g] += out.other[k] ? 0 : 1;
    out.kept[g] = survival;
    survival *= 1 - out.censored[g] / out.at_risk[g];
  }
  return out;
}

std::vector<SubdistributionTerm> subdistribution_terms(const Subdistribution& at, const RowMatrix& x,
                                                       const VectorXd& log_hazard) {
  const Index p = x.cols();
  const auto& groups = at.order.groups;
  const double top = log_hazard.size() > 0 ? log_hazard.maxCoeff() : 0;
  const VectorXd risk = (log_hazard.array() - top).exp();
  // Earliest first: those who had another cause before.
  std::vector<Moments> before;
  Moments gone(p);
  for (std::size_t g = groups.size(); g-- > 0;) {
    if (groups[g].events > 0) before.push_back(gone);
    for (Index k = groups[g].first; k < groups[g].last; ++k)
      if (at.other[k]) gone.add(risk[k] / at.kept[g], x.row(k));
  }
  std::vector<SubdistributionTerm> terms;
  Moments left(p);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (Index k = groups[g].first; k < groups[g].last; ++k) left.add(risk[k], x.row(k));
    if (groups[g].events == 0) continue;
    const Moments& past = before[before.size() - 1 - terms.size()];
    const double total = left.zeroth + at.kept[g] * past.zeroth;
    SubdistributionTerm term{g, static_cast<double>(groups[g].events), top + std::log(total), {}, {}};
    term.mean = (left.first + at.kept[g] * past.first) / total;
    term.variance = (left.second + at.kept[g] * past.second).selfadjointView<Eigen::Lower>();
    term.variance = term.variance / total - term.mean * term.mean.transpose();
    terms.push_back(std::move(term));
  }
  return terms;
}

CoxPoint subdistribution_point(const Subdistribution& at, const RowMatrix& x, const VectorXd& log_hazard) {
  CoxPoint point{0, VectorXd::Zero(x.cols()), MatrixXd::Zero(x.cols(), x.cols())};
  for (const SubdistributionTerm& term : subdistribution_terms(at, x, log_hazard)) {
    const CoxOrder::Group& group = at.order.groups[term.group];
    for (Index k = group.first; k < group.first + group.events; ++k) {
      point.log_likelihood += log_hazard[k];
      point.score += x.row(k).transpose();
    }
    point.log_likelihood -= term.mass * term.log_total;
    point.score -= term.mass * term.mean;
    point.information += term.mass * term.variance;
  }
  return point;
}

RowMatrix subdistribution_influence(const Subdistribution& at, const RowMatrix& x, const VectorXd& log_hazard) {
  const Index p = x.cols();
  const auto& groups = at.order.groups;
  const std::size_t count = groups.size();
  const double top = log_hazard.size() > 0 ? log_hazard.maxCoeff() : 0;
  const VectorXd risk = (log_hazard.array() - top).exp();
  std::vector<double> step(count, 0);  // of the cumulative subdistribution hazard, in units of exp(-top)
  RowMatrix mean = RowMatrix::Zero(static_cast<Index>(count), p);
  for (const SubdistributionTerm& term : subdistribution_terms(at, x, log_hazard)) {
    step[term.group] = term.mass * std::exp(top - term.log_total);
    mean.row(static_cast<Index>(term.group)) = term.mean.transpose();
  }
  // After each time: Σ G dΛ and Σ G mean dΛ.
  std::vector<double> later(count, 0);
  RowMatrix later_mean = RowMatrix::Zero(static_cast<Index>(count), p);
  for (std::size_t g = 1; g < count; ++g) {
    later[g] = later[g - 1] + at.kept[g - 1] * step[g - 1];
    const Index row = static_cast<Index>(g);
    later_mean.row(row) = later_mean.row(row - 1) + at.kept[g - 1] * step[g - 1] * mean.row(row - 1);
  }
  RowMatrix influence(at.order.size(), p);
  double passed = 0;  // Λ
  double gone = 0;    // Σ risk / G of those who had another cause
  Eigen::RowVectorXd passed_mean = Eigen::RowVectorXd::Zero(p), gone_x = passed_mean, censoring = passed_mean;
  for (std::size_t g = count; g-- > 0;) {
    const CoxOrder::Group& group = groups[g];
    const Index row = static_cast<Index>(g);
    passed += step[g];
    passed_mean += step[g] * mean.row(row);
    // G at this time weighs those who had another cause before it, here and later.
    const double ahead = later[g] + at.kept[g] * step[g];
    const Eigen::RowVectorXd pull =
        (gone_x * ahead - gone * (later_mean.row(row) + at.kept[g] * step[g] * mean.row(row))) / at.at_risk[g];
    for (Index k = group.first; k < group.last; ++k) {
      if (!at.other[k]) continue;
      gone += risk[k] / at.kept[g];
      gone_x += risk[k] / at.kept[g] * x.row(k);
    }
    censoring += at.censored[g] / at.at_risk[g] * pull;
    for (Index k = group.first; k < group.last; ++k) {
      const bool event = k < group.first + group.events;
      influence.row(k) = -risk[k] * (passed * x.row(k) - passed_mean) - censoring;
      if (event)
        influence.row(k) += x.row(k) - mean.row(row);
      else if (at.other[k])
        influence.row(k) -= risk[k] / at.kept[g] * (later[g] * x.row(k) - later_mean.row(row));
      else
        influence.row(k) += pull;
    }
  }
  return influence;
}

}  // namespace rgx::stats
