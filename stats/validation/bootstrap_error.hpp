#pragma once
// What the bootstrap says of a model fitted on all cases, from what its replicates were worth: the whole pipeline is
// refitted on samples of the subjects with replacement, and judged on those left out, or on all.
#include <cstddef>
#include <span>
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// Of a loss that is a mean over cases: the mean over cases of each one's mean loss in the replicates it was left out of
// (Efron & Tibshirani, Journal of the American Statistical Association 92, 1997, eq. 17). case_of, loss: one entry for
// each left-out case of each replicate; case_of < cases. NaN when none was left out.
double left_out_error(std::span<const std::size_t> case_of, ConstVector loss, std::size_t cases);

// Loss where prediction and outcome have nothing to do with one another (eq. 27): mean over all pairs of an outcome and
// a prediction. Of two classes: share · mean loss if all were events + (1 - share) · that if none was.
double no_information_error(double share, double loss_if_event, double loss_if_not);
// The same of squared differences of numbers: mean over all pairs.
double no_information_square(ConstVector observed, ConstVector predicted);

struct BootstrapError {
  double apparent, left_out, no_information;
  double overfitting;  // relative rate, 0 … 1
  double weight;       // of what was found on cases left out: .632 … 1
  double plain;        // .632
  double plus;         // .632+
};
// For losses and, with no_information 0.5, for AUC and C, where high is good. R: ipred::errorest(estimator =
// "632plus"). Equations 24, 29 to 32.
BootstrapError bootstrap_632(double apparent, double left_out, double no_information);

struct OptimismCorrected {
  double apparent;   // of the model of all cases on all cases
  double on_sample;  // mean over replicates of a replicate's model on its own sample
  double on_all;     // mean over replicates of that model on all cases
  double optimism;   // on_sample - on_all
  double corrected;  // apparent - optimism
  // Percentiles of `on_sample`, less their mean, laid about `corrected`: after Noma et al. (Statistics in Medicine 40,
  // 2021: location-shifted), who take the optimism away alone. Samples hold cases twice and are fitted the better for
  // it, so that their own estimates may all lie beyond the corrected one.
  double low, high;
  std::size_t replicates, left_out;  // that counted; that gave no value
  // "no replicates"; "no interval: …" where `on_sample` is the same in all, as the calibration slope of a model that
  // was fitted by maximum likelihood, which is 1 there: low and high NaN.
  std::string reason;
};
// Harrell, Lee & Mark, Statistics in Medicine 15, 1996, as rms::validate. One entry a replicate; NaN in either is left
// out.
OptimismCorrected optimism_corrected(double apparent, ConstVector on_sample, ConstVector on_all, double level = 0.95);

}  // namespace rgx::stats
