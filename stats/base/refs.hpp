#pragma once
// How tables of numbers come into stats: read-only views, cases in rows, columns of the caller's choosing.
#include <Eigen/Core>

namespace rgx::stats {

using ConstMatrix = Eigen::Ref<const Eigen::MatrixXd>;
using ConstVector = Eigen::Ref<const Eigen::VectorXd>;

}  // namespace rgx::stats
