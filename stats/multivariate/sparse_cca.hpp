#pragma once
// Sparse canonical correlation by penalised matrix decomposition: PMD(L1, L1) of XᵀY (Witten, Tibshirani & Hastie 2009,
// algorithm 3 and section 3.2).
#include <Eigen/Core>

#include "stats/multivariate/canonical.hpp"

namespace rgx::stats {

// Within (0, 1]: ‖u‖₁ ≤ penalty · sqrt(columns), but never below 1 (one column). 1 keeps all.
struct SparsePenalties {
  double left = 0.3, right = 0.3;
};
struct SparseCcaOptions {
  SparsePenalties penalty;
  int max_iterations = 500;
  double epsilon = 1e-9;  // change of the weights below which they stand still
};

// maximise uᵀXᵀYv subject to ‖u‖₂, ‖v‖₂ ≤ 1 and the L1 bounds, X and Y standardised; further components on
// XᵀY - Σ d u vᵀ. Begins at the first right singular vector. The bound is met exactly (no bisection), the weights go to
// convergence; PMA::CCA(typex = "standard", typez = "standard") stops after 15 steps.
// Saturation is none of its troubles: reason is never "saturated".
TwoBlockFit sparse_cca(ConstMatrix left, ConstMatrix right, Eigen::Index components,
                       const SparseCcaOptions& options = {});

// On blocks prepared already with scale = true.
TwoBlockFit sparse_cca(const CanonicalSide& left, const CanonicalSide& right, Eigen::Index components,
                       const SparseCcaOptions& options);

// The unit vector of largest product with a under ‖·‖₁ ≤ bound (Witten, Tibshirani & Hastie 2009, lemma 2.2); 0 for
// a = 0.
Eigen::VectorXd soft_unit(const Eigen::VectorXd& a, double bound);

}  // namespace rgx::stats
