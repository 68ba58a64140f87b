#include "stats/base/natural_spline.hpp"

#include <algorithm>
#include <stdexcept>

namespace rgx::stats {

Eigen::MatrixXd natural_spline_basis(ConstVector x, std::span<const double> knots) {
  const std::size_t k = knots.size();
  if (k < 2 || !std::ranges::is_sorted(knots) || std::ranges::adjacent_find(knots) != knots.end())
    throw std::invalid_argument("knots of a spline must ascend");
  const double low = knots.front(), width = knots.back() - low;
  const auto cube = [](double v) { return v > 0 ? v * v * v : 0; };
  Eigen::MatrixXd basis(x.size(), static_cast<Eigen::Index>(k));
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double at = (x[i] - low) / width;
    const auto part = [&](std::size_t j) {
      const double knot = (knots[j] - low) / width;
      return (cube(at - knot) - cube(at - 1)) / (1 - knot);
    };
    basis(i, 0) = 1;
    basis(i, 1) = at;
    for (std::size_t j = 0; j + 2 < k; ++j) basis(i, static_cast<Eigen::Index>(j + 2)) = part(j) - part(k - 2);
  }
  return basis;
}

}  // namespace rgx::stats
