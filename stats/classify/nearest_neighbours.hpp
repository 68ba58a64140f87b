#pragma once
// k nearest neighbours by Euclidean distance (Cover & Hart, IEEE Trans Inf Theory 13, 1967). All training cases as far
// as the k-th (squared distances within a part in 1e9) count too, so that no draw decides: class::knn(use.all = TRUE),
// whose tolerance is a part in 1e4.
#include <Eigen/Core>

#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class NeighbourWeight {
  equal,
  inverse_distance,  // 1 / distance (Dudani 1976); where some are at distance 0 they alone count
};

struct NeighbourOptions {
  Eigen::Index k = 5;  // more than there are training cases: all of them
  NeighbourWeight weight = NeighbourWeight::equal;
};

// Weighted mean of `value` (training cases × columns) over the neighbours of each row of x: indicator columns of
// classes give their shares among the neighbours, numbers a regression. train, x: cases × the same columns, complete,
// on scales that can be compared; weights: none or one a training case, times which each neighbour counts; cases of
// weight 0 are none. No training case, a k below 1 and wrong sizes throw std::invalid_argument.
Eigen::MatrixXd neighbour_means(ConstMatrix train, ConstMatrix value, ConstVector weights, ConstMatrix x,
                                const NeighbourOptions& options);

}  // namespace rgx::stats
