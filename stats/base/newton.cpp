#include "stats/base/newton.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// A step of this size, when the value stands still and steps do not shrink, goes on for ever.
constexpr double still_moving = 0.01;

}  // namespace

NewtonMaximum newton_maximise(const std::function<NewtonPoint(const VectorXd&)>& likelihood, const VectorXd& start,
                              const NewtonOptions& options) {
  NewtonMaximum best;
  best.at = start;
  best.point = likelihood(start);
  const Index p = start.size();
  best.endless.assign(static_cast<std::size_t>(p), false);
  best.converged = p == 0;
  const double still = options.epsilon * (std::abs(best.point.value) + 0.1);
  VectorXd before = VectorXd::Constant(p, std::numeric_limits<double>::infinity());
  while (!best.converged && best.iterations < options.max_iterations) {
    ++best.iterations;
    VectorXd step = best.point.curvature.ldlt().solve(best.point.slope);
    NewtonPoint next = likelihood(best.at + step);
    for (int half = 0; half < 40 && !(next.value >= best.point.value - still); ++half) {
      step /= 2;
      next = likelihood(best.at + step);
    }
    const double change = std::abs(next.value - best.point.value);
    best.at += step;
    best.point = next;
    if (change <= still) {
      bool moving = false;
      for (Index j = 0; j < p; ++j) {
        moving = moving || std::abs(step[j]) > still_moving;
        best.endless[j] = std::abs(step[j]) > still_moving && std::abs(step[j]) > before[j] / 2;
      }
      if (std::ranges::find(best.endless, true) != best.endless.end()) break;
      if (!moving) {
        // One step more: its error is the square of the last.
        best.at += best.point.curvature.ldlt().solve(best.point.slope);
        best.point = likelihood(best.at);
        best.converged = true;
      }
    }
    before = step.cwiseAbs();
  }
  return best;
}

MatrixXd symmetric_inverse(const MatrixXd& a) { return a.ldlt().solve(MatrixXd::Identity(a.rows(), a.cols())); }

}  // namespace rgx::stats
