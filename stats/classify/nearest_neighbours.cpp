#include "stats/classify/nearest_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double kSame = 1e-9;

}  // namespace

Eigen::MatrixXd neighbour_means(ConstMatrix train, ConstMatrix value, ConstVector weights, ConstMatrix x,
                                const NeighbourOptions& options) {
  if (train.cols() != x.cols() || value.rows() != train.rows() ||
      (weights.size() != 0 && weights.size() != train.rows()))
    throw std::invalid_argument("neighbours: sizes differ");
  std::vector<Index> rows;
  for (Index i = 0; i < train.rows(); ++i)
    if (weights.size() == 0 || weights[i] > 0) rows.push_back(i);
  if (rows.empty()) throw std::invalid_argument("neighbours: no training cases");
  if (options.k < 1) throw std::invalid_argument("neighbours: at least one is needed");
  const Eigen::MatrixXd cases = train(rows, Eigen::all).transpose();
  const auto k = std::min(options.k, static_cast<Index>(rows.size()));
  Eigen::MatrixXd out(x.rows(), value.cols());
  for (Index i = 0; i < x.rows(); ++i) {
    // From the differences, not from products: equal cases are at distance 0 exactly.
    const VectorXd square = (cases.colwise() - x.row(i).transpose()).colwise().squaredNorm().transpose();
    std::vector<double> sorted(square.begin(), square.end());
    std::nth_element(sorted.begin(), sorted.begin() + (k - 1), sorted.end());
    const double limit = sorted[static_cast<std::size_t>(k - 1)] * (1 + kSame);
    const bool touching = options.weight == NeighbourWeight::inverse_distance && square.minCoeff() == 0;
    double total = 0;
    Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(value.cols());
    for (Index c = 0; c < square.size(); ++c) {
      if (square[c] > limit || (touching && square[c] > 0)) continue;
      const Index row = rows[static_cast<std::size_t>(c)];
      double w = weights.size() == 0 ? 1 : weights[row];
      if (options.weight == NeighbourWeight::inverse_distance && !touching) w /= std::sqrt(square[c]);
      total += w;
      sum += w * value.row(row);
    }
    out.row(i) = sum / total;
  }
  return out;
}

}  // namespace rgx::stats
