#pragma once
// Cases made between cases of a rare class: SMOTE, Chawla, Bowyer, Hall & Kegelmeyer, J Artif Intell Res 16, 2002.
#include <span>

#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

struct SmoteOptions {
  int k = 5;         // nearest cases of the same class that a new one may lie towards
  double ratio = 1;  // each class is brought to this share of the largest one
};

struct MadeCases {
  Eigen::MatrixXd x;  // new cases × columns
  std::vector<int> y;
  std::vector<Eigen::Index> from, towards;  // the two cases each lies between
};

// y: codes. Every case of a class serves equally often, what is left over by lot without replacement; the neighbour is
// drawn from the k nearest (all there are, where the class has fewer; equally near: the earlier case), the place
// between uniformly. Nearness is Euclidean, each column divided by its standard deviation over all cases. Columns that
// hold only 0 and 1 take the commoner value of those neighbours (as many of each: the case's own). A class of one case
// throws std::invalid_argument, as does a missing value, k < 1 or a ratio outside (0, 1].
MadeCases smote(ConstMatrix x, std::span<const int> y, Stream stream, const SmoteOptions& options = {});

// Cases of each class weigh as much together as those of another: n / (classes × cases of the class).
Eigen::VectorXd balanced_weights(std::span<const int> y);

}  // namespace rgx::stats
