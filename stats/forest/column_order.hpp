#pragma once
// Columns sorted once for all trees, so that any node lists its cases by the values of a column without comparing them.
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

class ColumnOrder {
 public:
  // x: cases × columns, no NaN. Equal values stand in the order of the cases. 8 bytes a value, as much as x itself.
  ColumnOrder(ConstMatrix x, const ParallelFor& parallel);

  // What one thread needs to list cases; for one ColumnOrder.
  struct Scratch {
    std::vector<std::uint64_t> bits;
    std::vector<std::uint32_t> places;
  };

  // `cases` (distinct) from the least value of the column to the largest, into `ordered` of the same length: O(cases +
  // all cases / 64), or O(cases log cases) when they are few among very many.
  void list(std::size_t column, std::span<const std::uint32_t> cases, std::uint32_t* ordered, Scratch& scratch) const;
  // Asks the processor for what list() will read, while something else is computed.
  void fetch(std::size_t column) const {
#if defined(__GNUC__)
    constexpr std::size_t line = 64 / sizeof(std::uint32_t);
    for (std::size_t k = 0; k < cases_; k += line) {
      __builtin_prefetch(place_of_.data() + column * cases_ + k);
      __builtin_prefetch(case_at_.data() + column * cases_ + k);
    }
#else
    (void)column;
#endif
  }
  // Some value stands more than once in the column.
  [[nodiscard]] bool tied(std::size_t column) const { return tied_[column] != 0; }

 private:
  std::size_t cases_;
  std::vector<std::uint32_t> case_at_;   // column by column: place → case
  std::vector<std::uint32_t> place_of_;  // column by column: case → place
  std::vector<std::uint8_t> tied_;
};

}  // namespace rgx::stats
