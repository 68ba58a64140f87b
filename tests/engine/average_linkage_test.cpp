#include "engine/average_linkage.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/stats/cases.hpp"

using namespace rgx::engine;
using rgx::test::relative;

TEST_CASE("average linkage: merges, heights and order are hclust's") {
  int trees = 0;
  for (const auto& [name, f] : rgx::test::read_cases("average_linkage")) {
    CAPTURE(name);
    const auto rows = static_cast<std::size_t>(f.at("rows")[0]), columns = static_cast<std::size_t>(f.at("columns")[0]);
    const Dendrogram tree = average_linkage(euclidean_distances(f.at("x"), rows, columns), rows);
    REQUIRE(tree.merges.size() == rows - 1);
    REQUIRE(tree.order.size() == rows);
    for (std::size_t i = 0; i + 1 < rows; ++i) {
      CHECK(relative(tree.heights[i], f.at("height")[i]) < 1e-12);
      CHECK(tree.merges[i].first == static_cast<int>(f.at("merge")[2 * i]));
      CHECK(tree.merges[i].second == static_cast<int>(f.at("merge")[2 * i + 1]));
    }
    for (std::size_t i = 0; i < rows; ++i) CHECK(tree.order[i] + 1 == static_cast<std::size_t>(f.at("order")[i]));
    ++trees;
  }
  CHECK(trees == 6);
}

TEST_CASE("average linkage: nothing, one item, equal items, and rows that share no column") {
  CHECK(average_linkage({}, 0).order.empty());
  CHECK(average_linkage({0}, 1).order == std::vector<std::size_t>{0});
  const Dendrogram equal = average_linkage(std::vector<double>(9, 0), 3);
  CHECK(equal.order == std::vector<std::size_t>{2, 0, 1});
  CHECK(equal.heights == std::vector<double>{0, 0});
  const double none = std::nan("");
  const auto d = euclidean_distances({1, none, none, 2, 4, none}, 3, 2);
  CHECK(d == std::vector<double>{0, std::sqrt(18.0), std::sqrt(18.0), std::sqrt(18.0), 0, std::sqrt(18.0),
                                 std::sqrt(18.0), std::sqrt(18.0), 0});
}
