#pragma once
// Columns of a map made ready on some cases, and the exact result of a pair of them.
#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/case_groups.hpp"
#include "stats/base/covariate_basis.hpp"
#include "stats/map/association_map.hpp"
#include "stats/map/map_screen.hpp"

namespace rgx::stats {

struct MapColumns {
  Eigen::MatrixXd unit;            // cases × columns, length 1 after the covariates
  std::vector<double> length;      // before that
  std::vector<Reason> reason;      // why there is none
  std::vector<Eigen::Index> good;  // positions without a reason
  int rank = 0;                    // of the covariates on these cases

  [[nodiscard]] std::span<const double> column(Eigen::Index i) const {
    return {unit.data() + i * unit.rows(), static_cast<std::size_t>(unit.rows())};
  }
};

inline Correlation correlation_of(Association kind) {
  return kind == Association::spearman ? Correlation::spearman : Correlation::pearson;
}

// `columns` of the table on `cases`, on which the basis stands and none is missing.
MapColumns ready_columns(const Eigen::Ref<const Eigen::MatrixXd>& table, std::span<const Eigen::Index> columns,
                         std::span<const std::size_t> cases, const CovariateBasis& basis, Correlation kind,
                         const ParallelFor& parallel);

// r of two unit vectors; two columns that agree up to rounding agree, as in correlate().
double exact_r(std::span<const double> a, std::span<const double> b);

// Without q, and with left and right unnamed.
MapRow exact_row(double r, int n, int df, double left_length, double right_length, Association kind);

}  // namespace rgx::stats
