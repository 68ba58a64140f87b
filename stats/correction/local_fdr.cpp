#include "stats/correction/local_fdr.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

constexpr double edge = 1e-8;  // p closer to 0 or 1 has no finite place on the probit scale worth a kernel
constexpr double adjustment = 1.5;
constexpr int grid = 4096;
constexpr double reach = 9;  // bandwidths beyond which a kernel counts as 0: φ(9)/φ(0) = 3e-18

double phi(double z) { return 0.39894228040143267794 * std::exp(-0.5 * z * z); }

// 0.9 min(sd, IQR / 1.34) n^(-1/5) of ascending values; the spread that is not 0 where one is. R: bw.nrd0.
double silverman(const std::vector<double>& x) {
  const double n = static_cast<double>(x.size());
  const double sd = standard_deviation(x);
  double spread = std::min(sd, (quantile_sorted(x, 0.75) - quantile_sorted(x, 0.25)) / 1.34);
  if (!(spread > 0)) spread = sd > 0 ? sd : x.front() != 0 ? std::abs(x.front()) : 1;
  return 0.9 * spread * std::pow(n, -0.2);
}

// Density at each of the ascending values: linear binning (Wand 1994), kernel sums between bins, linear between them.
std::vector<double> density(const std::vector<double>& x, double bandwidth) {
  const double low = x.front() - bandwidth;
  const double step = (x.back() - x.front() + 2 * bandwidth) / (grid - 1);
  const auto place = [&](double v) {
    const double at = (v - low) / step;
    const auto bin = static_cast<std::size_t>(std::clamp(at, 0.0, grid - 2.0));
    return std::pair(bin, at - static_cast<double>(bin));
  };
  std::vector<double> mass(grid, 0.0), smooth(grid, 0.0);
  for (const double v : x) {
    const auto [bin, share] = place(v);
    mass[bin] += 1 - share;
    mass[bin + 1] += share;
  }
  const int taps = std::min(grid - 1, static_cast<int>(reach * bandwidth / step));
  std::vector<double> kernel;
  const double height = 1 / (bandwidth * static_cast<double>(x.size()));
  for (int lag = 0; lag <= taps; ++lag) kernel.push_back(height * phi(lag * step / bandwidth));
  for (int from = 0; from < grid; ++from) {
    const double m = mass[static_cast<std::size_t>(from)];
    if (m == 0) continue;
    const int first = std::max(0, from - taps), last = std::min(grid - 1, from + taps);
    for (int to = first; to <= last; ++to) {
      smooth[static_cast<std::size_t>(to)] += m * kernel[static_cast<std::size_t>(std::abs(to - from))];
    }
  }
  std::vector<double> out;
  for (const double v : x) {
    const auto [bin, share] = place(v);
    out.push_back((1 - share) * smooth[bin] + share * smooth[bin + 1]);
  }
  return out;
}

}  // namespace

LocalFdr local_fdr(std::span<const double> p, double pi0) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    if (p[i] < 0 || p[i] > 1) throw std::invalid_argument("p value outside 0 to 1");
    order.push_back(i);
  }
  LocalFdr out{std::vector<double>(p.size(), missing)};
  if (order.size() < 2) {
    out.reason = Reason::too_few;
    return out;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> x;
  for (const std::size_t i : order) x.push_back(normal_quantile(std::clamp(p[i], edge, 1 - edge)));
  const auto f = density(x, adjustment * silverman(x));
  double highest = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    highest = std::max(highest, std::min(1.0, pi0 * phi(x[k]) / f[k]));
    out.value[order[k]] = highest;
  }
  return out;
}

}  // namespace rgx::stats
