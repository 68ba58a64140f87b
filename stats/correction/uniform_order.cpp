#include "stats/correction/uniform_order.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace rgx::stats {
namespace {

void require_rank(std::size_t rank, std::size_t n) {
  if (rank < 1 || rank > n) throw std::invalid_argument("uniform order statistic: rank outside 1 … n");
}

// The square of the normal quantile of p / 2.
double chi_square_1(double p) {
  if (p == 0) return std::numeric_limits<double>::infinity();
  const double z = boost::math::erfc_inv(p);
  return 2 * z * z;
}

}  // namespace

double uniform_order_mean(std::size_t rank, std::size_t n) {
  require_rank(rank, n);
  return static_cast<double>(rank) / (static_cast<double>(n) + 1);
}

Interval uniform_order_interval(std::size_t rank, std::size_t n, double level) {
  require_rank(rank, n);
  if (!(level > 0 && level < 1)) throw std::invalid_argument("uniform order statistic: level outside (0, 1)");
  const double a = static_cast<double>(rank), b = static_cast<double>(n - rank) + 1, tail = (1 - level) / 2;
  return {boost::math::ibeta_inv(a, b, tail), boost::math::ibetac_inv(a, b, tail)};
}

double genomic_inflation(std::span<const double> p) {
  std::vector<double> known;
  for (const double v : p) {
    if (std::isnan(v)) continue;
    if (v < 0 || v > 1) throw std::invalid_argument("genomic inflation: p outside [0, 1]");
    known.push_back(v);
  }
  if (known.empty()) return missing;
  std::sort(known.begin(), known.end());
  const std::size_t half = known.size() / 2;
  const double upper = chi_square_1(known[half]);
  const double median = known.size() % 2 == 1 ? upper : (chi_square_1(known[half - 1]) + upper) / 2;
  return median / chi_square_1(0.5);
}

}  // namespace rgx::stats
