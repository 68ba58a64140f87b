#include "stats/classify/nearest_neighbours.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/stats/model_reference.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::matrix_of;

TEST_CASE("shares of neighbours equal class::knn, their means caret::knnreg") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("k")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]), fresh = matrix_of(f.at("new"), f.at("columns")[0]);
    const double classes = f.at("classes")[0];
    MatrixXd indicator = MatrixXd::Zero(x.rows(), static_cast<Index>(classes));
    for (Index i = 0; i < x.rows(); ++i) indicator(i, static_cast<Index>(f.at("y")[static_cast<std::size_t>(i)])) = 1;
    const auto k = static_cast<Index>(f.at("k")[0]);
    if (f.contains("knn_inverse")) {
      const MatrixXd found = neighbour_means(x, indicator, rgx::test::vector_at(f, "weight"), fresh,
                                             {k, NeighbourWeight::inverse_distance});
      CHECK(difference(found, matrix_of(f.at("knn_inverse"), classes)) < 1e-12);
      continue;
    }
    CHECK(difference(neighbour_means(x, indicator, VectorXd(), fresh, {k}), matrix_of(f.at("knn"), classes)) < 1e-12);
    const VectorXd number = rgx::test::vector_of(f.at("number"));
    CHECK(difference(neighbour_means(x, number, VectorXd(), fresh, {k}), matrix_of(f.at("knn_number"), 1)) < 1e-12);
  }
  CHECK(checked == 7);
}

TEST_CASE("ties at the k-th distance all count, in whatever order the cases stand") {
  MatrixXd x(5, 1);
  x << 1, -1, 2, -2, 5;
  VectorXd y(5);
  y << 10, 20, 30, 40, 50;
  const MatrixXd at = MatrixXd::Zero(1, 1);
  const auto mean = [&](Index k, NeighbourWeight weight = NeighbourWeight::equal) {
    return neighbour_means(x, y, VectorXd(), at, {k, weight})(0, 0);
  };
  CHECK(mean(1) == 15);
  CHECK(mean(2) == 15);
  CHECK(mean(3) == 25);
  CHECK(mean(99) == 30);
  CHECK(mean(3, NeighbourWeight::inverse_distance) == doctest::Approx((30 + 35.0) / 3).epsilon(1e-14));
  const std::vector<Index> back{4, 3, 2, 1, 0};
  CHECK(neighbour_means(x(back, 0), y(back), VectorXd(), at, {3})(0, 0) == 25);
  // Weight 0 is no case; one at distance 0 stands alone.
  VectorXd w(5);
  w << 0, 2, 1, 1, 1;
  CHECK(neighbour_means(x, y, w, at, {1})(0, 0) == 20);
  CHECK(neighbour_means(x, y, w, x.row(2), {4, NeighbourWeight::inverse_distance})(0, 0) == 30);
  CHECK_THROWS_AS(neighbour_means(x, y, VectorXd::Zero(5), at, {1}), std::invalid_argument);
  CHECK_THROWS_AS(neighbour_means(x, y, VectorXd(), at, {0}), std::invalid_argument);
  CHECK_THROWS_AS(neighbour_means(x, y, VectorXd(), MatrixXd::Zero(1, 2), {1}), std::invalid_argument);
}
