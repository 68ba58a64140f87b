#include "stats/base/f_quantile.hpp"

#include <boost/math/special_functions/beta.hpp>

#include "stats/base/result.hpp"

namespace rgx::stats {

namespace {

namespace bm = boost::math;
using Quiet = bm::policies::policy<
    bm::policies::domain_error<bm::policies::ignore_error>, bm::policies::pole_error<bm::policies::ignore_error>,
    bm::policies::overflow_error<bm::policies::ignore_error>, bm::policies::underflow_error<bm::policies::ignore_error>,
    bm::policies::evaluation_error<bm::policies::ignore_error>>;

}  // namespace

double f_quantile(double p, double df1, double df2) {
  if (!(df1 > 0) || !(df2 > 0) || !(p > 0) || !(p < 1)) return missing;
  double rest = 0;  // 1 - x, which keeps its digits where x is near 1
  const double x = bm::ibeta_inv(df1 / 2, df2 / 2, p, &rest, Quiet{});
  return df2 * x / (df1 * rest);
}

}  // namespace rgx::stats
