#include "stats/forest/column_order.hpp"

#include <algorithm>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;

TEST_CASE("any cases are listed in the order of a column, few or many") {
  for (const Eigen::Index n : {1, 63, 64, 65, 1000, 20000}) {
    Stream draws(static_cast<std::uint64_t>(n));
    Eigen::MatrixXd x(n, 2);
    for (Eigen::Index i = 0; i < n; ++i) x(i, 0) = draws.normal(), x(i, 1) = static_cast<double>(draws.below(5));
    const ColumnOrder order(x, serial_for);
    CHECK_FALSE(order.tied(0));
    if (n > 5) CHECK(order.tied(1));
    ColumnOrder::Scratch scratch;
    for (const std::size_t size : {1UL, 2UL, 30UL, 500UL}) {
      if (size > static_cast<std::size_t>(n)) continue;
      std::vector<std::uint32_t> cases, ordered(size);
      for (const std::size_t c : draws.sample(static_cast<std::size_t>(n), size))
        cases.push_back(static_cast<std::uint32_t>(c));
      for (const std::size_t j : {0UL, 1UL}) {
        order.list(j, cases, ordered.data(), scratch);
        std::ranges::sort(cases, [&](auto a, auto b) {
          const double va = x(a, static_cast<Eigen::Index>(j)), vb = x(b, static_cast<Eigen::Index>(j));
          return va < vb || (va == vb && a < b);
        });
        CHECK(ordered == cases);
      }
    }
  }
}
