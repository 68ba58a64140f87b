#include "stdlib/analysis/cluster_result.hpp"

#include <algorithm>
#include <cmath>

#include "stats/clustering/silhouette.hpp"
#include "stats/clustering/stability.hpp"
#include "stdlib/analysis/cluster_heat.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Column;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

std::vector<std::string> as_texts(const std::vector<int>& cluster) {
  std::vector<std::string> out;
  for (const int c : cluster) out.push_back(std::to_string(c + 1));
  return out;
}

std::vector<double> as_numbers(const Eigen::VectorXd& v) { return {v.data(), v.data() + v.size()}; }

Json as_json(const MatrixXd& m) {
  Json out = Json::array();
  for (Index i = 0; i < m.rows(); ++i) out.push_back(as_numbers(m.row(i).transpose()));
  return out;
}

// A column of numbers that no row has is left out: what the way of clustering does not know.
void add_known(Table& table, const std::string& name, std::vector<double> values) {
  if (std::ranges::all_of(values, [](double v) { return std::isnan(v); })) return;
  table.columns.push_back(Column::of_numbers(name, std::move(values)));
}

std::string sizes_text(const std::vector<int>& cluster) {
  std::string out;
  auto sizes = stats::cluster_sizes(cluster);
  for (const std::size_t s : sizes) out += (out.empty() ? "" : "; ") + std::to_string(s);
  return out;
}

Table summary(const std::string& block, const ClusterCases& cases, const ClusterFound& found) {
  Table out;
  const auto& tries = found.tries;
  const std::size_t n = tries.size();
  std::vector<std::string> chosen, sizes, model, reason;
  std::vector<double> k;
  for (std::size_t i = 0; i < n; ++i) {
    k.push_back(tries[i].k);
    chosen.emplace_back(i == found.chosen ? "true" : "false");
    sizes.push_back(sizes_text(tries[i].cluster));
    model.push_back(tries[i].model);
    reason.push_back(tries[i].reason);
  }
  out.columns.push_back(Column::of_texts("block", std::vector<std::string>(n, block)));
  out.columns.push_back(Column::of_numbers("k", k));
  if (std::ranges::any_of(model, [](const auto& m) { return !m.empty(); }))
    out.columns.push_back(Column::of_texts("model", model));
  out.columns.push_back(Column::of_texts("chosen", chosen));
  out.columns.push_back(Column::of_texts("chosen_by", std::vector<std::string>(n, found.by)));
  out.columns.push_back(Column::of_numbers("n", std::vector<double>(n, static_cast<double>(cases.subject.size()))));
  out.columns.push_back(
      Column::of_numbers("features", std::vector<double>(n, static_cast<double>(cases.columns.size()))));
  out.columns.push_back(Column::of_texts("sizes", sizes));
  const auto known = [&](const char* name, double ClusterTry::*number) {
    std::vector<double> values;
    for (const auto& t : tries) values.push_back(t.*number);
    add_known(out, name, values);
  };
  known("within_ss", &ClusterTry::within);
  known("silhouette", &ClusterTry::silhouette);
  known("gap", &ClusterTry::gap);
  known("gap_se", &ClusterTry::gap_se);
  known("log_likelihood", &ClusterTry::log_likelihood);
  known("bic", &ClusterTry::bic);
  known("pac", &ClusterTry::ambiguous);
  known("area", &ClusterTry::area);
  known("delta_area", &ClusterTry::delta_area);
  add_known(out, "cophenetic", std::vector<double>(n, found.cophenetic));
  if (std::ranges::any_of(reason, [](const auto& r) { return !r.empty(); }))
    out.columns.push_back(Column::of_texts("reason", reason));
  return out;
}

// Merges as R's hclust writes them, in the order they are made.
Table tree_table(const stats::Tree& tree) {
  std::vector<double> left, right;
  for (const auto& [a, b] : tree.merge) left.push_back(a), right.push_back(b);
  Table out;
  out.columns.push_back(Column::of_numbers("left", left));
  out.columns.push_back(Column::of_numbers("right", right));
  out.columns.push_back(Column::of_numbers("height", tree.height));
  return out;
}

std::vector<std::string> in_order(const std::vector<std::string>& names, const std::vector<std::size_t>& order) {
  std::vector<std::string> out;
  for (const std::size_t i : order) out.push_back(names[i]);
  return out;
}

Table consensus_table(const stats::Consensus& c, const ClusterCases& cases) {
  Table out;
  out.columns.push_back(Column::of_texts("subject", in_order(cases.subject, c.tree.order)));
  out.columns.push_back(Column::of_texts("cluster", in_order(as_texts(c.cluster), c.tree.order)));
  for (const std::size_t j : c.tree.order) {
    std::vector<double> values;
    for (const std::size_t i : c.tree.order) values.push_back(c.matrix(static_cast<Index>(i), static_cast<Index>(j)));
    out.columns.push_back(Column::of_numbers(cases.subject[j], values));
  }
  return out;
}

Table distribution_table(const std::vector<ClusterTry>& tries) {
  std::vector<double> at, k, consensus, share;
  for (int i = 0; i <= 100; ++i) at.push_back(i / 100.0);
  for (const auto& t : tries) {
    if (!t.consensus || !t.reason.empty()) continue;
    const auto f = stats::consensus_distribution(t.consensus->matrix, at);
    k.insert(k.end(), at.size(), t.k);
    consensus.insert(consensus.end(), at.begin(), at.end());
    share.insert(share.end(), f.begin(), f.end());
  }
  Table out;
  out.columns.push_back(Column::of_numbers("k", k));
  out.columns.push_back(Column::of_numbers("consensus", consensus));
  out.columns.push_back(Column::of_numbers("share", share));
  return out;
}

// Each cluster with how firm it is.
Table clusters_table(const ClusterTry& t, const ClusterFound& found, const ClusterCases& cases,
                     const MatrixXd& distance, const engine::Context& context) {
  const auto sizes = stats::cluster_sizes(t.cluster);
  const auto k = static_cast<int>(sizes.size());
  Table out;
  std::vector<std::string> names;
  for (int g = 0; g < k; ++g) names.push_back(std::to_string(g + 1));
  out.columns.push_back(Column::of_texts("cluster", names));
  out.columns.push_back(Column::of_numbers("n", std::vector<double>(sizes.begin(), sizes.end())));
  if (k > 1)
    out.columns.push_back(
        Column::of_numbers("silhouette", as_numbers(stats::silhouette(distance, t.cluster).cluster_mean)));
  if (t.consensus) add_known(out, "consensus", as_numbers(t.consensus->cluster_mean));
  if (found.clusterer && found.stability > 0 && k > 1) {
    const auto s = stats::cluster_stability(cases.x, t.cluster, k, found.clusterer, found.stability,
                                            stats::Stream(context.stream, 0, 7).bits(), context.parallel);
    out.columns.push_back(Column::of_numbers("jaccard", as_numbers(s.jaccard)));
    out.columns.push_back(Column::of_numbers("recovered", {s.recovered.begin(), s.recovered.end()}));
    out.columns.push_back(Column::of_numbers("dissolved", {s.dissolved.begin(), s.dissolved.end()}));
    out.columns.push_back(Column::of_numbers("resamples", {s.resamples.begin(), s.resamples.end()}));
  }
  return out;
}

Table labels_table(const ClusterTry& t, const ClusterCases& cases, const MatrixXd& distance) {
  Table out;
  const std::size_t n = cases.subject.size();
  out.columns.push_back(Column::of_texts("subject", cases.subject));
  out.columns.push_back(Column::of_texts("cohort", cases.cohort));
  out.columns.push_back(Column::of_texts("cluster", as_texts(t.cluster)));
  if (stats::cluster_sizes(t.cluster).size() > 1) {
    const auto s = stats::silhouette(distance, t.cluster);
    out.columns.push_back(Column::of_numbers("silhouette", as_numbers(s.width)));
    out.columns.push_back(Column::of_texts("nearest", as_texts(s.nearest)));
  }
  std::vector<double> own;
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Index>(i);
    if (t.mixture) own.push_back(t.mixture->membership(row, t.cluster[i]));
    if (t.consensus) own.push_back(t.consensus->item(row, t.cluster[i]));
  }
  if (t.mixture) add_known(out, "membership", own);
  if (t.consensus) add_known(out, "consensus", own);
  return out;
}

// Everything that counts clusters, in the new numbers.
void number_stably(ClusterTry& t, const ClusterCases& cases) {
  if (t.cluster.empty()) return;
  const auto k = static_cast<int>(stats::cluster_sizes(t.cluster).size());
  const auto numbers = stats::stable_numbers(cases.raw, t.cluster, k);
  stats::renumber(t.cluster, numbers);
  if (t.mixture && t.mixture->components == k) {
    const stats::Mixture old = *t.mixture;
    for (int g = 0; g < k; ++g) {
      const Index to = numbers[static_cast<std::size_t>(g)];
      t.mixture->mean.row(to) = old.mean.row(g);
      t.mixture->weight[to] = old.weight[g];
      t.mixture->membership.col(to) = old.membership.col(g);
      if (old.covariance.size() > 1)
        t.mixture->covariance[static_cast<std::size_t>(to)] = old.covariance[static_cast<std::size_t>(g)];
    }
  }
  if (t.consensus) {
    const stats::Consensus old = *t.consensus;
    t.consensus->cluster = t.cluster;
    for (int g = 0; g < k; ++g) {
      const Index to = numbers[static_cast<std::size_t>(g)];
      t.consensus->item.col(to) = old.item.col(g);
      t.consensus->cluster_mean[to] = old.cluster_mean[g];
    }
  }
}

Json fit_of(const ClusterTry& t, const ClusterFound& found, const ClusterCases& cases) {
  const auto k = static_cast<int>(stats::cluster_sizes(t.cluster).size());
  Json out{{"columns", cases.columns},
           {"centre", as_numbers(cases.centre)},
           {"scale", as_numbers(cases.scale)},
           {"distance", found.distance},
           {"centres", as_json(stats::cluster_means(cases.x, t.cluster, k))}};
  if (!t.mixture) return out;
  out["model"] = stats::mixture_model_name(t.mixture->model);
  out["centres"] = as_json(t.mixture->mean);
  out["weights"] = as_numbers(t.mixture->weight);
  out["covariances"] = Json::array();
  for (const auto& s : t.mixture->covariance) out["covariances"].push_back(as_json(s));
  return out;
}

}  // namespace

void take_silhouettes(ClusterFound& found, const MatrixXd& distance) {
  for (auto& t : found.tries)
    if (!t.cluster.empty() && stats::cluster_sizes(t.cluster).size() > 1)
      t.silhouette = stats::silhouette(distance, t.cluster).mean;
}

std::size_t best_try(const std::vector<ClusterTry>& tries, double ClusterTry::*number, bool smaller) {
  std::size_t best = tries.size();
  for (std::size_t i = 0; i < tries.size(); ++i) {
    const double here = tries[i].*number;
    if (tries[i].cluster.empty() || std::isnan(here)) continue;
    if (best == tries.size() || (smaller ? here < tries[best].*number : here > tries[best].*number)) best = i;
  }
  if (best == tries.size())
    throw Failure("too-few", "no number of clusters that was asked can be made of these cases",
                  tries.empty() || tries.front().reason.empty() ? "" : "the first says: " + tries.front().reason);
  return best;
}

engine::Output cluster_output(ClusterCases cases, ClusterFound found, const MatrixXd& distance,
                              const engine::Context& context) {
  for (auto& t : found.tries) number_stably(t, cases);
  const ClusterTry& chosen = found.tries[found.chosen];
  engine::Bundle out;
  const std::string block = context.params.at("block").get<std::string>();
  out.tables["labels"] = labels_table(chosen, cases, distance);
  out.tables["summary"] = summary(block, cases, found);
  out.tables["clusters"] = clusters_table(chosen, found, cases, distance, context);
  out.tables["heat"] = cluster_heat(chosen.cluster, found.tree, cases);
  if (found.tree) out.tables["tree"] = tree_table(*found.tree);
  if (chosen.consensus) {
    out.tables["consensus"] = consensus_table(*chosen.consensus, cases);
    out.tables["distribution"] = distribution_table(found.tries);
  }
  Json levels = Json::array();
  for (std::size_t g = 0; g < stats::cluster_sizes(chosen.cluster).size(); ++g) levels.push_back(std::to_string(g + 1));
  out.meta["levels"] = levels;
  out.meta["fit"] = fit_of(chosen, found, cases);
  return {std::move(out), std::move(cases.notes)};
}

}  // namespace rgx::stdlib
