#pragma once
// Metrics of a model validated by bootstrap samples: .632+ where its idea of no information exists, else corrected for
// optimism (stats/validation/bootstrap_error.hpp).
#include <string>
#include <vector>

#include "stdlib/models/held_out.hpp"

namespace rgx::stdlib {

struct BootstrapMetric {
  std::string metric;
  stats::Performance printed;                                               // what stands in metrics.csv
  double apparent, left_out, no_information, overfitting, e632, e632_plus;  // NaN: there is no such estimate
  double on_sample, on_all, optimism, corrected;
  std::size_t replicates = 0, left_out_replicates = 0;
};

// samples: each replicate's bundle, with `everyone` (predictions of all cases, and `draws`). refit: the model of all
// cases, with its predictions of them.
std::vector<BootstrapMetric> bootstrap_metrics(const std::vector<const engine::Bundle*>& samples,
                                               const engine::Bundle& refit, const std::vector<std::string>& metrics,
                                               const JudgeOptions& options);

// One row a metric.
engine::Table bootstrap_table(const std::vector<BootstrapMetric>& metrics);

}  // namespace rgx::stdlib
