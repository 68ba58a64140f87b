#include "stats/prepare/impute.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;

double median(const std::vector<double>& sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// The commonest value; of equally common ones the smallest.
double mode(const std::vector<double>& sorted) {
  double best = sorted.front();
  std::size_t most = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    const auto end = std::upper_bound(sorted.begin() + static_cast<std::ptrdiff_t>(i), sorted.end(), sorted[i]);
    const auto run = static_cast<std::size_t>(end - sorted.begin()) - i;
    if (run > most) {
      most = run;
      best = sorted[i];
    }
    i += run;
  }
  return best;
}

}  // namespace

Imputation fit_impute(ConstMatrix x, const std::vector<FillBy>& by) {
  if (static_cast<Index>(by.size()) != x.cols()) throw std::invalid_argument("impute: one rule for each column");
  const Index p = x.cols();
  Imputation fit{Eigen::VectorXd::Constant(p, std::numeric_limits<double>::quiet_NaN()),
                 std::vector<Index>(static_cast<std::size_t>(p), 0),
                 std::vector<std::string>(static_cast<std::size_t>(p))};
  for (Index j = 0; j < p; ++j) {
    std::vector<double> values;
    for (const double v : x.col(j))
      if (!std::isnan(v)) values.push_back(v);
    fit.missing[j] = x.rows() - static_cast<Index>(values.size());
    if (values.empty()) {
      fit.reason[j] = "no cases";
      continue;
    }
    std::sort(values.begin(), values.end());
    fit.value[j] = by[j] == FillBy::median ? median(values) : mode(values);
  }
  return fit;
}

Imputation fit_impute(ConstMatrix x) {
  return fit_impute(x, std::vector<FillBy>(static_cast<std::size_t>(x.cols()), FillBy::median));
}

Eigen::MatrixXd transformed(const Imputation& imputation, ConstMatrix x) {
  if (x.cols() != imputation.value.size())
    throw std::invalid_argument("columns differ from those the imputation was fitted on");
  Eigen::MatrixXd filled = x;
  for (Index j = 0; j < x.cols(); ++j)
    for (double& v : filled.col(j))
      if (std::isnan(v)) v = imputation.value[j];
  return filled;
}

}  // namespace rgx::stats
