#pragma once
// The negative binomial's θ given the means, and its likelihood.
#include "stats/base/refs.hpp"

namespace rgx::stats {

// ln f(y) of the negative binomial, or of Poisson where theta is infinite.
double count_log_density(double y, double mean, double theta);

struct ThetaSlope {
  double slope;        // of the weighted log-likelihood in θ
  double information;  // minus its second derivative
};
ThetaSlope theta_slope(ConstVector y, ConstVector mean, ConstVector weights, double theta);

// θ of greatest likelihood; infinity where the likelihood rises to the end.
double estimate_theta(ConstVector y, ConstVector mean, ConstVector weights);

}  // namespace rgx::stats
