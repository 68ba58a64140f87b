#include "stats/clustering/consensus.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <stdexcept>
#include <string>

#include "stats/clustering/k_means.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::backwards;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::worst;

TEST_CASE("consensus equals ConsensusClusterPlus on its own draws") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("draws")) continue;
    CAPTURE(name);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const auto size = static_cast<std::size_t>(f.at("drawn")[0]);
    std::vector<Draw> draws(f.at("draws").size() / size);
    for (std::size_t r = 0; r < draws.size(); ++r) {
      for (std::size_t i = 0; i < size; ++i)
        draws[r].cases.push_back(static_cast<std::size_t>(f.at("draws")[r * size + i]));
      draws[r].columns.resize(static_cast<std::size_t>(x.cols()));
      std::iota(draws[r].columns.begin(), draws[r].columns.end(), std::size_t{0});
    }
    std::vector<int> ks(static_cast<std::size_t>(f.at("max_k")[0]) - 1);
    std::iota(ks.begin(), ks.end(), 2);
    const auto trees = inner_hierarchical(x, Metric::euclidean, static_cast<Linkage>(f.at("inner")[0]), serial_for);
    const auto found = consensus_clusters(static_cast<std::size_t>(x.rows()), draws, ks, trees, 1,
                                          {.final_linkage = static_cast<Linkage>(f.at("final")[0])});
    for (const Consensus& c : found) {
      CAPTURE(c.k);
      ++checked;
      const std::string end = "_" + std::to_string(c.k);
      CHECK(c.reason == "");
      CHECK(c.failed == 0);
      std::vector<double> pairs;
      for (Index j = 0; j < x.rows(); ++j)
        for (Index i = j + 1; i < x.rows(); ++i) pairs.push_back(c.matrix(i, j));
      CHECK(pairs == f.at("matrix" + end));
      CHECK(c.cluster == codes(f.at("cluster" + end)));
      CHECK(relative(c.area, f.at("area" + end)[0]) < 1e-12);
      CHECK(std::abs(c.delta_area - f.at("delta" + end)[0]) < 1e-12);
      CHECK(std::abs(c.ambiguous - f.at("ambiguous" + end)[0]) < 1e-14);
      CHECK(worst(c.cluster_mean, f.at("own" + end)) < 1e-12);
      const MatrixXd item = matrix_of(f.at("item" + end), c.k);
      for (Index i = 0; i < item.rows(); ++i)
        for (Index g = 0; g < c.k; ++g) CHECK(rgx::test::apart(c.item(i, g), item(i, g)) < 1e-12);
      std::vector<double> at;
      for (int i = 0; i <= 20; ++i) at.push_back(i * 0.05);
      const auto distribution = consensus_distribution(c.matrix, at);
      for (std::size_t i = 0; i < at.size(); ++i)
        CHECK(std::abs(distribution[i] - f.at("distribution" + end)[i]) < 1e-14);
    }
  }
  CHECK(checked == 7);
}

TEST_CASE("draws of cases and columns; the same in any order; three clouds are three") {
  Stream stream(4);
  MatrixXd x(30, 6);
  for (Index i = 0; i < 30; ++i)
    for (Index j = 0; j < 6; ++j) x(i, j) = stream.normal() + (i % 3 == j % 3 ? 8 : 0);
  const auto draws = consensus_draws(30, 6, 100, 0.8, 0.5, 9);
  CHECK(draws[7].cases.size() == 24);
  CHECK(draws[7].columns.size() == 3);
  CHECK(draws[7].cases != draws[8].cases);
  CHECK(consensus_draws(100, 1, 1, 0.29, 1, 9)[0].cases.size() == 29);
  const int ks[] = {2, 3, 4};
  for (const auto& way : {inner(x, k_means_clusterer({.starts = 3})),
                          inner_hierarchical(x, Metric::correlation, Linkage::average, serial_for)}) {
    const auto all = consensus_draws(30, 6, 100, 0.8, 1, 9);
    const auto once = consensus_clusters(30, all, ks, way, 2);
    const auto twice = consensus_clusters(30, all, ks, way, 2, {}, backwards);
    CHECK(once[1].matrix == twice[1].matrix);
    CHECK(once[1].ambiguous == 0);
    for (int i = 0; i < 30; ++i) CHECK(once[1].cluster[i] == i % 3);
    CHECK(once[1].area == doctest::Approx(1 - 3.0 * 45 / 435));
    CHECK(consensus_clusters(30, draws, ks, way, 2)[0].matrix(0, 0) == 1);
  }
}

TEST_CASE("too few draws leave pairs that never met") {
  const MatrixXd x = MatrixXd::Random(8, 2);
  const int ks[] = {2};
  const auto way = inner_hierarchical(x, Metric::euclidean, Linkage::average, serial_for);
  CHECK(consensus_clusters(8, consensus_draws(8, 2, 1, 0.5, 1, 3), ks, way, 1)[0].reason ==
        "pairs never drawn together");
  const auto small = consensus_clusters(8, consensus_draws(8, 2, 5, 0.1, 1, 3), ks, way, 1)[0];
  CHECK(small.failed == 5);
  CHECK_THROWS_AS(consensus_draws(8, 2, 5, 0, 1, 3), std::invalid_argument);
  const int falling[] = {3, 2};
  CHECK_THROWS_AS(consensus_clusters(8, {}, falling, way, 1), std::invalid_argument);
}
