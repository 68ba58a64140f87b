#include "stats/map/map_columns.hpp"

#include <cmath>

#include "stats/map/map_scale.hpp"

namespace rgx::stats {

using Eigen::Index;

MapColumns ready_columns(const Eigen::Ref<const Eigen::MatrixXd>& table, std::span<const Index> columns,
                         std::span<const std::size_t> cases, const CovariateBasis& basis, Correlation kind,
                         const ParallelFor& parallel) {
  MapColumns out;
  out.rank = basis.rank();
  out.unit.resize(static_cast<Index>(cases.size()), static_cast<Index>(columns.size()));
  out.length.resize(columns.size());
  out.reason.resize(columns.size());
  constexpr std::size_t part = 32;
  parallel((columns.size() + part - 1) / part, [&](std::size_t p) {
    for (std::size_t i = p * part; i < std::min(columns.size(), (p + 1) * part); ++i) {
      const std::span column(table.data() + columns[i] * table.outerStride(), static_cast<std::size_t>(table.rows()));
      out.reason[i] =
          standardised_residual(column, cases, basis, kind, out.unit.col(static_cast<Index>(i)), &out.length[i]);
    }
  });
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (out.reason[i] == Reason::none) out.good.push_back(static_cast<Index>(i));
  }
  return out;
}

double exact_r(std::span<const double> a, std::span<const double> b) {
  const double r = exact_product(a, b);
  if (std::abs(r) > 1 - 1e-15) return r > 0 ? 1 : -1;
  return r;
}

MapRow exact_row(double r, int n, int df, double left_length, double right_length, Association kind) {
  MapRow row{};
  row.n = n;
  row.df = df;
  row.r = r;
  row.t = t_of_r(r, df);
  const Tail tail = p_of_r(r, df);
  row.p = tail.p;
  row.log10_p = tail.log10_p;
  row.q = missing;
  row.estimate = r;
  row.se = missing;
  if (kind == Association::linear) {
    // The slope is r times the ratio of what is left of both after the covariates; its error is slope/t, written
    // without the division by a t of 0.
    const double ratio = right_length / left_length;
    row.estimate = r * ratio;
    row.se = ratio * std::sqrt((1 - r) * (1 + r) / df);
  }
  return row;
}

}  // namespace rgx::stats
