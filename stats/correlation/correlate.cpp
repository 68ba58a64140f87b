#include "stats/correlation/correlate.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/case_groups.hpp"
#include "stats/base/covariate_basis.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {
namespace {

using Cases = std::vector<std::size_t>;
using Group = CaseGroup;
using Index = Eigen::Index;

// Columns made ready on some cases.
struct Ready {
  CovariateBasis basis;
  Eigen::MatrixXd unit;  // cases × columns
  std::vector<Reason> reason;
};

constexpr std::size_t tile =
    128;  // right columns of one unit of work; fixed, so that threads cannot change the product

std::span<const double> column_of(const Eigen::Ref<const Eigen::MatrixXd>& m, Index c) {
  return {m.data() + c * m.outerStride(), static_cast<std::size_t>(m.rows())};
}

Ready make_ready(const Eigen::Ref<const Eigen::MatrixXd>& data, std::span<const Index> columns, const Cases& cases,
                 const Covariates& covariates, Correlation kind, const ParallelFor& parallel) {
  Ready ready;
  ready.basis = covariate_basis(covariates, cases, kind);
  ready.unit.resize(static_cast<Index>(cases.size()), static_cast<Index>(columns.size()));
  ready.reason.resize(columns.size());
  parallel(columns.size(), [&](std::size_t i) {
    ready.reason[i] = standardised_residual(column_of(data, columns[i]), cases, ready.basis, kind,
                                            ready.unit.col(static_cast<Index>(i)));
  });
  return ready;
}

double t_of(double r, int df) { return r * std::sqrt(df / ((1 - r) * (1 + r))); }

}  // namespace

CorrelationBlock correlate_block(const Eigen::Ref<const Eigen::MatrixXd>& left,
                                 const Eigen::Ref<const Eigen::MatrixXd>& right, Correlation kind,
                                 const Covariates& covariates, const ParallelFor& parallel) {
  if (left.rows() != right.rows()) throw std::invalid_argument("matrices of different numbers of cases");
  const Index p = left.cols(), q = right.cols();
  CorrelationBlock block;
  block.kind = kind;
  block.partial = !covariates.empty();
  block.r.setConstant(p, q, missing);
  block.log10_p.setConstant(p, q, missing);
  block.n.setZero(p, q);
  block.df.setZero(p, q);
  block.reason.assign(static_cast<std::size_t>(p * q), Reason::none);

  const Cases base = covariate_cases(covariates, static_cast<std::size_t>(left.rows()));
  const auto lefts = group_by_cases(left, base), rights = group_by_cases(right, base);
  // Each group made ready on its own cases serves every partner that misses nothing more.
  std::vector<Ready> left_ready, right_ready;
  for (const auto& g : lefts) left_ready.push_back(make_ready(left, g.columns, g.cases, covariates, kind, parallel));
  for (const auto& g : rights) right_ready.push_back(make_ready(right, g.columns, g.cases, covariates, kind, parallel));

  struct Unit {
    std::size_t left, right, first, last;
  };
  std::vector<Unit> units;
  for (std::size_t l = 0; l < lefts.size(); ++l) {
    for (std::size_t r = 0; r < rights.size(); ++r) {
      for (std::size_t c = 0; c < rights[r].columns.size(); c += tile) {
        units.push_back({l, r, c, std::min(c + tile, rights[r].columns.size())});
      }
    }
  }
  parallel(units.size(), [&](std::size_t u) {
    const Unit& unit = units[u];
    const Group &lg = lefts[unit.left], &rg = rights[unit.right];
    const Cases both = common_cases(lg.cases, rg.cases);
    const auto right_columns = std::span(rg.columns).subspan(unit.first, unit.last - unit.first);
    const bool left_as_is = both.size() == lg.cases.size(), right_as_is = both.size() == rg.cases.size();
    Ready left_again, right_again;
    if (!left_as_is) left_again = make_ready(left, lg.columns, both, covariates, kind, serial_for);
    if (!right_as_is) right_again = make_ready(right, right_columns, both, covariates, kind, serial_for);
    const Ready& a = left_as_is ? left_ready[unit.left] : left_again;
    const Ready& b = right_as_is ? right_ready[unit.right] : right_again;
    const Index from = right_as_is ? static_cast<Index>(unit.first) : 0;
    const Index width = static_cast<Index>(right_columns.size());
    const int n = static_cast<int>(both.size()), df = n - 2 - a.basis.rank();
    const Eigen::MatrixXd product = a.unit.transpose() * b.unit.middleCols(from, width);
    for (Index j = 0; j < width; ++j) {
      for (Index i = 0; i < product.rows(); ++i) {
        const Index row = lg.columns[static_cast<std::size_t>(i)], col = right_columns[static_cast<std::size_t>(j)];
        const Reason of_left = a.reason[static_cast<std::size_t>(i)];
        const Reason of_right = b.reason[static_cast<std::size_t>(from + j)];
        block.n(row, col) = n;
        block.df(row, col) = std::max(df, 0);
        Reason& reason = block.reason[static_cast<std::size_t>(row + col * p)];
        reason = df < 1 ? Reason::too_few : of_left != Reason::none ? of_left : of_right;
        if (reason != Reason::none) continue;
        double r = product(i, j);
        // Two columns that agree up to rounding agree.
        if (std::abs(r) > 1 - 1e-15) r = r > 0 ? 1 : -1;
        block.r(row, col) = r;
        block.log10_p(row, col) = t_two_sided(t_of(r, df), df).log10_p;
      }
    }
  });
  return block;
}

TestResult CorrelationBlock::result(Index left, Index right, double level) const {
  TestResult out;
  const bool pearson = kind == Correlation::pearson;
  out.test = pearson ? "pearson" : "spearman";
  out.estimate_kind = partial ? (pearson ? "partial_r" : "partial_rho") : (pearson ? "pearson_r" : "spearman_rho");
  out.n = static_cast<std::size_t>(n(left, right));
  out.reason = reason[static_cast<std::size_t>(left + right * r.rows())];
  if (out.reason != Reason::none) {
    out.ci_reason = out.reason;
    return out;
  }
  const double estimate = r(left, right);
  out.df = df(left, right);
  out.estimate = estimate;
  out.statistic = t_of(estimate, df(left, right));
  out.set(t_two_sided(out.statistic, out.df));
  const double free = out.df - 1;  // n - 3 - k
  if (free < 1) {
    out.ci_reason = Reason::too_few;
    return out;
  }
  const double se = std::sqrt((pearson ? 1 : 1 + estimate * estimate / 2) / free);
  const Interval ci = fisher_z_interval(estimate, se, level);
  out.ci_low = ci.low;
  out.ci_high = ci.high;
  return out;
}

TestResult correlate(std::span<const double> left, std::span<const double> right, Correlation kind,
                     const Covariates& covariates, double level) {
  const Eigen::Map<const Eigen::MatrixXd> x(left.data(), static_cast<Index>(left.size()), 1);
  const Eigen::Map<const Eigen::MatrixXd> y(right.data(), static_cast<Index>(right.size()), 1);
  return correlate_block(x, y, kind, covariates).result(0, 0, level);
}

}  // namespace rgx::stats
