#pragma once
// Power transformations by maximum likelihood: Box & Cox, J R Stat Soc B 26, 1964; Yeo & Johnson, Biometrika 87, 2000.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class Power { yeo_johnson, box_cox };

// One entry a column. lambda: where the likelihood of a normal with its own mean and variance is largest, within
// [-5, 5] (the end of it where it rises to there); missing values are left out. reason: empty, or why the column is
// left as it is (lambda 1): "constant", "no cases", "not positive" (Box-Cox).
struct PowerTransform {
  Power kind = Power::yeo_johnson;
  Eigen::VectorXd lambda;
  std::vector<std::string> reason;
};

// R: car::powerTransform(family = "yjPower" or "bcPower"), solved to the last digits.
PowerTransform fit_power(ConstMatrix x, Power kind, const ParallelFor& parallel = serial_for);

// ((x + 1)^lambda - 1) / lambda and its mirror below 0; (x^lambda - 1) / lambda, NaN for x <= 0.
double yeo_johnson(double x, double lambda);
double box_cox(double x, double lambda);
// Any cases. What Box-Cox has no value for becomes NaN: the caller tells it from a missing one.
Eigen::MatrixXd transformed(const PowerTransform& power, ConstMatrix x);

}  // namespace rgx::stats
