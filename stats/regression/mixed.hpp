#pragma once
// Linear mixed model with one random intercept a cluster: y = Xβ + b[cluster] + ε, b ~ N(0, sd_cluster²),
// ε ~ N(0, sigma²). R: lme4::lmer(y ~ X + (1 | cluster)) and lmerTest::summary, run to convergence.
// Bates, Mächler, Bolker & Walker (2015), J. Stat. Softw. 67(1), §2–3: the deviance profiled to θ = sd_cluster/sigma.
// Kuznetsova, Brockhoff & Christensen (2017), J. Stat. Softw. 82(13), §2: Satterthwaite's degrees of freedom.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

enum class Likelihood { ml, reml };

// Vectors have one place for each column of the design as given; aliased columns (found as in lm, without regard to
// clusters) are NaN.
struct MixedFit {
  Likelihood likelihood = Likelihood::reml;
  Eigen::VectorXd coefficient, se, t;
  Eigen::VectorXd df;          // Satterthwaite
  Eigen::VectorXd p, log10_p;  // two-sided, t on df
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;  // columns × columns, NaN where aliased
  Eigen::Index rank = 0;
  double sd_cluster = missing;  // in units of y, as sigma
  double sigma = missing;
  double theta = missing;           // sd_cluster / sigma
  double criterion = missing;       // -2 log-likelihood, or lme4's REML criterion
  double log_likelihood = missing;  // -criterion / 2
  double aic = missing;             // criterion + 2 (rank + 2)
  std::size_t n = 0;                // cases used
  std::size_t clusters = 0;
  bool singular = false;  // θ below 1e-4: lme4's isSingular. A fit all the same, with all its numbers
  // Why there is no fit (every number then NaN):
  //   too_few     not more cases than columns; every cluster of one case, so that b and ε are one; under REML, not more
  //               clusters than columns that vary between them only
  //   one_class   fewer than two clusters
  //   constant    y does not vary
  //   degenerate  nothing is left of y, or nothing within clusters: the likelihood has no bound
  //   collinear   every column is zero
  //   not_finite  an infinite value
  Reason reason = Reason::none;
};

// The design holds its own intercept (with_intercept). cluster: one code a case, negative = missing. Cases with a NaN
// or without a cluster are left out. Throws std::invalid_argument when sizes differ. Of several local optima in θ the
// best is taken. Degrees of freedom do not depend on the unit of y (lmerTest's do when sigma is above about 1e4: it
// drops small eigenvalues of a Hessian that has units); NaN where the Hessian of the criterion in (θ, sigma) is not
// positive definite.
MixedFit linear_mixed(ConstMatrix design, ConstVector y, std::span<const int> cluster,
                      Likelihood likelihood = Likelihood::reml);

struct LikelihoodRatio {
  double chi_square = missing;  // 2 (log-likelihood with - without), not below 0
  double df = missing;          // difference of the ranks
  double p = missing;
  double log10_p = missing;
  Reason reason = Reason::none;  // that of the fit that failed; collinear: df 0
};

// Two ML fits of the same cases, nested. R: anova(without, with). Throws std::invalid_argument for a REML fit, or fits
// of different numbers of cases.
LikelihoodRatio likelihood_ratio(const MixedFit& without, const MixedFit& with);

}  // namespace rgx::stats
