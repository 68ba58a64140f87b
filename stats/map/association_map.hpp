#pragma once
// Every column of one table against every column of another, where the whole matrix of results would be too large to
// keep or print: the rows that matter, and how all p values lie. The right table is read in blocks, more than once.
#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/result.hpp"
#include "stats/correction/correct.hpp"
#include "stats/correction/p_histogram.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {

// linear: right ~ left + covariates, the test of left's coefficient; its t is that of the partial correlation.
// R: cor.test; cor of residuals of mid-ranks (correlate.hpp); summary(lm(right ~ left + z))$coefficients["left", ].
enum class Association { pearson, spearman, linear };
std::optional<Association> association_named(std::string_view name);

// Columns first … first + count - 1, cases × count, NaN = missing: the same numbers whenever asked; one call at a time.
struct ColumnBlocks {
  Eigen::Index columns = 0;
  std::function<Eigen::MatrixXd(Eigen::Index first, Eigen::Index count)> block;
};
ColumnBlocks blocks_of(const Eigen::Ref<const Eigen::MatrixXd>& table);  // a view: the table must outlive it

struct MapOptions {
  Association kind = Association::pearson;
  Correction correction = Correction::BH;  // none, bonferroni, BH or BY; others throw std::invalid_argument
  std::optional<std::uint64_t> tests;      // declared, where the family is larger; fewer than computed: as adjust()
  double level = 0.05;
  std::uint64_t strongest = 10000;            // rows listed whatever their q
  std::uint64_t most = 1000000;               // rows listed at most because q is at or below the level
  std::size_t memory = std::size_t{1} << 28;  // bytes of prepared right columns kept from one reading to the next
};

struct MapRow {
  std::uint32_t left, right;  // columns
  std::int32_t n, df;         // cases used; degrees of freedom of t
  double r, t, p, log10_p, q;
  double estimate, se;  // linear: the coefficient of left and its standard error; else r and NaN
};

struct AssociationMap {
  std::vector<MapRow> rows;  // by p, then left, then right
  PHistogram histogram;
  std::uint64_t pairs = 0, tested = 0;             // all; with a p value
  std::array<std::uint64_t, 10> not_computable{};  // pairs by Reason
  std::uint64_t rejected = 0;                      // q at or below the level
  bool cut = false;                                // more rejected than `most` rows allow
  int readings = 0;                                // how often the right table was gone through
};

// Each pair is what correlate() gives on its own complete cases, to rounding; p, q and the counts are exact for the r
// that is reported: q as adjust() on the list of all p. Left: all complete pairs are screened by products in single
// precision (map_screen.hpp), and everything that is reported, lies near an edge or decides about a q is computed again
// in double. Pairs with a missing value are grouped by pattern and computed in double. Same bytes at any number of
// threads. Tables of different numbers of cases throw std::invalid_argument.
AssociationMap association_map(const Eigen::Ref<const Eigen::MatrixXd>& left, const ColumnBlocks& right,
                               const Covariates& covariates = {}, const MapOptions& options = {},
                               const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
