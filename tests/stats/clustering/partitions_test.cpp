#include "stats/clustering/partitions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/clustering/distances.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "stats/clustering/k_means.hpp"
#include "stats/clustering/silhouette.hpp"
#include "stats/clustering/stability.hpp"
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

TEST_CASE("k means reaches the total of kmeans with many starts") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("total")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const int k = static_cast<int>(f.at("k")[0]);
    const KMeans found = k_means(x, k, Stream(11));
    CHECK(found.reason == "");
    CHECK(found.converged);
    CHECK(found.starts_at_best > 0);
    // R sums about the origin: a shift by 1e6 costs it digits. Of copies nothing but rounding is left.
    const double expected = f.at("total")[0], near = name == "means_shifted" ? 1e-7 : 1e-10;
    CHECK(std::abs(found.total_within - expected) <= near * std::max(1.0, expected));
    CHECK(adjusted_rand(found.cluster, codes(f.at("cluster"))) == 1);
    auto sizes = cluster_sizes(found.cluster);
    std::ranges::sort(sizes);
    for (std::size_t c = 0; c < sizes.size(); ++c) CHECK(static_cast<double>(sizes[c]) == f.at("sizes")[c]);
    CHECK(relative(found.between, f.at("between")[0]) < 1e-7);
    const KMeans again = k_means(x, k, Stream(11), {}, backwards);
    CHECK(again.cluster == found.cluster);
    CHECK(again.centre == found.centre);
  }
  CHECK(checked == 7);
}

TEST_CASE("silhouettes and the adjusted Rand index equal cluster's and mclust's") {
  for (const auto& [name, f] : rgx::test::read_cases("clustering")) {
    if (!f.contains("width")) continue;
    CAPTURE(name);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const auto cluster = codes(f.at("cluster"));
    const Silhouette s = silhouette(distances(x, Metric::euclidean), cluster);
    for (Index i = 0; i < x.rows(); ++i) CHECK(std::abs(s.width[i] - f.at("width")[i]) < 1e-9);
    CHECK(s.nearest == codes(f.at("nearest")));
    CHECK(worst(s.cluster_mean, f.at("cluster_width")) < 1e-8);
    CHECK(relative(adjusted_rand(cluster, codes(f.at("other"))), f.at("rand")[0]) < 1e-12);
  }
}

TEST_CASE("partitions at their edges") {
  const std::vector<int> one{0, 0, 0}, apart{0, 1, 2}, two{1, 0, 0};
  CHECK(adjusted_rand(one, one) == 1);
  CHECK(adjusted_rand(apart, apart) == 1);
  CHECK(adjusted_rand(one, apart) == 0);
  CHECK(std::isnan(adjusted_rand({}, {})));
  CHECK_THROWS_AS(adjusted_rand(one, std::vector<int>{0}), std::invalid_argument);
  CHECK_THROWS_AS(cluster_sizes(std::vector<int>{-1}), std::invalid_argument);
  CHECK(jaccard(two, apart)(0, 1) == 0.5);
  const MatrixXd x = (MatrixXd(3, 1) << 5, 1, 1).finished();
  CHECK(k_means(x, 3, Stream(1)).reason == "fewer distinct cases than clusters");
  CHECK(k_means(x, 4, Stream(1)).reason == "fewer distinct cases than clusters");
  CHECK(k_means(x, 2, Stream(1)).total_within == 0);
  CHECK(k_means(x, 1, Stream(1)).total_within == doctest::Approx(32.0 / 3));
  CHECK_THROWS_AS(k_means(x, 0, Stream(1)), std::invalid_argument);
  CHECK_THROWS_AS(silhouette(distances(x, Metric::euclidean), one), std::invalid_argument);
  // By the mean of a single column, else by size.
  CHECK(stable_numbers(x, two, 2) == std::vector<int>{0, 1});
  CHECK(stable_numbers(x, std::vector<int>{0, 1, 1}, 2) == std::vector<int>{1, 0});
  const MatrixXd wide = (MatrixXd(3, 2) << 5, 0, 9, 0, 9, 0).finished();
  CHECK(stable_numbers(wide, std::vector<int>{0, 1, 1}, 2) == std::vector<int>{1, 0});
  CHECK(nearest_centre(x, (MatrixXd(2, 1) << 1, 4).finished()) == std::vector<int>{1, 0, 0});
}

TEST_CASE("cases drawn again: best matches as Hennig's, alike in any order") {
  const auto cases = rgx::test::read_cases("clustering");
  const auto& f = cases.at("stability");
  const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
  const auto cluster = codes(f.at("cluster"));
  for (int b = 0; b < 20; ++b) {
    std::vector<std::size_t> drawn;
    for (const double i : f.at("drawn_" + std::to_string(b))) drawn.push_back(static_cast<std::size_t>(i));
    const MatrixXd again = x(drawn, Eigen::all);
    const Tree tree = hierarchical(distances(again, Metric::euclidean), Linkage::ward_d2);
    CHECK(worst(best_matches(cluster, 4, drawn, cut_tree(tree, 4)), f.at("best_" + std::to_string(b))) < 1e-14);
  }
  const Clusterer means = k_means_clusterer({.starts = 5});
  const auto once = cluster_stability(x, cluster, 4, means, 40, 3);
  const auto twice = cluster_stability(x, cluster, 4, means, 40, 3, backwards);
  CHECK(once.jaccard == twice.jaccard);
  CHECK(once.resamples[0] > 30);
  CHECK((once.jaccard.array() > 0.2).all());
  CHECK((once.jaccard.array() <= 1).all());
}
