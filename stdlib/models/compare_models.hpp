#pragma once
// Two models on the same held-out cases: by how much do their metrics differ. What compares them follows from how the
// cases were held out.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/artifact.hpp"
#include "stats/base/result.hpp"

namespace rgx::stdlib {

enum class CompareBy {
  corrected_t,  // per-fold differences of any metric but calibration's (Nadeau & Bengio 2003)
  delong,  // one test set, fixed models: AUC (DeLong 1988); C and AUC at a time by their influence; means of losses
           // by the paired t
  permutation,  // the AUC: ranked predictions of both change places in each case (Venkatraman & Begg 1996)
  movement      // one test set, fixed models: how the second moves the first's probabilities, as the "metrics" nri,
                // nri_events, nri_others, idi
};
// "corrected_resampled_t", "delong", "permutation", "nri", "idi"; throws Failure "wrong-test" for another.
CompareBy compare_by(const std::string& step);

struct CompareOptions {
  double horizon = stats::missing;  // in the unit of the times
  std::uint32_t draws = 9999;       // of the permutation
  std::uint64_t key = 0;            // its stream
  std::vector<double> cuts;         // of the categories of nri; none: any rise counts
  double level = 0.95;
};

struct ModelsCompared {
  double difference = stats::missing;                  // first - second
  double low = stats::missing, high = stats::missing;  // none of the permutation
  double p = stats::missing;                           // two-sided
  std::size_t n = 0;                                   // cases both predict
  std::string method;
  std::string reason;  // not empty: why a number is missing
};

// predictions: as NAME.predictions.csv, of the same split and outcome. meta: of a model's `assess` bundle (outcome's
// kind, levels). split: the table of the split, whose kind and sizes of parts are read; null: another cohort. Cases
// that one of the two does not predict are left out.
ModelsCompared compare_models(const engine::Table& first, const engine::Table& second, const engine::Json& meta,
                              const engine::Table* split, const std::string& metric, CompareBy how,
                              const CompareOptions& options = {});

}  // namespace rgx::stdlib
