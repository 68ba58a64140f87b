#pragma once
// Distance correlation: 0 only for independent variables, whatever the form of the dependence.
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Sums of products of the distances |x_i - x_j| and |y_i - y_j| of two columns without missing or infinite values, in
// O(n log n) (Huo & Székely 2016). Columns are brought to about 1 first: covariances are in units of their own.
class DistancePair {
 public:
  DistancePair(std::span<const double> x, std::span<const double> y);
  // Squared distance covariance, the V-statistic (Székely, Rizzo & Bakirov 2007), of x_i with y_order[i].
  [[nodiscard]] double covariance(std::span<const std::size_t> order) const;
  // Squared distance correlation by the V-statistic, and bias-corrected (Székely & Rizzo 2013; may be negative). NaN
  // where a variance is 0.
  [[nodiscard]] double correlation() const;
  [[nodiscard]] double bias_corrected() const;

 private:
  struct Column {
    std::vector<double> value;       // centred and scaled
    std::vector<std::size_t> order;  // cases from the lowest up
    std::vector<std::size_t> place;  // of each case in that order
    std::vector<double> distances;   // of each case to all others
    double total = 0;                // of `distances`
  };
  static Column column(std::span<const double> x);
  [[nodiscard]] double products(std::span<const std::size_t> order) const;  // Σ |x_i - x_j| |y_order[i] - y_order[j]|
  static double squares(const Column& c);                                   // Σ |x_i - x_j|²

  Column x_, y_;
};

// estimate "distance_correlation": energy::dcor(left, right). statistic, df and p: the t test of the bias-corrected
// R* on df = n(n-3)/2 - 1, energy::dcorT.test (Székely & Rizzo 2013); p is the upper tail, and R* is
// t / sqrt(df + t²). The test is made for many dimensions and approximate in one: see permute.hpp for a p that is not.
// Pairs with a missing value (NaN) are left out; infinite values: not_finite; fewer than 4 cases: too_few; one case
// against all others equal: degenerate (its bias-corrected variance is 0). No interval (not_asked).
TestResult distance_correlation(std::span<const double> left, std::span<const double> right);

}  // namespace rgx::stats
