#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "stats/base/tails.hpp"
#include "stats/groups/fisher_exact.hpp"

namespace rgx::stats {
namespace {

// The noncentral hypergeometric distribution of the first cell, by the logarithms of its central weights.
class FirstCell {
 public:
  FirstCell(long first_col, long second_col, long first_row) : low_(std::max(0L, first_row - second_col)) {
    const long high = std::min(first_row, first_col);
    ln_.resize(static_cast<std::size_t>(high - low_) + 1);
    // Ratios of neighbours summed outwards from the mode: no cancellation between large factorials.
    const double rows = static_cast<double>(first_row) + 1, cols = static_cast<double>(first_col) + 1;
    const double mode = rows * cols / (static_cast<double>(first_col + second_col) + 2);
    const std::size_t top = static_cast<std::size_t>(std::clamp(static_cast<long>(mode), low_, high) - low_);
    const auto ln_step = [&](std::size_t i) {  // from cell value low + i to the next
      const double x = static_cast<double>(low_) + static_cast<double>(i);
      return std::log((static_cast<double>(first_col) - x) * (static_cast<double>(first_row) - x) /
                      ((x + 1) * (static_cast<double>(second_col - first_row) + x + 1)));
    };
    for (std::size_t i = top; i + 1 < ln_.size(); ++i) ln_[i + 1] = ln_[i] + ln_step(i);
    for (std::size_t i = top; i > 0; --i) ln_[i - 1] = ln_[i] - ln_step(i - 1);
  }

  [[nodiscard]] long low() const { return low_; }
  [[nodiscard]] std::size_t size() const { return ln_.size(); }
  [[nodiscard]] double ln(std::size_t i) const { return ln_[i]; }

  // Sum of f(i) over cells weighted by odds ratio exp(ln_odds), divided by the sum of weights.
  template <class F>
  double expect(double ln_odds, const F& f) const {
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < ln_.size(); ++i) top = std::max(top, ln_[i] + ln_odds * static_cast<double>(i));
    double total = 0, part = 0;
    for (std::size_t i = 0; i < ln_.size(); ++i) {
      const double w = std::exp(ln_[i] + ln_odds * static_cast<double>(i) - top);
      total += w;
      part += w * f(i);
    }
    return part / total;
  }

 private:
  long low_;
  std::vector<double> ln_;
};

// exp of the ln_odds at which a function of it that rises (or falls) is 0.
template <class Gap>
double solve_odds(bool rising, const Gap& gap) {
  double low = -1, high = 1;
  while ((gap(low) > 0) == rising && low > -1e4) low *= 2;
  while ((gap(high) < 0) == rising && high < 1e4) high *= 2;
  std::uintmax_t steps = 200;
  const auto root =
      boost::math::tools::toms748_solve(gap, low, high, boost::math::tools::eps_tolerance<double>(51), steps);
  return std::exp((root.first + root.second) / 2);
}

}  // namespace

OddsRatioTest fisher_two_by_two(long a, long b, long c, long d, double level) {
  const FirstCell cell(a + c, b + d, a + b);
  const std::size_t seen = static_cast<std::size_t>(a - cell.low()), last = cell.size() - 1;
  OddsRatioTest out;

  const double cut = cell.ln(seen) + std::log1p(1e-7);
  double total = 0, part = 0;
  for (std::size_t i = 0; i <= last; ++i) {
    total += std::exp(cell.ln(i));  // the mode has weight 1
    if (cell.ln(i) <= cut) part += std::exp(cell.ln(i) - cut);
  }
  const double ln_p = std::log(part) + cut - std::log(total);
  out.p = ln_p >= 0 ? Tail{1, 0} : tail_of_log(ln_p);

  const double tail = (1 - level) / 2;
  const double infinity = std::numeric_limits<double>::infinity();
  const double wanted = static_cast<double>(seen);
  out.odds_ratio = seen == 0 ? 0
                   : seen == last
                       ? infinity
                       : solve_odds(true, [&](double ln_odds) {
                           return cell.expect(ln_odds, [](std::size_t i) { return static_cast<double>(i); }) - wanted;
                         });
  out.ci.low = seen == 0 ? 0 : solve_odds(true, [&](double ln_odds) {
    return cell.expect(ln_odds, [seen](std::size_t i) { return i >= seen ? 1.0 : 0.0; }) - tail;
  });
  out.ci.high = seen == last ? infinity : solve_odds(false, [&](double ln_odds) {
    return cell.expect(ln_odds, [seen](std::size_t i) { return i <= seen ? 1.0 : 0.0; }) - tail;
  });
  return out;
}

}  // namespace rgx::stats
