#pragma once
// Tail probabilities with their logarithm, exact far below the smallest double. Inputs that are NaN give NaN.
#include "stats/base/result.hpp"

namespace rgx::stats {

Tail normal_upper(double z);
Tail normal_two_sided(double z);
Tail t_upper(double t, double df);
Tail t_two_sided(double t, double df);
Tail chi_square_upper(double x, double df);
Tail f_upper(double f, double df1, double df2);

// From a p that is not small, or from its natural logarithm.
Tail tail_of(double p);
Tail tail_of_log(double ln_p);
// Twice the tail, at most 1.
Tail twice(Tail tail);

double normal_quantile(double p);
double t_quantile(double p, double df);

}  // namespace rgx::stats
