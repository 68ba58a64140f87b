#include "stats/clustering/gap.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "stats/clustering/distances.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::backwards;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;

namespace {

std::vector<std::vector<int>> average(const MatrixXd& x, std::span<const int> ks, Stream) {
  const Tree tree = hierarchical(distances(x, Metric::euclidean), Linkage::average);
  std::vector<std::vector<int>> out;
  for (const int k : ks) out.push_back(cut_tree(tree, k));
  return out;
}

}  // namespace

TEST_CASE("gaps equal clusGap's within Monte Carlo error, the spread of the data exactly") {
  int checked = 0;
  const int ks[] = {1, 2, 3, 4, 5};
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("expected_log_w")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    GapOptions options;
    options.references = 1000;
    options.space = f.at("space")[0] == 1 ? GapSpace::scaled_pca : GapSpace::original;
    options.power = f.at("power")[0];
    const Gap gap = gap_statistic(x, ks, average, 21, options);
    const double by = std::sqrt(1 / 1000.0 + 1 / f.at("references")[0]);
    for (Index i = 0; i < 5; ++i) {
      CHECK(relative(gap.log_w[i], f.at("log_w")[i]) < 1e-12);
      CHECK(std::abs(gap.expected_log_w[i] - f.at("expected_log_w")[i]) < 4 * f.at("se")[i] * by);
      CHECK(relative(gap.se[i], f.at("se")[i]) < 4 * std::sqrt((1 / 1000.0 + 1 / 2000.0) / 2) * 1.5);
      CHECK(gap.gap[i] == gap.expected_log_w[i] - gap.log_w[i]);
    }
    options.references = 20;
    const Gap once = gap_statistic(x, ks, average, 21, options),
              twice = gap_statistic(x, ks, average, 21, options, backwards);
    CHECK(once.gap == twice.gap);
    CHECK(once.best == twice.best);
  }
  CHECK(checked == 2);
}

TEST_CASE("the choice of k on any curve is maxSE's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("curve")) continue;
    CAPTURE(name);
    ++checked;
    const auto &gap = f.at("curve"), &se = f.at("curve_se");
    CHECK(static_cast<double>(choose_gap(gap, se, GapRule::first_se_max)) == f.at("best")[0]);
    CHECK(static_cast<double>(choose_gap(gap, se, GapRule::tibs_2001)) == f.at("best")[1]);
    CHECK(static_cast<double>(choose_gap(gap, se, GapRule::global_max)) == f.at("best")[2]);
  }
  CHECK(checked == 12);
}

TEST_CASE("a number of clusters without a partition has no gap") {
  const MatrixXd x = MatrixXd::Zero(4, 2);
  const int ks[] = {1, 2};
  const Gap gap = gap_statistic(x, ks, average, 1, {.references = 3});
  CHECK(std::isnan(gap.gap[0]));  // nothing varies: log 0
  CHECK(gap.best == 0);
}
