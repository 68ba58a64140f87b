#pragma once
// Two blocks that share some directions, drawn from named streams.
#include <Eigen/Core>
#include <cstdint>
#include <utility>

#include "stats/base/random.hpp"

namespace rgx::test {

inline Eigen::MatrixXd normals(Eigen::Index rows, Eigen::Index columns, stats::Stream& stream) {
  Eigen::MatrixXd m(rows, columns);
  for (double& v : m.reshaped()) v = stream.normal();
  return m;
}

inline std::pair<Eigen::MatrixXd, Eigen::MatrixXd> related_blocks(Eigen::Index n, Eigen::Index p, Eigen::Index q,
                                                                  std::uint64_t key, double strength = 1) {
  stats::Stream stream(key);
  const Eigen::MatrixXd shared = normals(n, 2, stream);
  Eigen::MatrixXd x = strength * shared * normals(2, p, stream), y = strength * shared * normals(2, q, stream);
  x += normals(n, p, stream);
  y += normals(n, q, stream);
  return {x, y};
}

}  // namespace rgx::test
