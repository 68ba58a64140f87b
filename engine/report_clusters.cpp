// What the report says and shows of a `cluster` block.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_clusters.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_numbers.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t fewest_cases = 5;

std::size_t chosen_row(const Table& summary) {
  for (std::size_t r = 0; r < summary.rows(); ++r)
    if (cell(summary, "chosen", r) == "true") return r;
  return summary.rows();
}

}  // namespace

std::vector<std::string> cluster_sentences(const ReportView& view, const std::string& block) {
  const Table* summary = view.table(block + ".summary.csv");
  const Table* labels = view.table(block + ".labels.csv");
  if (summary == nullptr || labels == nullptr || chosen_row(*summary) == summary->rows())
    return {"The run directory holds no table of it."};
  const std::size_t row = chosen_row(*summary);
  std::vector<std::string> sizes;
  const std::string all_sizes = cell(*summary, "sizes", row);
  for (std::size_t at = 0; at < all_sizes.size();) {
    const auto end = std::min(all_sizes.find("; ", at), all_sizes.size());
    sizes.push_back(all_sizes.substr(at, end - at));
    at = end + 2;
  }
  std::string said =
      fmt::format("{} fell into {} of {}", counted(labels->rows(), "case"),
                  counted(static_cast<std::size_t>(number(*summary, "k", row)), "cluster"), listed(sizes));
  if (const std::string model = cell(*summary, "model", row); !model.empty()) said += ", covariance model " + model;
  if (const double s = number(*summary, "silhouette", row); !std::isnan(s))
    said += "; mean silhouette " + effect_size(s);
  std::vector<std::string> out{said + "."};
  if (summary->rows() > 1)
    out.push_back(fmt::format("That number was chosen by {} among {} that were tried.",
                              printed_cluster_choice(cell(*summary, "chosen_by", 0)), summary->rows()));
  if (const Table* clusters = view.table(block + ".clusters.csv"); clusters != nullptr) {
    std::vector<std::string> small;
    for (std::size_t r = 0; r < clusters->rows(); ++r)
      if (number(*clusters, "n", r) < fewest_cases) small.push_back(cell(*clusters, "cluster", r));
    if (!small.empty())
      out.push_back(fmt::format("With fewer than {} cases it is rather outliers than a group: {} {}.", fewest_cases,
                                small.size() == 1 ? "cluster" : "clusters", listed(small)));
  }
  if (const Table* clusters = view.table(block + ".clusters.csv");
      clusters != nullptr && clusters->find("jaccard") != nullptr) {
    std::vector<std::string> weak;
    for (std::size_t r = 0; r < clusters->rows(); ++r)
      if (number(*clusters, "jaccard", r) < 0.6) weak.push_back(cell(*clusters, "cluster", r));
    if (!weak.empty())
      out.push_back(fmt::format("Not stable under the bootstrap (mean Jaccard similarity below 0.6): {} {}.",
                                weak.size() == 1 ? "cluster" : "clusters", listed(weak)));
  }
  return out;
}

void show_clusters(const ReportView& view, const std::string& block, ReportSection& section) {
  if (const Table* t = view.table(block + ".summary.csv")) add(section, cluster_choice_figure(block, *t));
  if (const Table* t = view.table(block + ".labels.csv")) add(section, silhouette_figure(block, *t));
  if (const Table* t = view.table(block + ".consensus.csv")) add(section, consensus_figure(block, *t));
  if (const Table* t = view.table(block + ".distribution.csv")) add(section, distribution_figure(block, *t));
  if (const Table* t = view.table(block + ".summary.csv")) add(section, delta_area_figure(block, *t));
  if (const Table* heat = view.table(block + ".heat.csv"), *labels = view.table(block + ".labels.csv");
      heat != nullptr && labels != nullptr)
    add(section, cluster_heat_figure(block, *heat, *labels, view.table(block + ".tree.csv")));
  for (const auto& [file, caption] :
       {std::pair<std::string, std::string>{"summary", "each number of clusters that was tried"},
        {"clusters", "how firm each cluster is"}})
    if (const Table* t = view.table(block + "." + file + ".csv"))
      section.parts.push_back(ReportTable{file + "-" + stem_of(block), block + ": " + caption, *t, t->rows(),
                                          block + "." + file + ".csv", 25});
}

}  // namespace rgx::engine
