#pragma once
// Moderated t and F: one least-squares fit a response (gene), the residual variances drawn towards a common prior.
// Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3(1), article 3, §3–6. R: limma, f <- eBayes(lmFit(t(Y), cbind(C, X))),
// trend and robust off.
#include <Eigen/Core>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// s² ~ variance · F(df of the residual, df): limma's df.prior and s2.prior.
struct VariancePrior {
  double df = missing;  // infinity: the variances differ by no more than chance
  double variance = missing;
  // too_few: no response with residual degrees of freedom. constant: more than half of those with them have no residual
  // variance, so that there is no scale to draw towards (limma puts 1 for it, in whatever unit, and warns).
  Reason reason = Reason::none;
};

// From residual variances and their degrees of freedom; those with df 0 or NaN do not count. Variances below 1e-5 of
// the median are raised to it first. One response only: df 0, its own variance.
VariancePrior fit_variance_prior(ConstVector variance, ConstVector df);

// The y > 0 with trigamma(y) = x, x > 0.
double trigamma_inverse(double x);

// One column (or place) a response.
struct ModeratedTests {
  VariancePrior prior;
  // Tested columns × responses; NaN where the column is aliased on the cases of that response.
  Eigen::MatrixXd coefficient;  // log2 fold change when responses are log2 and the column is a class
  Eigen::MatrixXd se;           // moderated: unscaled se · sqrt(posterior_variance)
  Eigen::MatrixXd t, p, log10_p;
  // Tested columns together. df: those not aliased. F is formed from the cases of the response itself; limma takes the
  // correlation of coefficients from the whole design, which differs where values are missing. p is F's on (f_df,
  // df_total) throughout, where limma goes over to chi-square beyond df 1e6.
  Eigen::VectorXd f, f_df, f_p, f_log10_p;
  Eigen::VectorXd mean;                // of the values used
  Eigen::VectorXi n;                   // values used
  Eigen::VectorXd variance;            // residual, NaN where residual_df is 0
  Eigen::VectorXd residual_df;         // n - rank
  Eigen::VectorXd posterior_variance;  // variance drawn to the prior
  Eigen::VectorXd df_total;            // residual_df + prior df, at most the sum of all residual_df
  // Why a response has no F: that of the prior; too_few (no value, or df_total 0), not_finite (an infinite value; the
  // response does not count in the prior either), collinear (every tested column aliased), constant (posterior variance
  // 0).
  std::vector<Reason> reason;
};

// covariates (own intercept): n × c; tested: n × k; responses: n × g, NaN = missing, case by case and response by
// response. A case with a NaN in covariates or tested is left out of all. Throws std::invalid_argument when the numbers
// of rows differ or covariates or tested hold an infinite value.
ModeratedTests moderated_tests(ConstMatrix covariates, ConstMatrix tested, ConstMatrix responses,
                               const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
