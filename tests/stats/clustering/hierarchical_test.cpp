#include "stats/clustering/hierarchical.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "stats/clustering/distances.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;

namespace {

std::vector<double> triangle(const MatrixXd& d) {
  std::vector<double> out;
  for (Index j = 0; j < d.cols(); ++j)
    for (Index i = j + 1; i < d.rows(); ++i) out.push_back(d(i, j));
  return out;
}

}  // namespace

TEST_CASE("trees, cuts and cophenetic correlations equal hclust, ties included") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("merge_0")) continue;
    CAPTURE(name);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const auto n = static_cast<std::size_t>(x.rows());
    const MatrixXd d = distances(x, static_cast<Metric>(f.at("metric")[0]));
    const auto found = triangle(d);
    REQUIRE(found.size() == f.at("distance").size());
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(relative(found[i], f.at("distance")[i]) < 1e-12);
    for (int l = 0; l <= static_cast<int>(Linkage::median); ++l) {
      CAPTURE(l);
      ++checked;
      const std::string end = "_" + std::to_string(l);
      const Tree tree = hierarchical(d, static_cast<Linkage>(l));
      CHECK(tree.reason == "");
      std::vector<double> merge, order;
      for (const auto& [left, right] : tree.merge) merge.insert(merge.end(), {double(left), double(right)});
      for (const std::size_t i : tree.order) order.push_back(static_cast<double>(i));
      CHECK(merge == f.at("merge" + end));
      CHECK(order == f.at("order" + end));
      double most = 0;
      for (const double h : f.at("height" + end)) most = std::max(most, std::abs(h));
      for (std::size_t m = 0; m + 1 < n; ++m) CHECK(std::abs(tree.height[m] - f.at("height" + end)[m]) <= 1e-12 * most);
      std::vector<double> cuts;
      for (int k = 1; k <= static_cast<int>(std::min<std::size_t>(n, 6)); ++k)
        for (const int c : cut_tree(tree, k)) cuts.push_back(c);
      CHECK(cuts == f.at("cut" + end));
      if (f.contains("cophenetic" + end))
        CHECK(relative(cophenetic_correlation(tree, d), f.at("cophenetic" + end)[0]) < 1e-11);
      else
        CHECK(std::isnan(cophenetic_correlation(tree, d)));
    }
  }
  CHECK(checked == 72);
}

TEST_CASE("what has no tree says why") {
  CHECK(hierarchical(MatrixXd::Zero(1, 1), Linkage::average).reason == "too few");
  CHECK(hierarchical(MatrixXd(0, 0), Linkage::average).reason == "too few");
  CHECK(cut_tree(hierarchical(MatrixXd::Zero(1, 1), Linkage::single), 1) == std::vector<int>{0});
  MatrixXd x(3, 4);
  x << 1, 2, 3, 4, 2, 2, 2, 2, 4, 1, 0, 3;
  CHECK(hierarchical(distances(x, Metric::correlation), Linkage::average).reason == "not finite");
  CHECK_THROWS_AS(hierarchical(MatrixXd::Zero(2, 3), Linkage::average), std::invalid_argument);
  CHECK_THROWS_AS(cut_tree(hierarchical(distances(x, Metric::euclidean), Linkage::average), 4), std::invalid_argument);
  x(1, 1) = std::nan("");
  CHECK_THROWS_AS(distances(x, Metric::euclidean), std::invalid_argument);
}
