#include "stdlib/analysis/cluster_heat.hpp"

#include <algorithm>

#include "stats/base/transform.hpp"
#include "stats/clustering/partitions.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Column;

namespace {

constexpr std::size_t most_columns = 60;

// Share of each column's variance between the clusters; z has mean 0 and variance 1 (n - 1) in each column.
Eigen::VectorXd between(const MatrixXd& z, const std::vector<int>& cluster) {
  const auto sizes = stats::cluster_sizes(cluster);
  const MatrixXd means = stats::cluster_means(z, cluster, static_cast<int>(sizes.size()));
  Eigen::VectorXd out = Eigen::VectorXd::Zero(z.cols());
  for (std::size_t g = 0; g < sizes.size(); ++g)
    if (sizes[g] > 0)
      out += static_cast<double>(sizes[g]) * means.row(static_cast<Index>(g)).array().square().matrix().transpose();
  return out / static_cast<double>(z.rows() - 1);
}

std::vector<std::size_t> order_of(const std::vector<int>& cluster, const std::optional<stats::Tree>& tree,
                                  const MatrixXd& x) {
  if (tree) return tree->order;
  const auto sizes = stats::cluster_sizes(cluster);
  const MatrixXd means = stats::cluster_means(x, cluster, static_cast<int>(sizes.size()));
  std::vector<std::size_t> out(cluster.size());
  std::vector<double> far(cluster.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = i;
    far[i] = (x.row(static_cast<Index>(i)) - means.row(cluster[i])).squaredNorm();
  }
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return cluster[a] != cluster[b] ? cluster[a] < cluster[b] : far[a] < far[b];
  });
  return out;
}

}  // namespace

engine::Table cluster_heat(const std::vector<int>& cluster, const std::optional<stats::Tree>& tree,
                           const ClusterCases& cases) {
  const auto scaling = stats::fit_standardise(cases.raw);
  const MatrixXd z =
      (cases.raw.rowwise() - scaling.mean.transpose()).array().rowwise() / scaling.sd.transpose().array();
  const Eigen::VectorXd share = between(z, cluster);
  std::vector<Index> columns(static_cast<std::size_t>(z.cols()));
  for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = static_cast<Index>(c);
  if (columns.size() > most_columns) {
    std::stable_sort(columns.begin(), columns.end(), [&](Index a, Index b) { return share[a] > share[b]; });
    columns.resize(most_columns);
    std::sort(columns.begin(), columns.end());
  }
  const auto order = order_of(cluster, tree, cases.x);
  std::vector<std::string> subject, label;
  for (const std::size_t i : order) {
    subject.push_back(cases.subject[i]);
    label.push_back(std::to_string(cluster[i] + 1));
  }
  engine::Table out;
  out.columns = {Column::of_texts("subject", subject), Column::of_texts("cluster", label)};
  for (const Index c : columns) {
    std::vector<double> values;
    for (const std::size_t i : order) values.push_back(z(static_cast<Index>(i), c));
    out.columns.push_back(Column::of_numbers(cases.columns[static_cast<std::size_t>(c)], std::move(values)));
  }
  return out;
}

}  // namespace rgx::stdlib
