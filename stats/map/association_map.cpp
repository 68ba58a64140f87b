#include "stats/map/association_map.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "stats/map/map_order.hpp"
#include "stats/map/map_pairs.hpp"

namespace rgx::stats {
namespace {

void take_rows(AssociationMap& map, std::vector<MapRow>& rows, const MapOrder& order) {
  std::sort(rows.begin(), rows.end(), stronger);
  rows.resize(std::min(rows.size(), static_cast<std::size_t>(order.rows())));
  const auto adjusted = order.adjusted();
  auto at = adjusted.begin();
  for (MapRow& row : rows) {
    while (at->first < row.p) ++at;
    row.q = at->second;
  }
  map.rows = std::move(rows);
}

}  // namespace

std::optional<Association> association_named(std::string_view name) {
  if (name == "pearson") return Association::pearson;
  if (name == "spearman") return Association::spearman;
  if (name == "linear") return Association::linear;
  return std::nullopt;
}

ColumnBlocks blocks_of(const Eigen::Ref<const Eigen::MatrixXd>& table) {
  return {table.cols(),
          [view = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>(
               table.data(), table.rows(), table.cols(), Eigen::OuterStride<>(table.outerStride()))](
              Eigen::Index first, Eigen::Index count) -> Eigen::MatrixXd { return view.middleCols(first, count); }};
}

AssociationMap association_map(const Eigen::Ref<const Eigen::MatrixXd>& left, const ColumnBlocks& right,
                               const Covariates& covariates, const MapOptions& options, const ParallelFor& parallel) {
  const RankRule known(options.correction, 0);  // before any work
  MapPairs pairs(left, right, covariates, options, parallel);
  MapTally tally = pairs.tally();
  AssociationMap map;
  map.readings = 1;
  map.pairs = static_cast<std::uint64_t>(left.cols()) * static_cast<std::uint64_t>(right.columns);
  map.not_computable = tally.not_computable;
  map.histogram = p_histogram(tally.cells);
  map.tested = std::accumulate(tally.bins.begin(), tally.bins.end(), std::uint64_t{0});
  if (options.tests && *options.tests < map.tested) {
    throw std::invalid_argument("fewer tests declared than p values counted");
  }
  if (map.tested == 0) return map;

  const RankRule rule(options.correction, options.tests.value_or(map.tested));
  MapOrder order(*pairs.scale(), tally.bins, rule, {options.level, options.strongest, options.most});
  std::vector<MapRow> rows;
  for (auto runs = order.next(); !runs.empty(); runs = order.next()) {
    // Only the first look holds the rows.
    const bool first = map.readings++ == 1;
    MapFound found = pairs.look(runs, first ? order.row_bin() : pairs.scale()->bins(), order.rows_at_most());
    order.found(found.p);
    if (first) rows = std::move(found.rows);
  }
  map.rejected = order.rejected();
  map.cut = map.rejected > order.rows();
  take_rows(map, rows, order);
  return map;
}

}  // namespace rgx::stats
