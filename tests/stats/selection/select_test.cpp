#include "stats/selection/select.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace rgx::stats;
using Columns = std::vector<Eigen::Index>;

TEST_CASE("univariate choice: ties to the earlier column, nothing without a number") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> p{0.2, nan, 0.01, 0.2, 0.05, 0.01};
  CHECK(select_top(p, 3, Better::smaller) == Columns{2, 4, 5});
  CHECK(select_top(p, 4, Better::smaller) == Columns{0, 2, 4, 5});
  CHECK(select_top(p, 1, Better::larger) == Columns{0});
  CHECK(select_top(p, 99, Better::larger) == Columns{0, 2, 3, 4, 5});
  CHECK(select_top(p, 0, Better::larger).empty());
  CHECK(select_below(p, 0.05) == Columns{2, 4, 5});
  CHECK(select_below(p, 0.001).empty());
}
