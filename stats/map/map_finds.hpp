#pragma once
// What a look at chosen bins of a map brings home, kept within bounds while it grows.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stats/map/association_map.hpp"
#include "stats/map/map_order.hpp"

namespace rgx::stats {

struct MapFound {
  std::vector<PCount> p;     // of all pairs counted in the bins asked for, ascending
  std::vector<MapRow> rows;  // the strongest of those counted in the bins of the rows, in no order
};

// By p, then its logarithm, then left, then right.
bool stronger(const MapRow& a, const MapRow& b);

// One bit a bin.
class BinSet {
 public:
  explicit BinSet(std::size_t bins) : words_(bins / 64 + 1) {}
  void insert(std::size_t bin) { words_[bin / 64] |= std::uint64_t{1} << (bin % 64); }
  [[nodiscard]] bool has(std::int32_t bin) const {
    return (words_[static_cast<std::size_t>(bin) / 64] >> (bin % 64) & 1) != 0;
  }

 private:
  std::vector<std::uint64_t> words_;
};

class Finds {
 public:
  explicit Finds(std::uint64_t rows_at_most) : rows_at_most_(static_cast<std::size_t>(rows_at_most)) {}
  void p(double value, std::uint64_t count = 1);
  void row(const MapRow& row);
  MapFound take();

 private:
  void prune();

  std::size_t rows_at_most_;
  std::size_t joined_ = 0;
  MapFound found_;
};

}  // namespace rgx::stats
