// Clustering: stats/clustering/*.hpp.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "stats/clustering/consensus.hpp"
#include "stats/clustering/distances.hpp"
#include "stats/clustering/gap.hpp"
#include "stats/clustering/gaussian_mixture.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "stats/clustering/k_means.hpp"
#include "stats/clustering/partitions.hpp"
#include "stats/clustering/silhouette.hpp"
#include "stats/clustering/stability.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd data_of(const Fields& f) { return matrix_of(f.at("x"), f.at("columns")[0]); }

template <class Values>
std::vector<double> numbers_of(const Values& values) {
  return std::vector<double>(values.begin(), values.end());
}

std::string numbered(const std::string& name, int i) { return name + "_" + std::to_string(i); }

void trees(const Fields& f, Numbers& n) {
  if (!f.contains("merge_0")) return;
  const MatrixXd d = distances(data_of(f), static_cast<Metric>(f.at("metric")[0]));
  for (int l = 0; l <= static_cast<int>(Linkage::median); ++l) {
    const Tree tree = hierarchical(d, static_cast<Linkage>(l));
    std::vector<double> merge, cuts;
    for (const auto& pair : tree.merge) merge.insert(merge.end(), pair.begin(), pair.end());
    for (int k = 1; k <= std::min(6, static_cast<int>(d.rows())); ++k)
      for (const int c : cut_tree(tree, k)) cuts.push_back(c);
    n.add(merge, f.at(numbered("merge", l)));
    n.add(numbers_of(tree.order), f.at(numbered("order", l)));
    n.add(cuts, f.at(numbered("cut", l)));
    const auto& height = f.at(numbered("height", l));
    double most = 0;  // beside the largest: squares of tiny distances next to huge ones
    for (const double h : height) most = std::max(most, std::abs(h));
    n.add(tree.height, height, most);
  }
}

void cophenetic_check(const Fields& f, Numbers& n) {
  for (int l = 0; f.contains("merge_0") && l <= static_cast<int>(Linkage::median); ++l) {
    if (!f.contains(numbered("cophenetic", l))) continue;
    const MatrixXd d = distances(data_of(f), static_cast<Metric>(f.at("metric")[0]));
    n.add(cophenetic_correlation(hierarchical(d, static_cast<Linkage>(l)), d), f.at(numbered("cophenetic", l))[0], 1);
  }
}

void means(const Fields& f, Numbers& n) {
  if (!f.contains("total")) return;
  const KMeans found = k_means(data_of(f), static_cast<int>(f.at("k")[0]), Stream(11));
  n.add(found.total_within, f.at("total")[0]);
  n.add(found.between, f.at("between")[0]);
  auto sizes = cluster_sizes(found.cluster);
  std::ranges::sort(sizes);
  n.add(numbers_of(sizes), f.at("sizes"));
}

void silhouettes(const Fields& f, Numbers& n) {
  if (!f.contains("width")) return;
  const Silhouette s = silhouette(distances(data_of(f), Metric::euclidean), codes(f.at("cluster")));
  n.add(Eigen::Ref<const Eigen::VectorXd>(s.width).eval(), matrix_of(f.at("width"), 1), 1);
  n.add(numbers_of(s.nearest), f.at("nearest"));
  n.add(s.cluster_mean, f.at("cluster_width"));
}

void rand_index(const Fields& f, Numbers& n) {
  if (f.contains("rand")) n.add(adjusted_rand(codes(f.at("cluster")), codes(f.at("other"))), f.at("rand")[0]);
}

void mixtures(const Fields& f, Numbers& n) {
  if (!f.contains("start")) return;
  const MatrixXd x = data_of(f);
  const auto start = codes(f.at("start"));
  MatrixXd z = MatrixXd::Zero(x.rows(), static_cast<Index>(f.at("k")[0]));
  for (Index i = 0; i < x.rows(); ++i) z(i, start[static_cast<std::size_t>(i)]) = 1;
  for (int m = 0; m < 6; ++m) {
    if (!f.contains(numbered("loglik", m))) continue;
    const Mixture fit = fit_mixture(x, static_cast<MixtureModel>(m), z, {1e-13, 20000});
    n.add(fit.log_likelihood, f.at(numbered("loglik", m))[0]);
    n.add(fit.bic, f.at(numbered("bic", m))[0]);
  }
}

void mixture_choice(const Fields& f, Numbers& n) {
  if (!f.contains("chosen")) return;
  const int components[] = {1, 2, 3, 4, 5};
  const auto fits = gaussian_mixtures(data_of(f), components, kMixtureModels, Stream(5));
  const Mixture& best = fits.at(static_cast<std::size_t>(best_mixture(fits)));
  n.add({static_cast<double>(best.components), static_cast<double>(best.model)}, f.at("chosen"));
  n.add(best.bic, f.at("chosen_bic")[0]);
  n.add(adjusted_rand(best.cluster, codes(f.at("cluster"))), 1);
}

void consensus(const Fields& f, Numbers& n) {
  if (!f.contains("draws")) return;
  const MatrixXd x = data_of(f);
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
  const auto trees_of = inner_hierarchical(x, Metric::euclidean, static_cast<Linkage>(f.at("inner")[0]), serial_for);
  for (const Consensus& c : consensus_clusters(static_cast<std::size_t>(x.rows()), draws, ks, trees_of, 1,
                                               {.final_linkage = static_cast<Linkage>(f.at("final")[0])})) {
    std::vector<double> pairs;
    for (Index j = 0; j < x.rows(); ++j)
      for (Index i = j + 1; i < x.rows(); ++i) pairs.push_back(c.matrix(i, j));
    n.add(pairs, f.at(numbered("matrix", c.k)));
    n.add(numbers_of(c.cluster), f.at(numbered("cluster", c.k)));
    n.add(c.area, f.at(numbered("area", c.k))[0]);
    n.add(c.delta_area, f.at(numbered("delta", c.k))[0], 1);
    n.add(c.ambiguous, f.at(numbered("ambiguous", c.k))[0], 1);
    n.add(c.cluster_mean, f.at(numbered("own", c.k)));
    n.add(c.item, matrix_of(f.at(numbered("item", c.k)), c.k), 1);
  }
}

// The spread of the data and the choice of k; references drawn at random are the test's matter.
void gaps(const Fields& f, Numbers& n) {
  if (f.contains("log_w")) {
    const auto cuts = codes(f.at("cut"));
    const MatrixXd x = data_of(f);
    const auto cases = static_cast<std::size_t>(x.rows());
    for (std::size_t k = 0; k < f.at("log_w").size(); ++k)
      n.add(log_within(x, std::span(cuts).subspan(k * cases, cases), f.at("power")[0]), f.at("log_w")[k], 1);
  }
  if (!f.contains("curve")) return;
  const GapRule rules[] = {GapRule::first_se_max, GapRule::tibs_2001, GapRule::global_max};
  for (std::size_t r = 0; r < 3; ++r)
    n.add(static_cast<double>(choose_gap(f.at("curve"), f.at("curve_se"), rules[r])), f.at("best")[r]);
}

void stability(const Fields& f, Numbers& n) {
  if (!f.contains("boots")) return;
  const MatrixXd x = data_of(f);
  const int k = static_cast<int>(f.at("k")[0]);
  for (int b = 0; b < static_cast<int>(f.at("boots")[0]); ++b) {
    std::vector<std::size_t> drawn;
    for (const double i : f.at(numbered("drawn", b))) drawn.push_back(static_cast<std::size_t>(i));
    const MatrixXd again = x(drawn, Eigen::all);
    const auto anew = cut_tree(hierarchical(distances(again, Metric::euclidean), Linkage::ward_d2), k);
    n.add(best_matches(codes(f.at("cluster")), k, drawn, anew), f.at(numbered("best", b)));
  }
}

}  // namespace

std::vector<StatsCheck> clustering_checks() {
  return {
      by_case("hierarchical", "clustering", "R", "hclust(d, method): merge, order, cutree, height; every linkage",
              kFormula, trees),
      by_case("hierarchical: cophenetic correlation", "clustering", "R", "cor(cophenetic(tree), d)", kFormula,
              cophenetic_check),
      by_case("kmeans", "clustering", "R", "kmeans(nstart = 500): sums of squares and sizes", kNumeric, means),
      by_case("silhouette", "clustering", "cluster", "silhouette()", kFormula, silhouettes),
      by_case("adjusted Rand index", "clustering", "mclust", "adjustedRandIndex()", kFormula, rand_index),
      by_case("gaussian_mixture", "clustering", "mclust", "me(x, model, z), converged: log L, BIC", kIterative,
              mixtures),
      by_case("gaussian_mixture: choice", "clustering", "mclust", "Mclust(G = 1:5, modelNames), converged", kIterative,
              mixture_choice),
      by_case("consensus", "clustering", "ConsensusClusterPlus",
              "ConsensusClusterPlus() on its draws; area, PAC, item consensus by formula", kFormula, consensus),
      by_case("gap", "clustering", "cluster", "clusGap()$Tab[, 1], maxSE()", kFormula, gaps),
      by_case("cluster stability", "clustering", "R", "Hennig 2007 by script (fpc::clusterboot's definition)", kFormula,
              stability),
  };
}

}  // namespace rgx::conformance
