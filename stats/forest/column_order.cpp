#include "stats/forest/column_order.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace rgx::stats {

ColumnOrder::ColumnOrder(ConstMatrix x, const ParallelFor& parallel)
    : cases_(static_cast<std::size_t>(x.rows())),
      case_at_(static_cast<std::size_t>(x.size())),
      place_of_(static_cast<std::size_t>(x.size())),
      tied_(static_cast<std::size_t>(x.cols())) {
  parallel(static_cast<std::size_t>(x.cols()), [&](std::size_t j) {
    const auto value = x.col(static_cast<Eigen::Index>(j));
    std::uint32_t* at = case_at_.data() + j * cases_;
    std::uint32_t* place = place_of_.data() + j * cases_;
    std::iota(at, at + cases_, std::uint32_t{0});
    std::sort(at, at + cases_,
              [&](std::uint32_t a, std::uint32_t b) { return value[a] < value[b] || (value[a] == value[b] && a < b); });
    for (std::size_t k = 0; k < cases_; ++k) {
      place[at[k]] = static_cast<std::uint32_t>(k);
      if (k > 0 && value[at[k]] == value[at[k - 1]]) tied_[j] = 1;
    }
  });
}

void ColumnOrder::list(std::size_t column, std::span<const std::uint32_t> cases, std::uint32_t* ordered,
                       Scratch& scratch) const {
  const std::uint32_t* at = case_at_.data() + column * cases_;
  const std::uint32_t* place = place_of_.data() + column * cases_;
  if (cases.size() * 4 < cases_ / 64) {
    scratch.places.clear();
    for (const std::uint32_t c : cases) scratch.places.push_back(place[c]);
    std::ranges::sort(scratch.places);
    for (const std::uint32_t p : scratch.places) *ordered++ = at[p];
    return;
  }
  // A bit a place, read from the lowest: a sort by counting.
  scratch.bits.resize((cases_ + 63) / 64);  // all zero between calls
  for (const std::uint32_t c : cases) scratch.bits[place[c] / 64] |= std::uint64_t{1} << (place[c] % 64);
  for (std::size_t w = 0; w < scratch.bits.size(); ++w) {
    const std::uint32_t* base = at + 64 * w;
    for (std::uint64_t word = scratch.bits[w]; word != 0; word &= word - 1) *ordered++ = base[std::countr_zero(word)];
    scratch.bits[w] = 0;
  }
}

}  // namespace rgx::stats
