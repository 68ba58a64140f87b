#include "stdlib/features/selection.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace rgx::features {

namespace {

constexpr std::size_t kSmall = 2048;  // sorted as they are
constexpr int kBits = 14;
constexpr std::size_t kBins = std::size_t{1} << kBits;
constexpr std::size_t kBlocks =
    8;  // parts with a histogram of their own; counts are joined, so any number gives the same

// Whole numbers in the order of the floats. Adding 0 turns -0 into 0.
std::uint32_t key(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x + 0.0f);
  return bits ^ ((bits >> 31) != 0 ? 0xffffffffu : 0x80000000u);
}
float number(std::uint32_t k) { return std::bit_cast<float>(k ^ ((k >> 31) != 0 ? 0x80000000u : 0xffffffffu)); }

}  // namespace

std::vector<float> order_statistics(std::span<const float> values, std::span<const std::size_t> ranks,
                                    const engine::ParallelFor& parallel) {
  std::vector<float> out(ranks.size());
  const std::size_t n = values.size();
  if (n <= kSmall) {
    std::vector<float> sorted(values.begin(), values.end());
    for (float& x : sorted) x += 0.0f;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < ranks.size(); ++i) out[i] = sorted[ranks[i]];
    return out;
  }
  const auto part = [n](std::size_t b) { return n / kBlocks * b + std::min(b, n % kBlocks); };

  std::array<std::uint32_t, kBlocks> lowest{}, highest{};
  parallel(kBlocks, [&](std::size_t b) {
    std::uint32_t low = key(values[part(b)]), high = low;
    for (std::size_t i = part(b); i < part(b + 1); ++i) {
      low = std::min(low, key(values[i]));
      high = std::max(high, key(values[i]));
    }
    lowest[b] = low;
    highest[b] = high;
  });
  const std::uint32_t base = *std::min_element(lowest.begin(), lowest.end());
  const std::uint32_t range = *std::max_element(highest.begin(), highest.end()) - base;
  const int shift = std::max(0, static_cast<int>(std::bit_width(range)) - kBits);

  std::vector<std::uint32_t> histogram(kBins * kBlocks, 0);
  parallel(kBlocks, [&](std::size_t b) {
    std::uint32_t* count = histogram.data() + kBins * b;
    for (std::size_t i = part(b); i < part(b + 1); ++i) ++count[(key(values[i]) - base) >> shift];
  });

  // The bin of each rank and the rank within it.
  std::vector<std::size_t> order(ranks.size()), bin_of(ranks.size()), within(ranks.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
  std::vector<std::uint8_t> slot(kBins, 0);  // 1 + the place of a bin among those looked at
  std::vector<std::size_t> bins;
  std::size_t below = 0, next = 0;
  for (std::size_t bin = 0; bin < kBins && next < order.size(); ++bin) {
    std::size_t here = 0;
    for (std::size_t b = 0; b < kBlocks; ++b) here += histogram[kBins * b + bin];
    for (; next < order.size() && ranks[order[next]] < below + here; ++next) {
      bin_of[order[next]] = bin;
      within[order[next]] = ranks[order[next]] - below;
      if (bins.empty() || bins.back() != bin) bins.push_back(bin);
    }
    below += here;
  }
  for (std::size_t s = 0; s < bins.size(); ++s) slot[bins[s]] = static_cast<std::uint8_t>(s + 1);

  std::vector<std::vector<std::uint32_t>> found(kBlocks * bins.size());
  parallel(kBlocks, [&](std::size_t b) {
    auto* mine = found.data() + b * bins.size();
    for (std::size_t s = 0; s < bins.size(); ++s) mine[s].reserve(histogram[kBins * b + bins[s]]);
    for (std::size_t i = part(b); i < part(b + 1); ++i) {
      const std::uint32_t k = key(values[i]);
      const std::uint8_t s = slot[(k - base) >> shift];
      if (s != 0) mine[s - 1].push_back(k);
    }
  });
  parallel(bins.size(), [&](std::size_t s) {
    std::vector<std::uint32_t> keys;
    for (std::size_t b = 0; b < kBlocks; ++b) {
      const auto& some = found[b * bins.size() + s];
      keys.insert(keys.end(), some.begin(), some.end());
    }
    auto first = keys.begin();  // what lies before it is not above
    for (const std::size_t i : order) {
      if (bin_of[i] != bins[s]) continue;
      const auto place = keys.begin() + static_cast<std::ptrdiff_t>(within[i]);
      if (place >= first) {
        std::nth_element(first, place, keys.end());
        first = place + 1;
      }
      out[i] = number(*place);
    }
  });
  return out;
}

}  // namespace rgx::features
