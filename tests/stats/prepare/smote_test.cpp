#include "stats/prepare/smote.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;

namespace {

struct Cases {
  MatrixXd x;
  std::vector<int> y;
};

// 20 of class 0, 7 of class 1, 3 of class 2; two numbers in units far apart, one indicator.
Cases cases() {
  Cases out{MatrixXd(30, 3), {}};
  Stream stream(5);
  for (Index i = 0; i < 30; ++i) {
    out.y.push_back(i < 20 ? 0 : i < 27 ? 1 : 2);
    out.x(i, 0) = stream.normal() * 1e6;
    out.x(i, 1) = stream.normal() * 1e-3;
    out.x(i, 2) = stream.bernoulli(0.5) ? 1 : 0;
  }
  return out;
}

}  // namespace

TEST_CASE("new cases lie between near cases of their class") {
  const Cases c = cases();
  const MadeCases made = smote(c.x, c.y, Stream(9), {3, 1});
  REQUIRE(made.y.size() == 13 + 17);
  CHECK(std::count(made.y.begin(), made.y.end(), 1) == 13);
  std::vector<int> served(30, 0);
  Eigen::VectorXd sd(3);
  for (Index j = 0; j < 3; ++j) sd[j] = std::sqrt((c.x.col(j).array() - c.x.col(j).mean()).square().mean());
  for (std::size_t i = 0; i < made.y.size(); ++i) {
    const Index from = made.from[i], towards = made.towards[i], row = static_cast<Index>(i);
    ++served[from];
    CHECK(c.y[from] == made.y[i]);
    CHECK(c.y[towards] == made.y[i]);
    CHECK(from != towards);
    const auto distance = [&](Index other) {
      return (c.x.row(other) - c.x.row(from)).transpose().cwiseQuotient(sd).norm();
    };
    int nearer = 0;
    for (Index other = 0; other < 30; ++other)
      nearer += other != from && c.y[other] == made.y[i] && distance(other) < distance(towards);
    CHECK(nearer < 3);
    // One place on the line for both numbers.
    const double share = (made.x(row, 0) - c.x(from, 0)) / (c.x(towards, 0) - c.x(from, 0));
    CHECK(share >= 0);
    CHECK(share <= 1);
    CHECK(made.x(row, 1) == doctest::Approx(c.x(from, 1) + share * (c.x(towards, 1) - c.x(from, 1))).epsilon(1e-9));
    CHECK((made.x(row, 2) == 0 || made.x(row, 2) == 1));
  }
  for (Index i = 20; i < 27; ++i) CHECK((served[i] == 1 || served[i] == 2));  // 13 = 7 + 6
  for (Index i = 27; i < 30; ++i) CHECK((served[i] == 5 || served[i] == 6));  // 17 = 5 * 3 + 2
  const MadeCases again = smote(c.x, c.y, Stream(9), {3, 1}), other = smote(c.x, c.y, Stream(10), {3, 1});
  CHECK(again.x == made.x);
  CHECK_FALSE(other.x == made.x);
  CHECK(smote(c.x, c.y, Stream(9), {5, 0.5}).y.size() == 3 + 7);
  CHECK(smote(c.x.topRows(20), std::vector<int>(20, 0), Stream(9)).y.empty());
}

TEST_CASE("a class of two lies on one line; what cannot be done is refused") {
  MatrixXd x(7, 1);
  x << 0, 1, 2, 3, 4, 10, 20;
  const MadeCases made = smote(x, std::vector<int>{0, 0, 0, 0, 0, 1, 1}, Stream(1));
  REQUIRE(made.y.size() == 3);
  CHECK(made.x.minCoeff() >= 10);
  CHECK(made.x.maxCoeff() <= 20);
  CHECK_THROWS_AS(smote(x, std::vector<int>{0, 0, 0, 0, 0, 0, 1}, Stream(1)), std::invalid_argument);
  CHECK_THROWS_AS(smote(x, std::vector<int>{0, 1}, Stream(1)), std::invalid_argument);
  CHECK_THROWS_AS(smote(x, std::vector<int>(7, 0), Stream(1), {0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(smote(x, std::vector<int>(7, 0), Stream(1), {5, 1.5}), std::invalid_argument);
  x(3, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(smote(x, std::vector<int>(7, 0), Stream(1)), std::invalid_argument);
}

TEST_CASE("classes weigh alike") {
  const auto w = balanced_weights(std::vector<int>{0, 0, 0, 1, 2, 2});
  CHECK(w[0] == doctest::Approx(6.0 / 9));
  CHECK(w[3] == doctest::Approx(2));
  CHECK(w[4] == doctest::Approx(1));
  CHECK(w.sum() == doctest::Approx(6));
}
