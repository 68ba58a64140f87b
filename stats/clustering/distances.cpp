#include "stats/clustering/distances.hpp"

#include <cmath>
#include <stdexcept>

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Rows of mean 0 and length 1, whose products are correlations; NaN for a constant row.
MatrixXd directions(ConstMatrix x) {
  MatrixXd out(x.rows(), x.cols());
  for (Index i = 0; i < x.rows(); ++i) {
    // Brought to about 1 first: squares of huge and tiny values leave double.
    const double most = x.row(i).cwiseAbs().maxCoeff();
    const bool constant = (x.row(i).array() == x(i, 0)).all();
    if (constant) {
      out.row(i).setConstant(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    out.row(i) = x.row(i) / most;
    out.row(i).array() -= out.row(i).mean();
    out.row(i) /= out.row(i).norm();
  }
  return out;
}

}  // namespace

MatrixXd distances(ConstMatrix x, Metric metric, const ParallelFor& parallel) {
  if (!x.allFinite()) throw std::invalid_argument("distances between rows that are not finite");
  const Index n = x.rows(), p = x.cols();
  MatrixXd from(x);
  if (metric == Metric::correlation) from = p > 0 ? directions(x) : MatrixXd::Constant(n, 1, std::nan(""));
  MatrixXd out = MatrixXd::Zero(n, n);
  // One case against all after it, column by column: each sum runs in the order of the columns.
  parallel(static_cast<std::size_t>(n), [&](std::size_t at) {
    const Index i = static_cast<Index>(at), rest = n - i - 1;
    VectorXd sum = VectorXd::Zero(rest);
    for (Index c = 0; c < from.cols(); ++c) {
      const double here = from(i, c);
      const auto others = from.col(c).tail(rest).array();
      switch (metric) {
        case Metric::euclidean:
          sum.array() += (others - here).square();
          break;
        case Metric::manhattan:
          sum.array() += (others - here).abs();
          break;
        case Metric::correlation:
          sum.array() += others * here;
          break;
      }
    }
    if (metric == Metric::euclidean) sum = sum.cwiseSqrt();
    if (metric == Metric::correlation) sum = (1 - sum.array()).max(0.0).min(2.0).matrix().eval();
    if (metric == Metric::correlation)
      for (Index k = 0; k < rest; ++k)
        if (std::isnan(from(i, 0)) || std::isnan(from(i + 1 + k, 0))) sum[k] = std::nan("");
    out.col(i).tail(rest) = sum;
    out.row(i).tail(rest) = sum.transpose();
  });
  return out;
}

}  // namespace rgx::stats
