#include "stats/correction/storey.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/smoothing_spline.hpp"
#include "stats/correction/correct.hpp"

namespace rgx::stats {
namespace {

constexpr int points = 19;

double least_squared_error(const Pi0& pi0, const std::vector<double>& reaching, double m) {
  const double floor = quantile(pi0.at_lambda, 0.1);
  double least = std::numeric_limits<double>::infinity(), value = 1;
  for (std::size_t j = 0; j < reaching.size(); ++j) {
    const double rest = 1 - pi0.lambda[j], bias = pi0.at_lambda[j] - floor;
    const double error = reaching[j] / (m * m * rest * rest) * (1 - reaching[j] / m) + bias * bias;
    if (error < least || (error == least && pi0.at_lambda[j] < value)) {
      least = error;
      value = pi0.at_lambda[j];
    }
  }
  return value;
}

}  // namespace

std::optional<Pi0Method> pi0_method_named(std::string_view name) {
  for (const auto method : {Pi0Method::bootstrap, Pi0Method::smoother}) {
    if (pi0_method_name(method) == name) return method;
  }
  return std::nullopt;
}

std::string_view pi0_method_name(Pi0Method method) { return method == Pi0Method::bootstrap ? "bootstrap" : "smoother"; }

Pi0 estimate_pi0(std::span<const double> p, Pi0Method method) {
  std::vector<double> known;
  for (const double v : p) {
    if (std::isnan(v)) continue;
    if (v < 0 || v > 1) throw std::invalid_argument("p value outside 0 to 1");
    known.push_back(v);
  }
  Pi0 pi0;
  for (int j = 0; j < points; ++j) pi0.lambda.push_back(std::min(0.95, 0.05 + j * 0.05));  // as seq() makes them
  if (known.empty()) return pi0;
  std::sort(known.begin(), known.end());
  const double m = static_cast<double>(known.size());
  std::vector<double> reaching;
  for (const double lambda : pi0.lambda) {
    reaching.push_back(static_cast<double>(known.end() - std::lower_bound(known.begin(), known.end(), lambda)));
    pi0.at_lambda.push_back(reaching.back() / (m * (1 - lambda)));
  }
  pi0.value = 1;
  if (reaching.back() == 0) {
    pi0.note = "no p value reaches the last lambda: pi0 set to 1";
    return pi0;
  }
  double estimate = 1;
  if (method == Pi0Method::bootstrap) {
    estimate = least_squared_error(pi0, reaching, m);
  } else {
    const Eigen::Map<const Eigen::VectorXd> x(pi0.lambda.data(), points), y(pi0.at_lambda.data(), points);
    estimate = smoothing_spline(x, y, 3)(points - 1);
  }
  if (!(estimate > 0)) {
    pi0.note = "the spline over lambda ends at or below 0: pi0 set to 1";
    return pi0;
  }
  pi0.value = std::min(1.0, estimate);
  return pi0;
}

std::vector<double> storey_q(std::span<const double> p, double pi0) {
  if (!(pi0 > 0 && pi0 <= 1) && !p.empty() && !std::isnan(pi0)) throw std::invalid_argument("pi0 outside 0 to 1");
  auto q = adjust(p, Correction::BH);
  for (double& v : q) v *= pi0;
  return q;
}

}  // namespace rgx::stats
