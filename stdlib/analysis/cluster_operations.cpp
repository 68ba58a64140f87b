// Ways to group cases: kmeans, hierarchical, gaussian_mixture, consensus.
#include <algorithm>
#include <cmath>

#include "stats/clustering/k_means.hpp"
#include "stdlib/analysis/cluster_result.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using Eigen::MatrixXd;
using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;
using engine::Output;

namespace {

constexpr const char* kNoPartition = "fewer distinct cases than clusters";

int whole(const Json& args, const char* name) { return static_cast<int>(std::lround(args.at(name).get<double>())); }

std::vector<ClusterTry> tries_of(const std::vector<int>& ks, const std::vector<std::vector<int>>& clusters) {
  std::vector<ClusterTry> out;
  for (std::size_t i = 0; i < ks.size(); ++i) {
    ClusterTry t;
    t.k = ks[i];
    t.cluster = clusters[i];
    if (t.cluster.empty()) t.reason = kNoPartition;
    out.push_back(std::move(t));
  }
  return out;
}

// One k is taken as it is; of several the one with the best silhouette or gap.
void choose(ClusterFound& found, const ClusterCases& cases, const std::vector<int>& ks, const Json& args,
            const Context& context) {
  found.by = ks.size() == 1 ? "given" : args.at("choose").get<std::string>();
  if (found.by != "gap") {
    found.chosen = best_try(found.tries, &ClusterTry::silhouette);
    return;
  }
  // The gap compares with one cluster as well, which is no grouping: the smallest k that is asked stands for it.
  stats::GapOptions options;
  options.references = whole(args, "references");
  options.rule = args.at("gap_rule") == "tibs_2001" ? stats::GapRule::tibs_2001 : stats::GapRule::first_se_max;
  const auto gap = stats::gap_statistic(cases.x, ks, found.clusterer, stats::Stream(context.stream, 0, 5).bits(),
                                        options, context.parallel);
  for (std::size_t i = 0; i < found.tries.size(); ++i) {
    found.tries[i].gap = gap.gap[static_cast<Eigen::Index>(i)];
    found.tries[i].gap_se = gap.se[static_cast<Eigen::Index>(i)];
    if (ks[i] == gap.best) found.chosen = i;
  }
  if (gap.best == 0) found.chosen = best_try(found.tries, &ClusterTry::gap);
}

Output run_kmeans(const Context& context) {
  const Json& args = context.params.at("args");
  ClusterCases cases = cluster_cases(context);
  const auto ks = numbers_of_clusters(args);
  const stats::KMeansOptions options{whole(args, "starts"), 200};
  ClusterFound found;
  std::vector<std::vector<int>> clusters;
  std::vector<double> within;
  for (const int k : ks) {
    auto made = stats::k_means(cases.x, k, stats::Stream(context.stream), options, context.parallel);
    clusters.push_back(std::move(made.cluster));
    within.push_back(made.total_within);
  }
  found.tries = tries_of(ks, clusters);
  for (std::size_t i = 0; i < ks.size(); ++i)
    if (!clusters[i].empty()) found.tries[i].within = within[i];
  found.clusterer = stats::k_means_clusterer({std::min(options.starts, 10), 200});
  found.stability = whole(args, "stability");
  const MatrixXd d = stats::distances(cases.x, stats::Metric::euclidean, context.parallel);
  take_silhouettes(found, d);
  choose(found, cases, ks, args, context);
  return cluster_output(std::move(cases), std::move(found), d, context);
}

stats::Clusterer tree_clusterer(stats::Metric metric, stats::Linkage linkage) {
  return [=](const MatrixXd& x, std::span<const int> ks, stats::Stream) {
    const auto tree = stats::hierarchical(linkage_distances(stats::distances(x, metric), linkage), linkage);
    std::vector<std::vector<int>> out(ks.size());
    for (std::size_t i = 0; i < ks.size(); ++i)
      if (tree.reason.empty() && ks[i] <= static_cast<int>(x.rows())) out[i] = stats::cut_tree(tree, ks[i]);
    return out;
  };
}

// Correlation has no direction for a case whose columns are all equal.
void require_directions(const MatrixXd& distance, const ClusterCases& cases) {
  for (Eigen::Index i = 0; i < distance.rows(); ++i)
    if (distance.rows() > 1 && std::isnan(distance(i, i == 0 ? 1 : 0)) &&
        std::isnan(distance((i + 1) % distance.rows(), i)))
      throw engine::Failure("constant-feature",
                            "every column of `" + cases.subject[static_cast<std::size_t>(i)] +
                                "` has one value, so it has no correlation with other cases",
                            "use `distance: euclidean`, or more columns");
}

Output run_hierarchical(const Context& context) {
  const Json& args = context.params.at("args");
  ClusterCases cases = cluster_cases(context);
  const auto ks = numbers_of_clusters(args);
  ClusterFound found;
  found.distance = args.at("distance").get<std::string>();
  const auto metric = metric_of(found.distance);
  const auto linkage = linkage_of(args.at("linkage").get<std::string>());
  const MatrixXd d = stats::distances(cases.x, metric, context.parallel);
  require_directions(d, cases);
  const MatrixXd given = linkage_distances(d, linkage);
  found.tree = stats::hierarchical(given, linkage);
  found.cophenetic = stats::cophenetic_correlation(*found.tree, given);
  std::vector<std::vector<int>> clusters;
  for (const int k : ks) clusters.push_back(stats::cut_tree(*found.tree, k));
  found.tries = tries_of(ks, clusters);
  found.clusterer = tree_clusterer(metric, linkage);
  found.stability = whole(args, "stability");
  take_silhouettes(found, d);
  choose(found, cases, ks, args, context);
  return cluster_output(std::move(cases), std::move(found), d, context);
}

Output run_mixture(const Context& context) {
  const Json& args = context.params.at("args");
  ClusterCases cases = cluster_cases(context);
  const auto ks = numbers_of_clusters(args);
  std::vector<stats::MixtureModel> models;
  for (const auto model : stats::kMixtureModels)
    for (const auto& name : args.at("models"))
      if (name == std::string(stats::mixture_model_name(model))) models.push_back(model);
  const auto fits = stats::gaussian_mixtures(cases.x, ks, models, stats::Stream(context.stream), {}, context.parallel);
  ClusterFound found;
  found.by = "bic";
  for (const auto& fit : fits) {
    ClusterTry t;
    t.k = fit.components;
    t.model = stats::mixture_model_name(fit.model);
    t.reason = fit.reason;
    if (fit.reason.empty()) {
      auto sizes = stats::cluster_sizes(fit.cluster);
      sizes.resize(static_cast<std::size_t>(fit.components));
      if (std::ranges::count(sizes, std::size_t{0}) > 0) t.reason = "a component that no case most likely belongs to";
    }
    if (t.reason.empty()) {
      t.bic = fit.bic;
      t.log_likelihood = fit.log_likelihood;
      t.cluster = fit.cluster;
      t.mixture = fit;
    }
    found.tries.push_back(std::move(t));
  }
  const MatrixXd d = stats::distances(cases.x, stats::Metric::euclidean, context.parallel);
  take_silhouettes(found, d);
  found.chosen = best_try(found.tries, &ClusterTry::bic);
  return cluster_output(std::move(cases), std::move(found), d, context);
}

Output run_consensus(const Context& context) {
  const Json& args = context.params.at("args");
  ClusterCases cases = cluster_cases(context);
  const auto ks = numbers_of_clusters(args);
  const std::size_t n = cases.subject.size();
  const auto draws =
      stats::consensus_draws(n, cases.columns.size(), whole(args, "resamples"), args.at("items").get<double>(),
                             args.at("features").get<double>(), stats::Stream(context.stream, 0, 3).bits());
  ClusterFound found;
  found.distance = args.at("distance").get<std::string>();
  const auto metric = metric_of(found.distance);
  const MatrixXd d = stats::distances(cases.x, metric, context.parallel);
  require_directions(d, cases);
  const auto way = args.at("inner") == "kmeans"
                       ? stats::inner(cases.x, stats::k_means_clusterer({10, 200}))
                       : stats::inner_hierarchical(cases.x, metric, linkage_of(args.at("linkage").get<std::string>()),
                                                   context.parallel);
  auto made =
      stats::consensus_clusters(n, draws, ks, way, stats::Stream(context.stream, 0, 4).bits(), {}, context.parallel);
  for (auto& c : made) {
    ClusterTry t;
    t.k = c.k;
    t.reason = c.reason;
    if (c.reason.empty()) {
      t.cluster = c.cluster;
      t.ambiguous = c.ambiguous;
      t.area = c.area;
      t.delta_area = c.delta_area;
      t.consensus = std::move(c);
    }
    found.tries.push_back(std::move(t));
  }
  found.by = ks.size() == 1 ? "given" : "pac";
  take_silhouettes(found, d);
  found.chosen = best_try(found.tries, &ClusterTry::ambiguous, true);
  found.tree = found.tries[found.chosen].consensus->tree;
  return cluster_output(std::move(cases), std::move(found), d, context);
}

lang::Param clusters(double low) {
  lang::Param out;
  out.name = "k";
  out.type = lang::ParamType::integer;
  out.list = true;
  out.required = true;
  out.low = low;
  out.high = 100;
  out.text = "the number of clusters, or a range `2 .. 6` to choose from";
  return out;
}

lang::Param standardise() {
  return yes_or_no("standardise", true,
                   "columns to mean 0 and standard deviation 1 first, so that none outweighs by its unit");
}

lang::Param distance() {
  return choice_of("distance", {"euclidean", "manhattan", "correlation"},
                   "between cases; correlation is 1 - r over the columns");
}

lang::Param chooses() { return choice_of("choose", {"silhouette", "gap"}, "what k of a range is chosen by"); }
lang::Param references() { return whole_number("references", 100, 10, 10000, "reference sets of the gap"); }
lang::Param gap_rule() {
  return choice_of("gap_rule", {"first_se_max", "tibs_2001"}, "how the gap chooses: `cluster::maxSE`");
}
lang::Param stability() {
  return whole_number("stability", 100, 0, 10000,
                      "bootstrap samples for the Jaccard stability of each cluster; 0: none");
}
lang::Param share(std::string name, double fallback, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::fraction;
  out.fallback = fallback;
  out.low = 0.1;
  out.high = 1;
  out.text = std::move(text);
  return out;
}
lang::Param linkages(const char* first) {
  std::vector<std::string> all{first};
  for (const char* name : {"ward", "average", "complete", "single", "mcquitty", "ward_d", "centroid", "median"})
    if (std::string(name) != first) all.emplace_back(name);
  return choice_of("linkage", all, "`ward` is ward.D2; centroid and median work on squared distances");
}

const char* const kChosen =
    " Every k of a range is tried, counted and printed in `NAME.summary.csv`; `choose` takes the largest mean "
    "silhouette "
    "(`cluster::silhouette`), or the gap (`cluster::clusGap` with references along the principal axes). Clusters are "
    "numbered by the mean of the feature, from low to high, where there is one, else by size from the largest down. "
    "`NAME.clusters.csv` says how firm each is: mean silhouette, and the Jaccard similarity with its best match over "
    "bootstrap samples (`fpc::clusterboot`): below 0.6 it is not to be trusted. Cases of another cohort get the "
    "cluster "
    "of the nearest centre.";

}  // namespace

std::vector<Operation> cluster_operations() {
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("kmeans", 1)
          .role(lang::Role::clustering)
          .in("cluster")
          .learns()
          .random("cluster")
          .param(clusters(2))
          .param(whole_number("starts", 50, 1, 10000, "the best of so many starts by k-means++"))
          .param(standardise())
          .param(chooses())
          .param(references())
          .param(gap_rule())
          .param(stability())
          .summary("k means: clusters of the least sum of squares about their means")
          .details(std::string("Lloyd's steps from k-means++ starts, then single cases are exchanged while that lowers "
                               "the sum (Hartigan and Wong): `kmeans(x, k, nstart)`.") +
                   kChosen)
          .methods("Cases were grouped by k means (k {k}, the best of {starts} starts).")
          .cites({"arthur2007", "hartigan1979", "hennig2007", "rousseeuw1987", "tibshirani2001"})
          .run([](const Json&, const Context& c) { return run_kmeans(c); }));
  out.push_back(Declare<Json>("hierarchical", 1)
                    .role(lang::Role::clustering)
                    .in("cluster")
                    .learns()
                    .random("cluster")
                    .param(clusters(2))
                    .param(linkages("ward"))
                    .param(distance())
                    .param(standardise())
                    .param(chooses())
                    .param(references())
                    .param(gap_rule())
                    .param(stability())
                    .summary("Agglomerative hierarchical clustering, the tree cut into k clusters")
                    .details(std::string("`hclust(d, method)` and `cutree`, ties included; `NAME.tree.csv` holds its "
                                         "merges, and the cophenetic correlation says how well the tree keeps the "
                                         "distances.") +
                             kChosen)
                    .methods("Cases were grouped by hierarchical clustering ({linkage} linkage, {distance} distance; k "
                             "{k}).")
                    .cites({"hennig2007", "murtagh2014", "rousseeuw1987", "tibshirani2001", "ward1963"})
                    .run([](const Json&, const Context& c) { return run_hierarchical(c); }));
  lang::Param models;
  models.name = "models";
  models.type = lang::ParamType::choice;
  models.list = true;
  models.choices = {"EII", "VII", "EEI", "VVI", "EEE", "VVV"};
  models.fallback = lang::Literal::List{"EII", "VII", "EEI", "VVI", "EEE", "VVV"};
  models.text = "how covariances are bound (volume, shape, orientation: equal, varying, identity)";
  out.push_back(
      Declare<Json>("gaussian_mixture", 1)
          .role(lang::Role::clustering)
          .in("cluster")
          .learns()
          .random("cluster")
          .param(clusters(1))
          .param(models)
          .param(standardise())
          .summary("Mixture of normal distributions by expectation-maximisation, chosen by BIC")
          .details(
              "The six covariance models of `mclust` named here, each with every k, from Ward's partition and from "
              "that of k means, whichever ends higher, run to convergence. The largest BIC (2 log L - parameters "
              "log n, as `mclust::Mclust` has it) chooses k and model. `membership` is the posterior probability "
              "of a case's own cluster; cases of another cohort get the most probable component. Clusters are "
              "numbered by the mean of the feature, from low to high, where there is one, else by size.")
          .methods(
              "Cases were grouped by Gaussian mixtures (k {k}; covariance models {models}), number and model chosen "
              "by BIC.")
          .cites({"fraley2002", "scrucca2016"})
          .run([](const Json&, const Context& c) { return run_mixture(c); }));
  out.push_back(
      Declare<Json>("consensus", 1)
          .role(lang::Role::clustering)
          .in("cluster")
          .learns()
          .random("cluster")
          .param(clusters(2))
          .param(choice_of("inner", {"hierarchical", "kmeans"}, "what clusters each resample"))
          .param(linkages("average"))
          .param(distance())
          .param(whole_number("resamples", 500, 10, 100000, "how often cases are drawn"))
          .param(share("items", 0.8, "share of the cases in each resample"))
          .param(share("features", 1, "share of the columns in each resample"))
          .param(standardise())
          .summary("Consensus clustering: which cases stay together when cases are drawn again and again")
          .details(
              "Monti's consensus matrix over resamples without replacement, as `ConsensusClusterPlus`; its tree "
              "(average linkage of 1 - consensus) cut into k gives the clusters. Of a range of k the smallest "
              "proportion of ambiguous clustering chooses: the share of pairs with a consensus above 0.1 and at "
              "most 0.9. Areas are those under the distribution function of the consensus itself, without a "
              "histogram; `delta_area` is the relative gain over the k before. Clusters are numbered by the mean of "
              "the feature, from low to high, where there is one, else by size. Cases of another cohort get the "
              "cluster of the nearest centre.")
          .methods("Cases were grouped by consensus clustering ({inner} clustering of {resamples} resamples of {items} "
                   "of the cases; k {k}).")
          .cites({"monti2003", "senbabaoglu2014"})
          .run([](const Json&, const Context& c) { return run_consensus(c); }));
  out.push_back(cluster_labels_operation());
  out.push_back(score_groups_operation());
  return out;
}

}  // namespace rgx::stdlib
