#include "stats/validation/bootstrap_error.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

double left_out_error(std::span<const std::size_t> case_of, ConstVector loss, std::size_t cases) {
  std::vector<double> sum(cases, 0), count(cases, 0);
  for (std::size_t i = 0; i < case_of.size(); ++i) {
    sum[case_of[i]] += loss[static_cast<Eigen::Index>(i)];
    count[case_of[i]] += 1;
  }
  double mean = 0, counted = 0;
  for (std::size_t c = 0; c < cases; ++c)
    if (count[c] > 0) mean += sum[c] / count[c], counted += 1;
  return counted > 0 ? mean / counted : missing;
}

double no_information_error(double share, double loss_if_event, double loss_if_not) {
  return share * loss_if_event + (1 - share) * loss_if_not;
}

double no_information_square(ConstVector observed, ConstVector predicted) {
  if (observed.size() == 0 || predicted.size() == 0) return missing;
  const double apart = observed.mean() - predicted.mean();
  return (observed.array() - observed.mean()).square().mean() + (predicted.array() - predicted.mean()).square().mean() +
         apart * apart;
}

BootstrapError bootstrap_632(double apparent, double left_out, double no_information) {
  BootstrapError e{apparent, left_out, no_information, 0, 0.632, 0, 0};
  e.plain = 0.368 * apparent + 0.632 * left_out;
  // The worse, the further from `apparent` towards no information; no further than there.
  const double reach = no_information - apparent, gone = left_out - apparent;
  const double kept = reach * gone > 0 && std::abs(gone) > std::abs(reach) ? no_information : left_out;
  if (reach * gone > 0) e.overfitting = std::min(1.0, gone / reach);
  e.weight = 0.632 / (1 - 0.368 * e.overfitting);
  e.plus = (1 - e.weight) * apparent + e.weight * kept;
  if (std::isnan(apparent + left_out + no_information)) e.overfitting = e.weight = e.plus = missing;
  return e;
}

OptimismCorrected optimism_corrected(double apparent, ConstVector on_sample, ConstVector on_all, double level) {
  OptimismCorrected out{apparent, missing, missing, missing, missing, missing, missing, 0, 0, ""};
  std::vector<double> sample, all;
  for (Eigen::Index b = 0; b < on_sample.size(); ++b) {
    if (std::isnan(on_sample[b]) || std::isnan(on_all[b])) {
      ++out.left_out;
      continue;
    }
    sample.push_back(on_sample[b]);
    all.push_back(on_all[b]);
  }
  out.replicates = sample.size();
  if (sample.empty()) {
    out.reason = "no replicates";
    return out;
  }
  out.on_sample = out.on_all = 0;
  for (std::size_t b = 0; b < sample.size(); ++b) out.on_sample += sample[b], out.on_all += all[b];
  out.on_sample /= static_cast<double>(sample.size());
  out.on_all /= static_cast<double>(sample.size());
  out.optimism = out.on_sample - out.on_all;
  out.corrected = apparent - out.optimism;
  const double below = quantile(sample, (1 - level) / 2), above = quantile(sample, (1 + level) / 2);
  if (above - below <= 1e-9 * std::max(1.0, std::abs(out.on_sample))) {
    out.reason = "no interval: the same in every sample's own cases";
    return out;
  }
  out.low = out.corrected + below - out.on_sample;
  out.high = out.corrected + above - out.on_sample;
  return out;
}

}  // namespace rgx::stats
