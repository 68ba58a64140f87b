#include "stats/base/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

using rgx::stats::philox4x32;
using rgx::stats::Stream;
using Block = std::array<std::uint32_t, 4>;

TEST_CASE("philox4x32-10 gives the known answers of Random123") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  const std::uint32_t ones = 0xffffffff;
  CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream reads the counter as draw, replicate, fold") {
  Stream s(0x299f31d0a4093822, 0x13198a2e, 0x03707344);
  const auto block = philox4x32({0, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  CHECK(s.bits() == (block[0] | std::uint64_t{block[1]} << 32));
  CHECK(s.bits() == (block[2] | std::uint64_t{block[3]} << 32));
  const auto next = philox4x32({1, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  CHECK(s.bits() == (next[0] | std::uint64_t{next[1]} << 32));
}

TEST_CASE("a replicate's draws do not depend on what was drawn before") {
  Stream root(42);
  Stream a = root.at(3, 1);
  const auto first = a.bits();
  for (int i = 0; i < 100; ++i) root.bits();
  CHECK(root.at(3, 1).bits() == first);
  CHECK(root.at(1, 3).bits() != first);
  CHECK(Stream(43, 3, 1).bits() != first);
}

TEST_CASE("uniform, normal and bernoulli have their moments") {
  Stream s(7);
  const int n = 200000;
  double sum_u = 0, sum_z = 0, sum_zz = 0, sum_zzzz = 0;
  int heads = 0;
  for (int i = 0; i < n; ++i) {
    const double u = s.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum_u += u;
    const double z = s.normal();
    sum_z += z;
    sum_zz += z * z;
    sum_zzzz += z * z * z * z;
    heads += s.bernoulli(0.3);
  }
  const double root_n = std::sqrt(double(n));
  CHECK(std::abs(sum_u / n - 0.5) < 4 * std::sqrt(1.0 / 12) / root_n);
  CHECK(std::abs(sum_z / n) < 4 / root_n);
  CHECK(std::abs(sum_zz / n - 1) < 4 * std::sqrt(2.0) / root_n);
  CHECK(std::abs(sum_zzzz / n - 3) < 4 * std::sqrt(96.0) / root_n);
  CHECK(std::abs(double(heads) / n - 0.3) < 4 * std::sqrt(0.21) / root_n);
  CHECK_FALSE(s.bernoulli(0));
  CHECK(s.bernoulli(1));
}

TEST_CASE("integers below n are even and in range") {
  Stream s(9);
  CHECK_THROWS_AS(s.below(0), std::invalid_argument);
  CHECK(s.below(1) == 0);
  const std::uint64_t three_quarters = 3ull << 62;  // a modulo would give the lower third twice as often
  int lower = 0;
  for (int i = 0; i < 30000; ++i) {
    const auto v = s.below(three_quarters);
    REQUIRE(v < three_quarters);
    lower += v < (1ull << 62);
  }
  CHECK(std::abs(lower / 30000.0 - 1.0 / 3) < 4 * std::sqrt(2.0 / 9 / 30000));
}

TEST_CASE("permutations are permutations, each equally likely") {
  Stream s(11);
  CHECK(s.permutation(0).empty());
  std::vector<int> count(24);
  const int draws = 24000;
  for (int i = 0; i < draws; ++i) {
    const auto p = s.permutation(4);
    REQUIRE(std::set(p.begin(), p.end()).size() == 4);
    int code = 0;
    for (int a = 0; a < 4; ++a) {
      int smaller = 0;
      for (int b = a + 1; b < 4; ++b) smaller += p[b] < p[a];
      code = code * (4 - a) + smaller;
    }
    ++count[code];
  }
  double chi2 = 0;
  for (const int c : count) chi2 += (c - 1000.0) * (c - 1000.0) / 1000;
  CHECK(chi2 < 49.7);  // chi-square, 23 df: 0.999 quantile
}

TEST_CASE("samples are distinct, bootstraps are not") {
  Stream s(12);
  const auto k = s.sample(10, 4);
  CHECK(k.size() == 4);
  CHECK(std::set(k.begin(), k.end()).size() == 4);
  CHECK_THROWS_AS(s.sample(3, 4), std::invalid_argument);
  const auto b = s.bootstrap(1000);
  CHECK(std::all_of(b.begin(), b.end(), [](auto i) { return i < 1000; }));
  CHECK(std::abs(double(std::set(b.begin(), b.end()).size()) - 632.3) < 4 * 9.9);
}
