#include "stats/agreement/two_way.hpp"

#include <stdexcept>

namespace rgx::stats {

TwoWay two_way(ConstMatrix block) {
  if (block.rows() < 2 || block.cols() < 2) throw std::invalid_argument("two subjects and two repeats at least");
  TwoWay out;
  out.n = static_cast<double>(block.rows());
  out.k = static_cast<double>(block.cols());
  // The first mean takes away the offset, the second what rounding left of it.
  Eigen::MatrixXd x = block.array() - block.mean();
  x.array() -= x.mean();
  const Eigen::VectorXd subject = x.rowwise().mean();
  const Eigen::RowVectorXd repeat = x.colwise().mean();
  out.subjects = out.k * subject.squaredNorm() / (out.n - 1);
  out.repeats = out.n * repeat.squaredNorm() / (out.k - 1);
  x.colwise() -= subject;
  out.within = x.squaredNorm() / (out.n * (out.k - 1));
  x.rowwise() -= repeat;
  out.residual = x.squaredNorm() / ((out.n - 1) * (out.k - 1));
  return out;
}

}  // namespace rgx::stats
