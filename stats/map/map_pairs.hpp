#pragma once
// Goes through all pairs of a map: once to count them, then again to look at those in chosen bins.
#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/map/association_map.hpp"
#include "stats/map/map_columns.hpp"
#include "stats/map/map_finds.hpp"
#include "stats/map/map_order.hpp"
#include "stats/map/map_scale.hpp"
#include "stats/map/map_screen.hpp"

namespace rgx::stats {

struct MapTally {
  std::vector<std::uint64_t> bins;   // pairs with a p value, each at most one bin from its own
  std::vector<std::uint64_t> cells;  // of the p histogram, exact
  std::array<std::uint64_t, 10> not_computable{};
};

class MapPairs {
 public:
  // Everything handed in must outlive this.
  MapPairs(const Eigen::Ref<const Eigen::MatrixXd>& left, const ColumnBlocks& right, const Covariates& covariates,
           const MapOptions& options, const ParallelFor& parallel);

  // Nothing has a p value when there is no scale.
  [[nodiscard]] const std::optional<MapScale>& scale() const { return scale_; }
  MapTally tally();
  // rows_at_most strongest of the pairs counted in row_bin and above. After tally().
  MapFound look(std::span<const BinRun> runs, std::int32_t row_bin, std::uint64_t rows_at_most);

 private:
  // What a block of right columns needs; kept between readings as far as memory allows.
  struct Block {
    Eigen::Index first = 0;
    Eigen::MatrixXd raw;            // only where pairs with missing values need it
    std::vector<CaseGroup> groups;  // the complete columns first, perhaps none
    MapColumns complete;
  };
  // Pairs of one pattern of missing values with another, a slice of the right columns.
  struct Unit {
    std::size_t left, right;
    std::size_t first, last;
  };
  // The strongest bin of every tile and unit of a block, by which later readings pass over most of them.
  struct Strongest {
    std::vector<std::int32_t> tiles, units;
  };

  // One pair of a unit: p, or the reason why there is none.
  struct UnitPair {
    std::size_t left, right;  // columns of the tables
    Reason reason;
    double r;
    int n, df;
    double left_length, right_length;
  };

  [[nodiscard]] Eigen::Index width() const;
  [[nodiscard]] std::size_t blocks() const;
  Block& block(std::size_t b);
  Block read(std::size_t b) const;
  [[nodiscard]] std::vector<Unit> units(const Block& block) const;
  [[nodiscard]] std::size_t strips(const Block& block) const;
  template <class Visit>
  void unit_pairs(const Block& block, const Unit& unit, const Visit& visit) const;
  // Calls tile(index, left panel, right panel, keys in parts of a bin) for the tiles of a strip whose index `wanted`
  // accepts.
  template <class Wanted, class Tile>
  void each_tile(const Block& block, std::size_t strip, const Wanted& wanted, const Tile& tile) const;
  void tally_tiles(const Block& block, Strongest& strongest, MapTally& tally);
  void tally_units(const Block& block, Strongest& strongest, MapTally& tally);
  void count_unusable(const Block& block, MapTally& tally) const;

  const Eigen::Ref<const Eigen::MatrixXd> left_;
  const ColumnBlocks& right_;
  const Covariates& covariates_;
  const MapOptions& options_;
  const ParallelFor& parallel_;
  Correlation kind_;
  std::vector<std::size_t> base_;
  CovariateBasis basis_;
  int df_ = 0;
  std::vector<CaseGroup> left_groups_;  // the complete columns first, perhaps none
  std::vector<MapColumns> left_ready_;
  Panels left_panels_;
  std::optional<MapScale> scale_;
  std::vector<std::optional<Block>> kept_;
  std::size_t kept_bytes_ = 0;
  Block passing_;
  std::vector<std::int16_t> cell_of_key_, cell_of_bin_;  // of the p histogram; -1 where it must be looked at
  std::optional<CellsOfR> cell_of_r_;
  std::vector<Strongest> strongest_;
};

}  // namespace rgx::stats
