#include "stats/prepare/impute_chained.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>

#include "stats/prepare/chained_model.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::set<int> levels_of(const VectorXd& column) {
  std::set<int> out;
  for (const double v : column) out.insert(static_cast<int>(v));
  return out;
}

// The columns a column is predicted from, ascending.
std::vector<Index> best_related(const MatrixXd& relation, Index of, int count) {
  std::vector<Index> others;
  for (Index c = 0; c < relation.cols(); ++c)
    if (c != of && relation(of, c) > 0) others.push_back(c);
  std::stable_sort(others.begin(), others.end(), [&](Index a, Index b) { return relation(of, a) > relation(of, b); });
  if (others.size() > static_cast<std::size_t>(count)) others.resize(static_cast<std::size_t>(count));
  std::sort(others.begin(), others.end());
  return others;
}

}  // namespace

MatrixXd chained_relations(ConstMatrix filled, const std::vector<ColumnType>& type) {
  std::vector<Index> owner;
  std::vector<VectorXd> columns;
  const auto add = [&](Index j, VectorXd v) {
    v.array() -= v.mean();
    const double size = v.norm();
    if (!(size > 0) || !std::isfinite(size)) return;  // constant, or without cases
    owner.push_back(j);
    columns.push_back(v / size);
  };
  for (Index j = 0; j < filled.cols(); ++j) {
    const VectorXd column = filled.col(j);
    if (column.array().isNaN().any() || column.minCoeff() == column.maxCoeff()) continue;
    if (type[j] == ColumnType::number) {
      add(j, column);
      continue;
    }
    for (const int level : levels_of(column)) add(j, (column.array() == level).cast<double>());
  }
  MatrixXd z(filled.rows(), static_cast<Index>(columns.size()));
  for (Index c = 0; c < z.cols(); ++c) z.col(c) = columns[c];
  const MatrixXd r = z.transpose() * z;
  MatrixXd out = MatrixXd::Zero(filled.cols(), filled.cols());
  for (Index a = 0; a < r.rows(); ++a)
    for (Index b = 0; b < r.cols(); ++b) out(owner[a], owner[b]) = std::max(out(owner[a], owner[b]), r(a, b) * r(a, b));
  return out;
}

ChainedImputation fit_impute_chained(ConstMatrix x, const std::vector<ColumnType>& type, const ChainedOptions& options,
                                     const ParallelFor& parallel) {
  const Index p = x.cols();
  if (static_cast<Index>(type.size()) != p) throw std::invalid_argument("impute_chained: one type for each column");
  if (options.cycles < 1 || options.predictors < 1 || !(options.ridge > 0))
    throw std::invalid_argument("impute_chained: cycles, predictors and ridge are above 0");
  std::vector<FillBy> by;
  for (const auto t : type) by.push_back(t == ColumnType::number ? FillBy::median : FillBy::mode);
  ChainedImputation out{options, type, fit_impute(x, by), {}, {}, VectorXd::Zero(p)};
  out.order.resize(static_cast<std::size_t>(p));
  std::iota(out.order.begin(), out.order.end(), Index{0});
  std::stable_sort(out.order.begin(), out.order.end(),
                   [&](Index a, Index b) { return out.start.missing[a] < out.start.missing[b]; });

  MatrixXd filled = transformed(out.start, x);
  const MatrixXd relation = chained_relations(filled, type);
  std::vector<std::vector<Index>> from(static_cast<std::size_t>(p)), rows(static_cast<std::size_t>(p));
  for (Index j = 0; j < p; ++j) {
    from[j] = best_related(relation, j, options.predictors);
    for (Index i = 0; i < x.rows(); ++i)
      if (!std::isnan(x(i, j))) rows[j].push_back(i);
    if (rows[j].empty()) continue;
    const VectorXd values = x(rows[j], j);
    out.spread[j] = std::sqrt((values.array() - values.mean()).square().mean());
  }
  const auto fit_one = [&](Index j) { return fit_chained_model(filled, type, from[j], j, rows[j], options.ridge); };
  for (int cycle = 0; cycle < options.cycles; ++cycle) {
    double moved = 0;
    for (const Index j : out.order) {
      if (out.start.missing[j] == 0 || rows[j].empty()) continue;
      const ChainedModel model = fit_one(j);
      if (model.coefficient.size() == 0) continue;
      for (Index i = 0; i < x.rows(); ++i) {
        if (!std::isnan(x(i, j))) continue;
        const double value = predicted(model, type[j], filled.row(i));
        moved = std::max(moved, chained_change(value, filled(i, j), type[j], out.spread[j]));
        filled(i, j) = value;
      }
    }
    if (moved <= options.settled) break;
  }
  out.model.resize(static_cast<std::size_t>(p));
  parallel(static_cast<std::size_t>(p), [&](std::size_t j) { out.model[j] = fit_one(static_cast<Index>(j)); });
  return out;
}

MatrixXd transformed(const ChainedImputation& fit, ConstMatrix x, const ParallelFor& parallel) {
  MatrixXd out = transformed(fit.start, x);
  parallel(static_cast<std::size_t>(x.rows()), [&](std::size_t row) {
    const auto i = static_cast<Index>(row);
    std::vector<Index> gaps;
    for (const Index j : fit.order)
      if (std::isnan(x(i, j)) && fit.model[j].coefficient.size() > 0) gaps.push_back(j);
    if (gaps.empty()) return;
    Eigen::RowVectorXd values = out.row(i);
    for (int cycle = 0; cycle < fit.options.cycles; ++cycle) {
      double moved = 0;
      for (const Index j : gaps) {
        const double value = predicted(fit.model[j], fit.type[j], values);
        moved = std::max(moved, chained_change(value, values[j], fit.type[j], fit.spread[j]));
        values[j] = value;
      }
      if (moved <= fit.options.settled) break;
    }
    out.row(i) = values;
  });
  return out;
}

}  // namespace rgx::stats
