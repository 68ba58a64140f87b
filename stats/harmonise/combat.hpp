#pragma once
// ComBat: differences of location and scale between batches, estimated by empirical Bayes and taken away (Johnson, Li &
// Rabinovic, Biostatistics 8(1), 2007). Learned on training cases (pooled means and variances, gamma* and delta* of
// each batch) and applied to any. On the training cases it gives what sva::ComBat 3.46 gives.
#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// none: each feature by its own estimates, nothing borrowed.
enum class CombatPrior { parametric, nonparametric, none };

struct CombatOptions {
  CombatPrior prior = CombatPrior::parametric;
  bool mean_only = false;        // locations alone; so it is as well where a batch has one case
  std::optional<int> reference;  // this batch stays as it is, and the others are brought to it
};

struct Combat {
  std::vector<Eigen::Index> cases;  // training cases of each batch code; 0: the batch is unknown
  Eigen::VectorXd mean, sd;         // one a feature: at covariates 0, and pooled (1/n)
  Eigen::MatrixXd covariate;        // covariates × features: what is kept
  Eigen::MatrixXd gamma, delta;     // batch codes × features: location and scale squared, in units of sd; NaN: unknown
  std::optional<int> reference;
  bool mean_only = false;
  // One a feature: empty, or why it is left alone: "constant in a batch", "constant", "no cases", "too few cases",
  // "confounded" (only of a feature with missing values).
  std::vector<std::string> left_alone;
  // Empty, or why there is no fit: "one batch", "confounded" (a covariate is explained by batch and the others), "no
  // such reference", "missing covariate", "one feature" (nothing can be borrowed from a single one; not with prior
  // none).
  std::string reason;
};

// x: cases × features, missing values NaN; batch: one code a case, from 0; covariates: cases × any, without an
// intercept. As in sva, pooled variances divide by the present cases less one as soon as any value is missing, and by
// their number otherwise.
Combat fit_combat(ConstMatrix x, std::span<const int> batch, ConstMatrix covariates, const CombatOptions& options = {},
                  const ParallelFor& parallel = serial_for);

// What is done with a case of a batch that had no training cases.
enum class UnseenBatch {
  refused,   // throws std::invalid_argument
  unchanged  // also what the policy `reference` comes to: the case counts as one of the reference batch
};

// batch: codes as in the fit; any other one is unseen.
Eigen::MatrixXd transformed(const Combat& fit, ConstMatrix x, std::span<const int> batch, ConstMatrix covariates,
                            UnseenBatch unseen = UnseenBatch::refused, const ParallelFor& parallel = serial_for);

// Adds a batch to the fit by cases that were not in it: location alone (the mean of their standardised values, nothing
// borrowed), scale 1. One case would be moved onto the mean, whatever it is: throws std::invalid_argument.
void add_location(Combat& fit, int code, ConstMatrix x, ConstMatrix covariates);

}  // namespace rgx::stats
