#pragma once
// Random numbers that depend on names and not on order: Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random
// numbers: as easy as 1, 2, 3", SC11), a block cipher on a counter. The same (key, replicate, fold) gives the same
// draws in whatever thread and order it is asked.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace rgx::stats {

// Ten rounds on a 128-bit counter with a 64-bit key. Known answers: kat_vectors of Random123 1.14.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// One sequence of draws. The caller makes the key from study seed, node path and purpose; the counter's words are
// draw (low, high), replicate, fold.
class Stream {
 public:
  explicit Stream(std::uint64_t key, std::uint32_t replicate = 0, std::uint32_t fold = 0);

  // The sequence of another replicate and fold under the same key, from its first draw.
  [[nodiscard]] Stream at(std::uint32_t replicate, std::uint32_t fold = 0) const;

  std::uint64_t bits();
  // In [0, 1), a multiple of 2^-53.
  double uniform();
  // An integer below n, each equally likely (rejection, no modulo bias). n = 0 throws std::invalid_argument.
  std::uint64_t below(std::uint64_t n);
  // Standard normal by the inverse distribution function: one draw each, so that the number of draws is known.
  double normal();
  // True with probability p (p <= 0 never, p >= 1 always); always takes one draw.
  bool bernoulli(double p);
  // 0 … n-1 in random order (Fisher–Yates from the end).
  std::vector<std::size_t> permutation(std::size_t n);
  // k distinct numbers below n, in random order. k > n throws std::invalid_argument.
  std::vector<std::size_t> sample(std::size_t n, std::size_t k);
  // n numbers below n with replacement: the cases of one bootstrap sample.
  std::vector<std::size_t> bootstrap(std::size_t n);

  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t key_;
  std::uint64_t block_ = 0;
  std::uint32_t replicate_;
  std::uint32_t fold_;
  std::uint64_t spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace rgx::stats
