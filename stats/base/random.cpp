#include "stats/base/random.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) {
  constexpr std::uint64_t m0 = 0xD2511F53, m1 = 0xCD9E8D57;
  constexpr std::uint32_t w0 = 0x9E3779B9, w1 = 0xBB67AE85;  // golden ratio and sqrt(3) - 1: Weyl steps of the key
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = m0 * c[0], p1 = m1 * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k[0] += w0;
    k[1] += w1;
  }
  return c;
}

Stream::Stream(std::uint64_t key, std::uint32_t replicate, std::uint32_t fold)
    : key_(key), replicate_(replicate), fold_(fold) {}

Stream Stream::at(std::uint32_t replicate, std::uint32_t fold) const { return Stream(key_, replicate, fold); }

std::uint64_t Stream::bits() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const auto out =
      philox4x32({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), replicate_, fold_},
                 {static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)});
  ++block_;
  spare_ = out[2] | static_cast<std::uint64_t>(out[3]) << 32;
  has_spare_ = true;
  return out[0] | static_cast<std::uint64_t>(out[1]) << 32;
}

double Stream::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

std::uint64_t Stream::below(std::uint64_t n) {
  if (n == 0) throw std::invalid_argument("random integer below 0");
  const std::uint64_t uneven = (0 - n) % n;  // 2^64 mod n: draws below this would favour small remainders
  std::uint64_t draw = bits();
  while (draw < uneven) draw = bits();
  return draw % n;
}

double Stream::normal() {
  const double middle = (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52;  // exact, never 0 or 1
  return -1.4142135623730950488 * boost::math::erfc_inv(2 * middle);
}

bool Stream::bernoulli(double p) { return uniform() < p; }

std::vector<std::size_t> Stream::permutation(std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(std::span(order));
  return order;
}

std::vector<std::size_t> Stream::sample(std::size_t n, std::size_t k) {
  if (k > n) throw std::invalid_argument("sample larger than what it is drawn from");
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < k; ++i) std::swap(order[i], order[i + below(n - i)]);
  order.resize(k);
  return order;
}

std::vector<std::size_t> Stream::bootstrap(std::size_t n) {
  std::vector<std::size_t> cases(n);
  for (auto& c : cases) c = below(n);
  return cases;
}

}  // namespace rgx::stats
