#pragma once
// Non-negative matrix factorisation, X ≈ scores · loadingsᵀ with nothing below 0: metagenes, where the columns are
// genes (Lee & Seung 1999, 2001; Brunet, Tamayo, Golub & Mesirov 2004).
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/multivariate/block.hpp"

namespace rgx::stats {

// Multiplicative updates for the Kullback–Leibler divergence (Brunet) or the squared distance (Lee).
enum class NmfDivergence { kullback_leibler, frobenius };

struct NmfOptions {
  NmfDivergence divergence = NmfDivergence::kullback_leibler;
  int max_iterations = 2000;
  // Relative fall of the divergence over ten steps at which they end; 0 runs all iterations.
  double epsilon = 1e-6;
  // Random starts beside the deterministic one (NNDSVDa: Boutsidis & Gallopoulos 2008, zeros filled with the mean); the
  // lowest divergence wins, the earlier start among equals. Start b draws from stream.at(b).
  std::uint32_t restarts = 0;
  Stream stream{0};
  ParallelFor parallel = serial_for;  // over starts
};

struct NmfFit {
  Eigen::Index n = 0;
  Eigen::Index rank = 0;               // most components there can be: the smaller side
  std::vector<Eigen::Index> constant;  // columns without variation; they take part, as 0s and levels are data here
  Eigen::MatrixXd loadings;            // columns × components, each summing to 1, by falling share
  Eigen::MatrixXd scores;              // cases × components
  Eigen::VectorXd share;               // of the sum of all fitted values
  double divergence = 0;               // of the fit
  double explained = 0;                // 1 - divergence / that of each column's mean in its place
  int iterations = 0;
  bool converged = false;
  std::uint32_t start = 0;  // 0: the deterministic one, else the restart that won, from 1
  // Empty, "too few cases", "missing values", "not finite", "constant block", "negative values", "more components than
  // rank". Runs that reach max_iterations are not converged and good.
  std::string reason;
};
NmfFit nmf(ConstMatrix x, Eigen::Index components, const NmfOptions& options = {});

// The bare updates, scores first, on data with variables in rows as in the papers: data ≈ w · h.
// R: NMF::nmf(data, rank, "brunet" or "lee", seed = nmfModel(W = w, H = h)) after as many steps.
struct NmfFactors {
  Eigen::MatrixXd w, h;
  double divergence = 0;
  int iterations = 0;
  bool converged = false;
};
NmfFactors nmf_updates(const Eigen::MatrixXd& data, NmfFactors start, const NmfOptions& options);

// Kullback–Leibler divergence, or half the squared distance, of data from w · h.
double nmf_divergence(const Eigen::MatrixXd& data, const Eigen::MatrixXd& w, const Eigen::MatrixXd& h,
                      NmfDivergence kind);

// NNDSVDa of data (variables in rows); the signs of the singular vectors do not matter.
NmfFactors nndsvd(const Eigen::MatrixXd& data, Eigen::Index components);

// Scores of any cases with the loadings kept.
Eigen::MatrixXd nmf_scores(const NmfFit& fit, ConstMatrix x, const NmfOptions& options);

}  // namespace rgx::stats
